package doozer.paxos;

/**
 * How long silence has to last before it means anything: five times the longest that this member's
 * own loop was late in the last ten minutes, within bounds. A collector's pause must not look like
 * a death. Owned by whoever steps the member.
 *
 * <p>A process that was stopped, or a machine that was moved, is no such pause: to wait for longer
 * after one would not cover the next, and delays every fail-over for ten minutes. That it stood
 * still itself, a member finds out anyway.
 */
final class Patience {
    private static final long BUCKET_NANOS = 300_000_000_000L;
    private static final long MOST_NANOS = 2_000_000_000L;
    private static final int FACTOR = 5;
    /** What is longer is no collector's pause, with the heaps that are in use. */
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

    private final long leastNanos;
    private boolean hasBegun;
    private long bucketBeganNanos;
    private long worst;
    private long worstBefore;

    Patience(long leastNanos) {
        this.leastNanos = leastNanos;
    }

    /** Takes note of how late the loop was; gives t. */
    long onLate(long lateNanos, long nowNanos) {
        if (!hasBegun) bucketBeganNanos = nowNanos;
        hasBegun = true;
        long age = nowNanos - bucketBeganNanos;
        if (age >= BUCKET_NANOS) {
            worstBefore = age < 2 * BUCKET_NANOS ? worst : 0;
            worst = 0;
            bucketBeganNanos = nowNanos;
        }
        if (lateNanos <= LONGEST_PAUSE_NANOS) worst = Math.max(worst, lateNanos);
        long wanted = FACTOR * Math.max(worst, worstBefore);
        return Math.max(leastNanos, Math.min(wanted, MOST_NANOS));
    }
}
