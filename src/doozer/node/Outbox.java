package doozer.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The writes of this node's clients, until they are applied: rules P11 and R11. Owned by whoever
 * steps the node.
 *
 * <pre>
 *   waiting --a leader can be reached--> sent --applied--> answered
 *      |                                  |  ^ again to each new leader, and after a gap
 *      | no leader for a second           | not applied in time, or lost with a snapshot
 *      v                                  v
 *   READONLY                          unknown: the connection is closed
 * </pre>
 */
final class Outbox {
    /** A message of commands is full when these weigh as much. */
    private static final int MESSAGE_WEIGHT = 256 << 10;
    private static final String NO_LEADER = "no leader is known: not done, and never will be";
    private static final Command.Empty GIVEN_UP = new Command.Empty("given up");

    private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
    private final ArrayDeque<PendingWrite> sent = new ArrayDeque<>();
    private final ServeQueue toServe;
    private final Meter meter;
    private long sequence;
    private long readyMember;
    private long nowNanos;

    Outbox(ServeQueue toServe, Meter meter) {
        this.toServe = toServe;
        this.meter = meter;
    }

    /** What is told of the writes, and of what becomes of them. */
    Meter meter() {
        return meter;
    }

    /** Time passes. */
    void tick(long newNowNanos) {
        nowNanos = newNowNanos;
    }

    /** Takes in a client's write. */
    void add(Client client, ClientWrite.Asked asked) {
        add(new ClientWrite(client, asked, toServe));
    }

    /** Takes in a write. */
    void add(PendingWrite pending) {
        pending.sinceNanos = nowNanos;
        waiting.add(pending);
    }

    /** Takes in what this node itself has to write: once a member number. */
    void addReady(int member) {
        if (readyMember == member) return;
        readyMember = member;
        waiting.addFirst(new Ready(member));
    }

    boolean isEmpty() {
        return waiting.isEmpty() && sent.isEmpty();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    int size() {
        return waiting.size() + sent.size();
    }

    /** Everything that was sent and not applied, in order. */
    ArrayList<LogEntry> unapplied(int origin) {
        ArrayList<LogEntry> entries = new ArrayList<>(sent.size());
        for (PendingWrite pending : sent) entries.add(entry(origin, pending));
        return entries;
    }

    /** What was not sent yet is sent from now on: it has a number, and may happen. */
    ArrayList<LogEntry> takeWaiting(int origin) {
        ArrayList<LogEntry> entries = new ArrayList<>(waiting.size());
        for (PendingWrite next = waiting.poll(); next != null; next = waiting.poll()) {
            next.sequence = ++sequence;
            next.sinceNanos = nowNanos;
            sent.add(next);
            entries.add(entry(origin, next));
        }
        return entries;
    }

    private static LogEntry entry(int origin, PendingWrite pending) {
        return new LogEntry(origin, pending.sequence, pending.command);
    }

    /** Entries, cut into what one message may hold. */
    static List<List<LogEntry>> inMessages(List<LogEntry> entries) {
        ArrayList<List<LogEntry>> parts = new ArrayList<>(1);
        for (int from = 0; from < entries.size();) {
            int end = endOfMessage(entries, from);
            parts.add(List.copyOf(entries.subList(from, end)));
            from = end;
        }
        return parts;
    }

    private static int endOfMessage(List<LogEntry> entries, int from) {
        int weight = 0;
        int end = from;
        while (end < entries.size()) {
            weight += entries.get(end).command().weight();
            if (end > from && weight > MESSAGE_WEIGHT) break;
            end++;
        }
        return end;
    }

    /** One of ours was applied: tells who waits for it. */
    void onApplied(long appliedSequence, Result result, long revision) {
        PendingWrite first = sent.remove();
        Check.that(first.sequence == appliedSequence,
                "what is applied is the oldest that was sent");
        if (!first.isGivenUp) first.onApplied(result, revision);
    }

    /** What has waited since before that time is not sent any more. */
    void refuseWaiting(long cameBeforeNanos) {
        PendingWrite first = firstOfAClient(waiting);
        if (first != null && first.sinceNanos - cameBeforeNanos <= 0) refuseWaiting();
    }

    /** The first that a client still waits for, or null. */
    private static PendingWrite firstOfAClient(ArrayDeque<PendingWrite> queue) {
        for (PendingWrite pending : queue) {
            if (pending.isOfAClient() && !pending.isGivenUp) return pending;
        }
        return null;
    }

    /** No leader was known for a while: what was not sent never will be. */
    void refuseWaiting() {
        for (int i = waiting.size(); i > 0; i--) {
            PendingWrite next = waiting.remove();
            if (next.isOfAClient()) next.onRefused(NO_LEADER);
            else waiting.add(next);
        }
    }

    /** When the oldest one was sent that is not applied; for one that is not empty. */
    long oldestSentNanos(long ifNone) {
        return sent.isEmpty() ? ifNone : sent.peek().sinceNanos;
    }

    /** When the oldest write that was sent has to be given up, or a long time. */
    long nextGivenUpNanos(long answerNanos) {
        PendingWrite first = firstOfAClient(sent);
        // Those that are not sent yet are younger.
        if (first == null) first = firstOfAClient(waiting);
        return first == null ? Long.MAX_VALUE : first.sinceNanos + answerNanos;
    }

    /** Gives up what was sent before that time: it may still happen, and nobody waits for it. */
    void giveUp(long sentBeforeNanos) {
        for (PendingWrite pending : sent) {
            if (pending.isGivenUp || !pending.isOfAClient()) continue;
            if (pending.sinceNanos - sentBeforeNanos > 0) return;
            giveUp(pending);
            // So that it can still take effect late is as unlikely as can be.
            pending.command = GIVEN_UP;
        }
    }

    private void giveUp(PendingWrite pending) {
        if (pending.isGivenUp) return;
        pending.isGivenUp = true;
        pending.onUnknown();
    }

    /** A snapshot has come in which everything up to there was applied, nobody knows how. */
    void onSkipped(long lastApplied) {
        while (!sent.isEmpty() && sent.peek().sequence <= lastApplied) giveUp(sent.remove());
        sequence = Math.max(sequence, lastApplied);
    }

    /** Our member number is no more: nothing that was sent under it is sent again. */
    void onDropped() {
        while (!sent.isEmpty()) giveUp(sent.remove());
        sequence = 0;
    }

    /** That this node takes writes: nobody waits for it. */
    private static final class Ready extends PendingWrite {
        Ready(int member) {
            super(new Command.Ready(member));
        }

        @Override
        boolean isOfAClient() {
            return false;
        }

        @Override
        void onApplied(Result result, long revision) {
            // The tree says so by now.
        }

        @Override
        void onRefused(String why) {
            throw new IllegalStateException("what no client waits for is not refused");
        }

        @Override
        void onUnknown() {
            // It is sent again under the next number.
        }
    }
}
