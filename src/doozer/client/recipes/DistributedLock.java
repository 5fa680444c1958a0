package doozer.client.recipes;

import doozer.client.Session;
import doozer.client.WalkedFile;
import java.time.Duration;
import java.util.List;

/**
 * A lock: one holder at a time, in the order in which they came. Curator calls it
 * InterProcessMutex; this one does not let its holder in a second time. Any thread.
 *
 * <pre>
 *   try (Held held = new DistributedLock(session, "/locks/report").acquire()) {
 *       held.txn().set("/report", body).commit();
 *   }
 * </pre>
 */
public final class DistributedLock {
    private static final byte[] NOTHING = new byte[0];
    /** Long enough, and no overflow when it is added to a time. */
    static final Duration FOREVER = Duration.ofDays(36_500);

    private final Line line;

    /** The lock that has that directory for itself. */
    public DistributedLock(Session session, String directory) {
        line = new Line(session, directory);
    }

    /**
     * Waits for it.
     *
     * @throws doozer.client.SessionLostException when the session is lost meanwhile
     */
    public Held acquire() {
        return acquire(FOREVER);
    }

    /** Waits for it no longer than that; null when it was not to be had. */
    public Held acquire(Duration timeout) {
        return line.await(NOTHING, DistributedLock::last, timeout);
    }

    /** The one right before. */
    static String last(List<WalkedFile> before) {
        return before.isEmpty() ? null : before.get(before.size() - 1).path();
    }
}
