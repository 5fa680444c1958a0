package doozer.node;

import doozer.wire.ErrorCode;
import doozer.wire.Response;
import doozer.wire.Verb;
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
    private static final Command.Empty GIVEN_UP = new Command.Empty("given up");

    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final ArrayDeque<Pending> sent = new ArrayDeque<>();
    private final ServeQueue toServe;
    private long sequence;
    private long readyMember;
    private long nowNanos;

    Outbox(ServeQueue toServe) {
        this.toServe = toServe;
    }

    /** A write that is not answered yet. */
    private static final class Pending {
        final Client client;
        final long tag;
        final Verb verb;
        /** Which one of its client's writes it is. */
        final long number;
        Command command;
        long sequence;
        /** When it came, and from then on when it was sent. */
        long sinceNanos;
        boolean isGivenUp;

        Pending(Client client, long tag, Verb verb, Command command) {
            this.client = client;
            this.tag = tag;
            this.verb = verb;
            this.command = command;
            number = client == null ? 0 : client.beganWrite();
        }
    }

    /** Time passes. */
    void tick(long newNowNanos) {
        nowNanos = newNowNanos;
    }

    /** Takes in a client's write. */
    void add(Client client, long tag, Verb verb, Command command) {
        Pending pending = new Pending(client, tag, verb, command);
        pending.sinceNanos = nowNanos;
        waiting.add(pending);
    }

    /** Takes in what this node itself has to write: once a member number. */
    void addReady(int member) {
        if (readyMember == member) return;
        readyMember = member;
        waiting.addFirst(new Pending(null, 0, null, new Command.Ready(member)));
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
        for (Pending pending : sent) entries.add(entry(origin, pending));
        return entries;
    }

    /** What was not sent yet is sent from now on: it has a number, and may happen. */
    ArrayList<LogEntry> takeWaiting(int origin) {
        ArrayList<LogEntry> entries = new ArrayList<>(waiting.size());
        for (Pending next = waiting.poll(); next != null; next = waiting.poll()) {
            next.sequence = ++sequence;
            next.sinceNanos = nowNanos;
            sent.add(next);
            entries.add(entry(origin, next));
        }
        return entries;
    }

    private static LogEntry entry(int origin, Pending pending) {
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

    /** One of ours was applied: answers its client. */
    void onApplied(long appliedSequence, Result result, long revision) {
        Pending first = sent.remove();
        Check.that(first.sequence == appliedSequence,
                "what is applied is the oldest that was sent");
        Client client = first.client;
        if (client == null || first.isGivenUp) return;
        ended(first);
        if (!result.isDone()) {
            client.answer(first.tag, Response.error(result.code(), result.detail()));
            return;
        }
        Response done = new Response();
        // The clients of old get a revision from SET alone.
        if (first.verb == Verb.SET || client.dialect() == Dialect.OWN) done.rev(revision);
        client.answer(first.tag, done);
    }

    /** What has waited since before that time is not sent any more. */
    void refuseWaiting(long cameBeforeNanos) {
        Pending first = firstOfAClient(waiting);
        if (first != null && first.sinceNanos - cameBeforeNanos <= 0) refuseWaiting();
    }

    /** The first that a client still waits for, or null. */
    private static Pending firstOfAClient(ArrayDeque<Pending> queue) {
        for (Pending pending : queue) {
            if (pending.client != null && !pending.isGivenUp) return pending;
        }
        return null;
    }

    /** No leader was known for a while: what was not sent never will be. */
    void refuseWaiting() {
        for (int i = waiting.size(); i > 0; i--) {
            Pending next = waiting.remove();
            if (next.client == null) {
                waiting.add(next);
                continue;
            }
            ended(next);
            next.client.refuse(next.tag, ErrorCode.READONLY,
                    "no leader is known: not done, and never will be");
        }
    }

    /** When the oldest one was sent that is not applied; for one that is not empty. */
    long oldestSentNanos(long ifNone) {
        return sent.isEmpty() ? ifNone : sent.peek().sinceNanos;
    }

    /** When the oldest write that was sent has to be given up, or a long time. */
    long nextGivenUpNanos(long answerNanos) {
        Pending first = firstOfAClient(sent);
        // Those that are not sent yet are younger.
        if (first == null) first = firstOfAClient(waiting);
        return first == null ? Long.MAX_VALUE : first.sinceNanos + answerNanos;
    }

    /** Gives up what was sent before that time: it may still happen, and nobody waits for it. */
    void giveUp(long sentBeforeNanos) {
        for (Pending pending : sent) {
            if (pending.isGivenUp || pending.client == null) continue;
            if (pending.sinceNanos - sentBeforeNanos > 0) return;
            giveUp(pending);
            // So that it can still take effect late is as unlikely as can be.
            pending.command = GIVEN_UP;
        }
    }

    private void giveUp(Pending pending) {
        if (pending.isGivenUp) return;
        pending.isGivenUp = true;
        if (pending.client == null) return;
        ended(pending);
        pending.client.closeUnknown(pending.tag);
    }

    /** Its reads may have waited for this write. */
    private void ended(Pending pending) {
        pending.client.endedWrite(pending.number);
        toServe.add(pending.client);
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
}
