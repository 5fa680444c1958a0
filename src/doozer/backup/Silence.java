package doozer.backup;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices that the cluster gives no sign of life: nobody tells its revision, and no change comes.
 * A node that is cut off refuses the one and has none of the other. Owned by one thread.
 */
final class Silence {
    static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** So long a cluster may take to elect, and a client to find another member by itself. */
    static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final JournalTime time;
    private final Consumer<String> log;
    private long lastEnd = -1;
    private long lifeNanos;
    private long toldNanos;
    private long openedNanos;

    Silence(JournalTime time, Consumer<String> log) {
        this.time = time;
        this.log = log;
        lifeNanos = toldNanos = openedNanos = time.nanos();
    }

    /**
     * Takes what is known now, and tells of what is wrong, at most so often.
     *
     * @param cluster the newest revision of the cluster, -1 if nobody tells it
     * @param end up to where the journal has all
     * @return whether new connections are to be tried
     */
    boolean isTooLong(long cluster, long end) {
        long now = time.nanos();
        boolean isAlive = cluster >= 0 || end != lastEnd;
        lastEnd = end;
        if (isAlive) {
            if (toldNanos > lifeNanos) log.accept("the cluster answers again");
            lifeNanos = toldNanos = openedNanos = now;
            return false;
        }
        if (now - toldNanos >= TELL_NANOS) {
            toldNanos = now;
            log.accept("NO ANSWER for " + TimeUnit.NANOSECONDS.toSeconds(now - lifeNanos)
                    + " s: nobody tells the revision of the cluster, and no change comes. If"
                    + " anything is written there, it is not written down here, behind revision "
                    + end);
        }
        if (now - openedNanos < REOPEN_NANOS) return false;
        openedNanos = now;
        return true;
    }
}
