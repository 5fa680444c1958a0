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

    private final Machine machine;
    private long ballot;
    private long clockNanos;
    private long lastNanos;
    /** The last stamp that was proposed in this ballot. */
    private long stampedMillis;
    /** How many had been applied by then. */
    private long stampsBefore;

    Leases(Machine machine) {
        this.machine = machine;
    }

    /** Whether there is nothing to be counted for. */
    boolean isIdle() {
        return sessions().size() == 0;
    }

    private Sessions sessions() {
        return machine.changes().sessions();
    }

    /** Time passes at a leader. */
    void tick(long nowNanos, long leader) {
        long elapsed = ballot == leader ? nowNanos - lastNanos : 0;
        if (ballot != leader) clear();
        ballot = leader;
        lastNanos = nowNanos;
        clockNanos = Math.max(clockNanos + Math.min(elapsed, MOST_NANOS),
                sessions().millis() * MILLI_NANOS);
    }

    /** We lead no more. */
    void clear() {
        ballot = 0;
        // It may have gone on while nobody else heard it.
        clockNanos = 0;
        stampedMillis = 0;
    }

    /** Whether a session is due, and no slot on its way says so yet. */
    boolean isDue() {
        long first = sessions().firstDeadlineMillis();
        // One that was applied since may have left something to do.
        boolean isTold = stampedMillis >= first && sessions().stamps() == stampsBefore;
        return ballot != 0 && first <= clockNanos / MILLI_NANOS && !isTold;
    }

    /** Whether a slot with these is to be stamped. */
    boolean isStamping(List<LogEntry> entries) {
        if (sessions().size() > 0) return true;
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).command() instanceof Command.Open) return true;
        }
        return false;
    }

    /** The stamp of a slot that is proposed now. */
    Command.Clock stamp() {
        stampedMillis = Math.max(clockNanos / MILLI_NANOS, sessions().millis());
        stampsBefore = sessions().stamps();
        return new Command.Clock(stampedMillis);
    }
}
