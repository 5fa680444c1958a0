package doozer.node;

import doozer.tree.Entry;
import doozer.tree.FileEntry;
import doozer.tree.Store;
import doozer.tree.Store.Outcome;
import doozer.wire.ErrorCode;
import doozer.wire.Txn;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Executes what clients ask for: writes, transactions, and all that concerns sessions. A part of
 * the {@link Machine}, and as deterministic. Owned by whoever steps the node.
 */
final class Changes {
    private static final long ALWAYS = -1;
    private static final long MISSING = 0;
    private static final long DIRECTORY = -2;
    private static final int MAX_DIGITS = 18;
    private static final Result OVERTAKEN =
            Result.refused(ErrorCode.OTHER, Client.UNKNOWN_OUTCOME);

    private final Machine machine;
    private final Store store;
    private final Sessions sessions = new Sessions();
    /** Whose command is being executed; null for one of no session. */
    private Session current;

    Changes(Machine machine) {
        this.machine = machine;
        store = machine.store();
    }

    Sessions sessions() {
        return sessions;
    }

    // Files.

    Result set(String path, long rev, byte[] value) {
        String refusal = Reserved.refusalToSet(path, value);
        if (refusal != null) return Result.refused(ErrorCode.BAD_PATH, refusal);
        return result(path, store.set(path, machine.condition(rev), value));
    }

    Result delete(String path, long rev) {
        String refusal = Reserved.refusalToDelete(path);
        if (refusal != null) return Result.refused(ErrorCode.BAD_PATH, refusal);
        Outcome outcome = store.delete(path, machine.condition(rev));
        if (outcome == Outcome.OK) sessions.own(path, null);
        return result(path, outcome);
    }

    /** What that outcome of a write there comes to. */
    Result result(String path, Outcome outcome) {
        return switch (outcome) {
            case OK -> Result.DONE;
            case REV_MISMATCH -> mismatch(path, null);
            case IS_DIRECTORY -> Result.refused(ErrorCode.ISDIR, null);
            case NOT_DIRECTORY -> Result.refused(ErrorCode.NOTDIR, null);
        };
    }

    private Result mismatch(String path, String detail) {
        return new Result(ErrorCode.REV_MISMATCH, detail, revisionAt(path), Result.DONE.value());
    }

    private long revisionAt(String path) {
        Entry there = store.current().find(path);
        if (there == null) return MISSING;
        return there instanceof FileEntry file ? file.revision() : DIRECTORY;
    }

    Result ephemeral(Command.Ephemeral set) {
        if (current == null) {
            return Result.refused(ErrorCode.MISSING_ARG, "an ephemeral file is of a session");
        }
        String refusal = Reserved.refusalToDelete(set.path());
        if (refusal != null) return Result.refused(ErrorCode.BAD_PATH, refusal);
        boolean isThere = store.current().find(set.path()) instanceof FileEntry;
        if (isThere && sessions.owner(set.path()) != current) {
            return mismatch(set.path(), "it is there, and not of this session");
        }
        boolean isFull = current.files.size() >= Sessions.MAX_FILES || sessions.isFull();
        if (!isThere && isFull) {
            return Result.refused(ErrorCode.RANGE, "the session owns " + current.files.size()
                    + " files, and may own at most " + Sessions.MAX_FILES + "; all together, "
                    + Sessions.MAX_BYTES + " bytes of names");
        }
        Outcome outcome = store.set(set.path(), machine.condition(set.rev()), set.value(),
                current.id);
        if (outcome == Outcome.OK) sessions.own(set.path(), current);
        return result(set.path(), outcome);
    }

    Result next(Command.Next next) {
        Entry there = store.current().find(next.path());
        Long number = there instanceof FileEntry file ? number(file.value()) : Long.valueOf(0);
        if (number == null) {
            return Result.refused(ErrorCode.RANGE, "the file holds no whole number of at most "
                    + MAX_DIGITS + " digits that could be counted on from");
        }
        byte[] value = Long.toString(number + 1).getBytes(StandardCharsets.US_ASCII);
        Result result = set(next.path(), ALWAYS, value);
        return result.isDone() ? new Result(null, null, store.current().revision(), value) : result;
    }

    /** The number that a file holds, in its one form; null when it holds something else. */
    private static Long number(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        if (text.isEmpty() || text.length() > MAX_DIGITS) return null;
        try {
            long number = Long.parseLong(text);
            return Long.toString(number).equals(text) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    Result transaction(Command.Transaction transaction) {
        List<Txn.Operation> operations = transaction.txn().operations();
        for (Txn.Operation one : operations) {
            boolean holds = one.kind() != Txn.Kind.IF || revisionAt(one.path()) == one.rev();
            if (!holds) return mismatch(one.path(), null).about(one.path());
        }
        long before = store.current().revision();
        sessions.mark();
        for (Txn.Operation one : operations) {
            Result result = change(one);
            if (result.isDone()) continue;
            store.rollBack(before);
            sessions.rollBack();
            // What it has met may be what this very transaction had made.
            boolean isMismatch = result.code() == ErrorCode.REV_MISMATCH;
            Result known = isMismatch ? mismatch(one.path(), result.detail()) : result;
            return known.about(one.path());
        }
        sessions.unmark();
        return Result.DONE;
    }

    private Result change(Txn.Operation one) {
        return switch (one.kind()) {
            case IF -> Result.DONE;
            case SET -> set(one.path(), one.rev(), one.value());
            case DEL -> delete(one.path(), one.rev());
            case EPHEMERAL -> ephemeral(
                    new Command.Ephemeral(one.path(), one.rev(), one.value()));
        };
    }

    // Sessions.

    Result open(Command.Open open) {
        if (sessions.size() >= Sessions.MAX || sessions.isFull()) {
            return Result.refused(ErrorCode.RANGE, "there are " + sessions.size()
                    + " sessions, and there may be at most " + Sessions.MAX + " with "
                    + Sessions.MAX_BYTES + " bytes of answers and names of files");
        }
        long id = store.current().revision() + 1;
        sessions.open(id, open.ttlMillis());
        // Its own file is its own, too: it goes with it, and the tree says whose it was.
        Outcome outcome = store.set(sessions.of(id).path(), ALWAYS, open.name(), id);
        Check.that(outcome == Outcome.OK, "clients cannot stand in the way of a session's file");
        return Result.done(id);
    }

    /** Those that are no more are passed over: who asks for them hears of it where it asks. */
    Result keep(Command.Keep keep) {
        for (long id : keep.sessions()) {
            Session session = sessions.of(id);
            if (session != null) sessions.touch(session);
        }
        return Result.DONE;
    }

    Result close(Command.Close close) {
        Session session = sessions.of(close.session());
        if (session == null) return noSession(close.session());
        end(session);
        return Result.DONE;
    }

    static Result noSession(long id) {
        return Result.refused(ErrorCode.NOENT, "there is no session " + id
                + ": it has ended, or was never opened");
    }

    Result clock(Command.Clock clock) {
        sessions.stamp(clock.ballot(), clock.millis());
        // The rest ends with the next stamps, so that a slot cannot take for ever.
        int ended = 0;
        while (ended < Sessions.MAX_ENDING && sessions.due() != null) {
            Session due = sessions.due();
            ended += 1 + due.files.size();
            end(due);
        }
        return Result.DONE;
    }

    /**
     * What its client is to hear of a command that was applied, at a node that hears that leader. A
     * sign of life counts by the clock of the leader that took it: if others lead by now, their
     * clock may have gone on since, and it is to be sent again.
     */
    Result toTell(Command command, Result result, long leader) {
        boolean isTimed = command instanceof Command.Keep || command instanceof Command.Open;
        return isTimed && sessions.lastStamp() != leader ? OVERTAKEN : result;
    }

    private void end(Session session) {
        for (String path : List.copyOf(session.files)) {
            Outcome outcome = store.delete(path, ALWAYS);
            Check.that(outcome == Outcome.OK, "a file that a session owns is there");
            sessions.own(path, null);
        }
        store.delete(session.path(), ALWAYS);
        sessions.remove(session);
    }

    Result inSession(Command.InSession command) {
        Session session = sessions.of(command.session());
        if (session == null) return noSession(command.session());
        if (command.sequence() == 0) return execute(session, command.command());
        if (command.sequence() <= session.last) {
            Result before = session.answers.get(command.sequence());
            return before != null ? before : Result.refused(ErrorCode.TOO_LATE,
                    "that command was done, and its answer acknowledged");
        }
        long acked = Math.max(session.acked, command.acked());
        long expected = session.last + 1;
        boolean isNext = command.sequence() == expected
                && command.sequence() - acked <= Sessions.MAX_ANSWERS;
        if (!isNext) {
            return notNow(expected, "out of order: expected is number " + expected
                    + ", at most " + Sessions.MAX_ANSWERS + " above what is acknowledged");
        }
        boolean isFrugal = acked == command.sequence() - 1;
        if (sessions.isFull() && !isFrugal) {
            return notNow(expected, "all sessions together have as many answers that are not"
                    + " acknowledged as may be");
        }
        Result result = execute(session, command.command());
        sessions.executed(session, command, result);
        return result;
    }

    /** Not done, with the number that it is to have when it comes again. */
    private static Result notNow(long expected, String detail) {
        return new Result(ErrorCode.RANGE, detail, expected, Result.DONE.value());
    }

    private Result execute(Session session, Command command) {
        current = session;
        Result result = command.applyTo(machine);
        current = null;
        // A repeat gets the same answer, when the present revision is another.
        return result.isDone() && result.rev() == 0
                ? new Result(null, null, store.current().revision(), result.value()) : result;
    }
}
