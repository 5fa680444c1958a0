package doozer.node;

import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Counts and measures what a node does. Owned by the thread that steps the node; to count costs no
 * memory. A node that begins anew in the same process goes on counting here.
 */
public final class Metrics implements Observer {
    private static final int UNKNOWN = Verb.values().length;
    private static final List<String> VERBS = new ArrayList<>();

    static {
        for (Verb verb : Verb.values()) VERBS.add(lower(verb));
        VERBS.add("unknown");
    }

    private final LongSupplier clock;
    private final long[] requests = new long[VERBS.size()];
    private final long[] writes = new long[WriteEnd.values().length];
    private final Histogram reads = new Histogram();
    private final Histogram commits = new Histogram();
    private final Histogram applies = new Histogram();
    private final Histogram notices = new Histogram();
    private final Histogram turns = new Histogram();
    private final Histogram elections = new Histogram();
    private final long[] snapshots = new long[2];
    private final long[] snapshotBytes = new long[2];
    private long entries;
    private long revisions;
    private long told;
    private long leaders;
    private boolean isTold;
    private boolean isApplied;
    private long firstAppliedNanos;

    /** What may become of a write. */
    public enum WriteEnd {
        /** It was done. */
        DONE,
        /** It was refused by what it would have changed. */
        REFUSED,
        /** No leader was known: it never happens. */
        READONLY,
        /** It was given up, and may still happen. */
        UNKNOWN
    }

    /** What is measured. */
    public enum Measure {
        /** From when a read has come until its answer begins. */
        READ,
        /** From when a write has come until it is applied. */
        COMMIT,
        /** How long the entries of a slot took. */
        APPLY,
        /** From when a change is applied until watchers' connections have it. */
        NOTIFY,
        /** A turn of the loop, the wait apart. */
        TURN,
        /** From when no leader was known until one was. */
        ELECTION
    }

    /** One that measures by that clock, in nanoseconds from any origin. */
    public Metrics(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public long clockNanos() {
        return clock.getAsLong();
    }

    @Override
    public void onRequest(Verb verb) {
        requests[verb == null ? UNKNOWN : verb.ordinal()]++;
    }

    @Override
    public void onRead(String client, Request read, long nanos) {
        reads.record(nanos);
    }

    @Override
    public void onWritten(Write write, long nanos, ErrorCode code, long revision) {
        commits.record(nanos);
        count(code == null ? WriteEnd.DONE : WriteEnd.REFUSED);
    }

    @Override
    public void onRefused(Write write, long nanos) {
        count(WriteEnd.READONLY);
    }

    @Override
    public void onUnknown(Write write, long nanos) {
        count(WriteEnd.UNKNOWN);
    }

    private void count(WriteEnd end) {
        writes[end.ordinal()]++;
    }

    @Override
    public void onApplied(int more, long moreRevisions, long beganNanos, long endedNanos) {
        applies.record(endedNanos - beganNanos);
        entries += more;
        revisions += moreRevisions;
        if (!isApplied) firstAppliedNanos = endedNanos;
        isApplied = true;
    }

    @Override
    public void onTold(int events) {
        told += events;
        isTold = true;
    }

    @Override
    public void onLeader(String id, boolean isSelf, long leaderlessNanos) {
        leaders++;
        if (leaderlessNanos > 0) elections.record(leaderlessNanos);
    }

    @Override
    public void onSnapshot(boolean isSent, long bytes, long nanos) {
        snapshots[isSent ? 1 : 0]++;
        snapshotBytes[isSent ? 1 : 0] += bytes;
    }

    @Override
    public void onTurn(long beganNanos, long endedNanos) {
        turns.record(endedNanos - beganNanos);
    }

    @Override
    public void onFlushed() {
        // What was told of the history alone says nothing of how fast a change is told.
        if (isTold && isApplied) notices.record(clockNanos() - firstAppliedNanos);
        isTold = false;
        isApplied = false;
    }

    /** What requests ask for, in words; the last one is {@code unknown}. */
    public static List<String> verbs() {
        return Collections.unmodifiableList(VERBS);
    }

    /** How many requests there were of the verb with that place in {@link #verbs}. */
    public long requests(int verb) {
        return requests[verb];
    }

    /** How many writes of clients have ended so. */
    public long writes(WriteEnd end) {
        return writes[end.ordinal()];
    }

    /** How long something took. */
    public Histogram measured(Measure what) {
        return switch (what) {
            case READ -> reads;
            case COMMIT -> commits;
            case APPLY -> applies;
            case NOTIFY -> notices;
            case TURN -> turns;
            case ELECTION -> elections;
        };
    }

    /** How many entries of the log were applied, those of other nodes too. */
    public long entries() {
        return entries;
    }

    /** How many revisions these have made. */
    public long revisions() {
        return revisions;
    }

    /** How many events were queued for watchers. */
    public long told() {
        return told;
    }

    /** How often another node, or this one, has begun to lead. */
    public long leaders() {
        return leaders;
    }

    /** How many snapshots were sent, or else installed. */
    public long snapshots(boolean sent) {
        return snapshots[sent ? 1 : 0];
    }

    /** How many bytes these had. */
    public long snapshotBytes(boolean sent) {
        return snapshotBytes[sent ? 1 : 0];
    }

    @Override
    public List<InfoSection> sections() {
        InfoSection section = InfoSection.named("Metrics");
        StringBuilder verbs = new StringBuilder();
        for (int i = 0; i < requests.length; i++) {
            if (requests[i] > 0 || i == UNKNOWN) word(verbs, VERBS.get(i), requests[i]);
        }
        StringBuilder ends = new StringBuilder();
        for (WriteEnd end : WriteEnd.values()) word(ends, lower(end), writes(end));
        section.add("requests_by_verb", verbs).add("writes", ends);
        section.add("revisions_applied", revisions).add("notifications", told);
        for (Measure what : Measure.values()) {
            section.add(lower(what) + "_seconds", measured(what).words());
        }
        return List.of(section);
    }

    private static void word(StringBuilder words, String name, long value) {
        if (!words.isEmpty()) words.append(' ');
        words.append(name).append('=').append(value);
    }

    private static String lower(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }
}
