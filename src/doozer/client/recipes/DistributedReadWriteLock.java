package doozer.client.recipes;

import doozer.client.Session;
import doozer.client.WalkedFile;
import java.time.Duration;
import java.util.List;

/**
 * A lock that many may hold to read, or one to write, in the order in which they came: so writers
 * are not kept out by readers that never end. Curator: InterProcessReadWriteLock. Any thread.
 */
public final class DistributedReadWriteLock {
    private static final byte[] READ = {'r'};
    private static final byte[] WRITE = {'w'};

    private final Line line;

    /** The lock that has that directory for itself. */
    public DistributedReadWriteLock(Session session, String directory) {
        line = new Line(session, directory);
    }

    /** Waits until nobody writes who came before. */
    public Held acquireRead() {
        return acquireRead(DistributedLock.FOREVER);
    }

    /** Waits no longer than that; null when it was not to be had. */
    public Held acquireRead(Duration timeout) {
        return line.await(READ, DistributedReadWriteLock::lastWriter, timeout);
    }

    /** Waits until nobody reads or writes who came before. */
    public Held acquireWrite() {
        return acquireWrite(DistributedLock.FOREVER);
    }

    /** Waits no longer than that; null when it was not to be had. */
    public Held acquireWrite(Duration timeout) {
        return line.await(WRITE, DistributedLock::last, timeout);
    }

    private static String lastWriter(List<WalkedFile> before) {
        for (int i = before.size() - 1; i >= 0; i--) {
            byte[] body = before.get(i).body();
            if (body.length == 1 && body[0] == WRITE[0]) return before.get(i).path();
        }
        return null;
    }
}
