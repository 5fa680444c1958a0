package doozer.client;

import doozer.wire.ErrorCode;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of a session, in order, until each has its outcome: numbered when they are first
 * sent, and from the first that has none sent again when something has gone wrong ("go back N").
 * Guarded by its owner's monitor; no socket, no clock.
 *
 * <pre>
 *        acked            sent                 in this round
 *          |               |
 *   -------+---------------+-----------------+
 *    gone  |  on their way | still to be sent| later ones
 *   -------+---------------+-----------------+
 *          ^                 unnumbered, if they never were sent
 *          going back
 * </pre>
 *
 * @param <T> who asks; null for a number that nobody needs
 */
final class Pipeline<T> {
    private final List<Command<T>> commands = new ArrayList<>();
    private long lastSequence;
    private long acked;
    private int sent;
    private int round;

    /** One command. */
    static final class Command<T> {
        final T ticket;
        private long sequence;
        private int sends;
        private boolean isDone;

        private Command(T ticket) {
            this.ticket = ticket;
        }

        long sequence() {
            return sequence;
        }

        /** Whether more than one copy of it was sent. */
        boolean isRepeated() {
            return sends > 1;
        }

        boolean isSent() {
            return sends > 0;
        }
    }

    /** What an answer means. */
    enum Verdict {
        /** It is the outcome. */
        DONE,
        /** It was done or refused, and the answer is forgotten. */
        FORGOTTEN,
        /** All that has no outcome is to be sent again. */
        AGAIN,
        /** There is no such session. */
        LOST,
        /** It is about a copy that does not count any more. */
        STALE
    }

    /** How many have no outcome. */
    int size() {
        return commands.size();
    }

    /** Which round it is: going back begins another. */
    int round() {
        return round;
    }

    /** Up to which number all outcomes are known. */
    long acked() {
        return acked;
    }

    void add(T ticket) {
        commands.add(new Command<>(ticket));
    }

    /** Takes one out that was never sent: it needs no number; null if there is no such one. */
    Command<T> removeUnsent(T ticket) {
        for (int i = commands.size() - 1; i >= 0 && !commands.get(i).isSent(); i--) {
            if (commands.get(i).ticket == ticket) return commands.remove(i);
        }
        return null;
    }

    /** The next to be sent in this round, which counts as sent; null for none. */
    Command<T> next() {
        while (sent < commands.size() && commands.get(sent).isDone) sent++;
        if (sent == commands.size()) return null;
        Command<T> next = commands.get(sent++);
        if (next.sequence == 0) next.sequence = ++lastSequence;
        next.sends++;
        return next;
    }

    /** Takes the answer to a copy that was sent in a round. */
    Verdict onAnswer(Command<T> command, int itsRound, Response answer) {
        if (command.isDone) return Verdict.STALE;
        boolean isOld = itsRound != round;
        ErrorCode error = answer.error();
        if (error == ErrorCode.RANGE && answer.hasRev()) {
            if (!isOld) fill(answer.rev());
            return isOld ? Verdict.STALE : again();
        }
        if (error == ErrorCode.READONLY || isUnknown(answer)) {
            return isOld ? Verdict.STALE : again();
        }
        if (error == ErrorCode.NOENT) return Verdict.LOST;
        finish(command);
        return error == ErrorCode.TOO_LATE ? Verdict.FORGOTTEN : Verdict.DONE;
    }

    /** Hears that no answer will come to a copy that was sent in a round; whether to go on. */
    Verdict onLost(Command<T> command, int itsRound) {
        return command.isDone || itsRound != round ? Verdict.STALE : again();
    }

    private static boolean isUnknown(Response answer) {
        return answer.error() == ErrorCode.OTHER && "outcome unknown".equals(answer.errDetail());
    }

    private Verdict again() {
        round++;
        sent = 0;
        return Verdict.AGAIN;
    }

    /**
     * The server waits for a number whose outcome we know: one that it refused without counting it.
     * So that it goes on, that number is used for nothing.
     */
    private void fill(long expected) {
        if (commands.isEmpty() || expected < 1 || expected >= commands.get(0).sequence) return;
        Command<T> filler = new Command<>(null);
        filler.sequence = expected;
        filler.sends = 1;
        commands.add(0, filler);
    }

    private void finish(Command<T> command) {
        command.isDone = true;
        while (!commands.isEmpty() && commands.get(0).isDone) {
            acked = Math.max(acked, commands.remove(0).sequence);
            if (sent > 0) sent--;
        }
    }

    /** Takes all out. */
    List<Command<T>> drain() {
        List<Command<T>> all = new ArrayList<>(commands);
        commands.clear();
        sent = 0;
        round++;
        return all;
    }
}
