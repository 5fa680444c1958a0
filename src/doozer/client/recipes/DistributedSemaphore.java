package doozer.client.recipes;

import doozer.client.Session;
import java.time.Duration;

/**
 * So many permits for the same thing, given in the order in which they were asked for. Curator:
 * InterProcessSemaphoreV2. All who use one have to agree on how many there are. Any thread.
 */
public final class DistributedSemaphore {
    private static final byte[] NOTHING = new byte[0];

    private final Line line;
    private final int permits;

    /** The semaphore that has that directory for itself, with so many permits, 1 at least. */
    public DistributedSemaphore(Session session, String directory, int permits) {
        if (permits < 1) throw new IllegalArgumentException("a semaphore has permits, not "
                + permits);
        line = new Line(session, directory);
        this.permits = permits;
    }

    /** Waits for a permit. */
    public Held acquire() {
        return acquire(DistributedLock.FOREVER);
    }

    /** Waits no longer than that; null when there was none. */
    public Held acquire(Duration timeout) {
        // Any of those before may be the next to leave.
        return line.await(NOTHING, before -> before.size() < permits ? null : line.all(), timeout);
    }
}
