package doozer.node;

import java.util.List;

/**
 * A leader's clock, by which sessions end: rules E2 and E3. It goes on from the last stamp that the
 * leader has applied, so that an outage ends no session; and whoever stood still does not catch
 * up, for the signs of life that came meanwhile are not in the log yet. Owned by whoever steps the
 * node.
 */
final class Leases {
    /** The first feature level that knows sessions. */
    static final int LEVEL = 2;
    /** At most so much time passes from one turn to the next: a leader's are never so far apart. */
    private static final long MOST_NANOS = 150_000_000;
    private static final long MILLI_NANOS = 1_000_000;

    private final Replica replica;
    private long ballot;
    private long clockNanos;
    private long lastNanos;
    /** The last stamp that was proposed in this ballot. */
    private long stampedMillis;
    /** How many had been applied by then. */
    private long stampsBefore;

    Leases(Replica replica) {
        this.replica = replica;
    }

    /** Whether there is nothing to be counted for. */
    boolean isIdle() {
        return sessions().size() == 0;
    }

    private Sessions sessions() {
        return replica.machine().changes().sessions();
    }

    /** Time passes at a leader. */
    void tick() {
        if (ballot != replica.paxos().leader()) begin();
        long elapsed = replica.nowNanos() - lastNanos;
        lastNanos = replica.nowNanos();
        clockNanos = Math.max(clockNanos + Math.min(elapsed, MOST_NANOS),
                sessions().millis() * MILLI_NANOS);
    }

    /** Nothing is left of the clock of when we have led before: others have led since. */
    private void begin() {
        ballot = replica.paxos().leader();
        clockNanos = 0;
        stampedMillis = 0;
        lastNanos = replica.nowNanos();
    }

    /** We lead no more. */
    void clear() {
        ballot = 0;
    }

    /** Whether a session is due, and no slot on its way says so yet. */
    boolean isDue() {
        long first = sessions().firstDeadlineMillis();
        // One that was applied since may have left something to do.
        boolean isTold = stampedMillis >= first && sessions().stamps() == stampsBefore;
        return ballot != 0 && first <= clockNanos / MILLI_NANOS && !isTold;
    }

    /**
     * Whether a slot with these is to be stamped. A client may know of its session before
     * the leader has applied that: a sign of life counts from its own slot all the same.
     */
    boolean isStamping(List<LogEntry> entries) {
        if (sessions().size() > 0) return true;
        for (int i = 0; i < entries.size(); i++) {
            Command command = entries.get(i).command();
            if (command instanceof Command.Open || command instanceof Command.Keep) return true;
        }
        return false;
    }

    /** The stamp of a slot that is proposed now, maybe in the very turn of the election. */
    Command.Clock stamp() {
        tick();
        stampedMillis = clockNanos / MILLI_NANOS;
        stampsBefore = sessions().stamps();
        return new Command.Clock(replica.paxos().leader(), stampedMillis);
    }
}
