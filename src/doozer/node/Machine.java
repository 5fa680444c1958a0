package doozer.node;

import doozer.tree.Store;
import doozer.tree.Store.Outcome;
import doozer.wire.ErrorCode;

/**
 * The replicated state machine: applies commands in the order of the log, the same on every node.
 * A command that is refused leaves no trace. Owned by whoever steps the node.
 */
final class Machine {
    private final Store store;
    private String detail;

    Machine(Store store) {
        this.store = store;
    }

    /** What is to be said about the last refusal, or null. */
    String detail() {
        return detail;
    }

    /** Applies one command: null when it was done, and then it took exactly one revision. */
    ErrorCode apply(Command command) {
        detail = null;
        long before = store.current().revision();
        ErrorCode refusal = command.applyTo(this);
        long used = store.current().revision() - before;
        Check.that(used == (refusal == null ? 1 : 0), "a command takes one revision or none");
        return refusal;
    }

    ErrorCode set(Command.Set set) {
        detail = Reserved.refusalToSet(store.current(), set.path(), set.value());
        if (detail != null) return ErrorCode.BAD_PATH;
        return code(store.set(set.path(), set.rev(), set.value()));
    }

    ErrorCode delete(Command.Delete delete) {
        detail = Reserved.refusalToDelete(store.current(), delete.path());
        if (detail != null) return ErrorCode.BAD_PATH;
        return code(store.delete(delete.path(), delete.rev()));
    }

    ErrorCode nop() {
        store.nop();
        return null;
    }

    ErrorCode reserve(Command.Reserve reserve) {
        ErrorCode refusal = code(store.set(reserve.path(), -1, reserve.value()));
        Check.that(refusal == null, "clients cannot stand in the way of reserved files");
        return null;
    }

    private static ErrorCode code(Outcome outcome) {
        return switch (outcome) {
            case OK -> null;
            case REV_MISMATCH -> ErrorCode.REV_MISMATCH;
            case IS_DIRECTORY -> ErrorCode.ISDIR;
            case NOT_DIRECTORY -> ErrorCode.NOTDIR;
        };
    }
}
