package doozer.history;

import doozer.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * An operation on one file, as the search sees it: a question to the state, and what it leaves.
 * A state is the number of the write whose value the file has, or 0 while it is missing, and the
 * highest revision that is known to have been taken.
 */
final class FileOperation {
    /** What has to be there before it. */
    private enum Needs {
        /** Anything. */
        NOTHING,
        /** No file. */
        MISSING,
        /** The file that {@link #wanted} says, or one of its revision and length. */
        FILE,
        /** A file, or none, whose revision is not above the condition. */
        CONDITION,
        /** A file whose revision is above the condition. */
        CONDITION_FAILS
    }

    private static final int NO_EFFECT = -1;
    private static final long ALWAYS = -1;

    private final Operation operation;
    private final List<Long> revisions;
    private final Needs needs;
    /** Which write it wants to find, or leaves; 0 for none, and for a missing file. */
    private final int wanted;
    private final int leaves;
    private final long condition;
    private final long revision;

    private FileOperation(Operation operation, List<Long> revisions, Needs needs, int write) {
        this.operation = operation;
        this.revisions = revisions;
        this.needs = needs;
        boolean isEffect = operation.ask() instanceof Ask.Write && !operation.isFailed();
        wanted = isEffect ? 0 : write;
        leaves = isEffect ? write : NO_EFFECT;
        condition = operation.ask() instanceof Ask.Write asked ? asked.ifRevision() : ALWAYS;
        long told = operation.answer() instanceof Answer.Done done ? done.revision() : 0;
        revision = leaves > 0 ? revisions.get(leaves) : told;
    }

    /** The path that a request is about; null when it is not about one file. */
    static String path(Ask ask) {
        if (ask instanceof Ask.Set set) return set.path();
        if (ask instanceof Ask.Del del) return del.path();
        if (ask instanceof Ask.Get get) return get.path();
        return ask instanceof Ask.Stat stat ? stat.path() : null;
    }

    static boolean isLinearizableRead(Operation operation) {
        return operation.isAnswered() && operation.ask() instanceof Ask.Read read
                && read.at().mode() == Ask.Mode.NOW;
    }

    /** How the search sees an operation; null when it says nothing of the file. */
    static FileOperation of(Operation operation, Map<ByteBuffer, Integer> byValue,
            List<Long> revisions) {
        Answer answer = operation.answer();
        if (operation.ask() instanceof Ask.Read && !isLinearizableRead(operation)) return null;
        if (answer instanceof Answer.Failed failed) return ofFailure(operation, failed, revisions);
        if (operation.ask() instanceof Ask.Write write) {
            int leaves = write instanceof Ask.Set ? byValue.get(ByteBuffer.wrap(write.value())) : 0;
            Needs needs = write.ifRevision() == ALWAYS ? Needs.NOTHING : Needs.CONDITION;
            return new FileOperation(operation, revisions, needs, leaves);
        }
        if (answer instanceof Answer.File file && file.revision() != 0) {
            int read = byValue.get(ByteBuffer.wrap(file.value()));
            return new FileOperation(operation, revisions, Needs.FILE, read);
        }
        if (answer instanceof Answer.Stat stat && stat.revision() > 0) {
            return new FileOperation(operation, revisions, Needs.FILE,
                    revisions.indexOf(stat.revision()));
        }
        return new FileOperation(operation, revisions, Needs.MISSING, 0);
    }

    private static FileOperation ofFailure(Operation operation, Answer.Failed failed,
            List<Long> revisions) {
        ErrorCode code = failed.code();
        if (code == ErrorCode.REV_MISMATCH) {
            return new FileOperation(operation, revisions, Needs.CONDITION_FAILS, 0);
        }
        boolean isMissing = code == ErrorCode.ISDIR || code == ErrorCode.NOTDIR
                || code == ErrorCode.NOENT;
        return isMissing ? new FileOperation(operation, revisions, Needs.MISSING, 0) : null;
    }

    long called() {
        return operation.called();
    }

    long returned() {
        return operation.returned();
    }

    boolean isAnswered() {
        return operation.isAnswered();
    }

    /** The number of the write that a read has seen, or -1. */
    int wanted() {
        return needs == Needs.FILE ? wanted : NO_EFFECT;
    }

    /** The revision that a write took, as far as it is known; else 0. */
    long revision() {
        return revision;
    }

    long condition() {
        return condition;
    }

    /** The number of the write that a SET is; 0 for all others. */
    int sets() {
        return Math.max(0, leaves);
    }

    boolean isWrite() {
        return leaves != NO_EFFECT;
    }

    /** Whether it can stand where the file is that of a write, and a revision has been taken. */
    boolean isAllowed(int current, long taken) {
        if (isWrite() && revision != 0 && revision <= taken) return false;
        long have = revisions.get(current);
        boolean isKnown = current == 0 || have != 0;
        return switch (needs) {
            case NOTHING -> true;
            case MISSING -> current == 0;
            case FILE -> isWanted(current, isKnown);
            // What is not known is above everything that was taken before.
            case CONDITION -> isKnown ? have <= condition : taken < condition;
            case CONDITION_FAILS -> condition != ALWAYS && (!isKnown || have > condition);
        };
    }

    /** A STAT of a revision that nobody else tells of may be about any write without one. */
    private boolean isWanted(int current, boolean isKnown) {
        return current != 0 && (wanted > 0 ? wanted == current : !isKnown);
    }

    /** What the file is after it. */
    int leaves() {
        return leaves;
    }

    /** The highest revision that is known to have been taken after it. */
    long taken(long before) {
        return Math.max(before, revision);
    }

    @Override
    public String toString() {
        return operation.toString();
    }
}
