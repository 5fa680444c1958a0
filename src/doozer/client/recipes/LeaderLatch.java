package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.Session;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands for leader, for as long as it is not closed: of all who do so at one directory, one leads
 * at a time. It has sessions of its own, one after the other, and stands again, at the end of the
 * line, when one was lost. Curator's class of that name. Any thread.
 */
public final class LeaderLatch implements AutoCloseable {
    private final String directory;
    private final LeaderListener listener;
    private final Tenure tenure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition elected = lock.newCondition();
    /** Guarded by the lock. */
    private Held leadership;

    private LeaderLatch(DoozerClient client, String directory, Duration ttl,
            LeaderListener listener) {
        this.directory = directory;
        this.listener = listener;
        tenure = new Tenure(client, ttl, new Standing(), this::wake);
    }

    /** What is done in each session. */
    private final class Standing implements Tenure.Task {
        @Override
        public void run(Session session) {
            stand(session);
        }

        @Override
        public String name() {
            return "leader latch " + directory;
        }
    }

    /**
     * Begins to stand.
     *
     * @param ttl of the sessions: how long it takes at most until others notice that it is gone
     */
    public static LeaderLatch of(DoozerClient client, String directory, Duration ttl,
            LeaderListener listener) {
        LeaderLatch latch = new LeaderLatch(client, directory, ttl, listener);
        latch.tenure.begin();
        return latch;
    }

    private void stand(Session session) {
        Held held = new DistributedLock(session, directory).acquire();
        try {
            become(held);
            tenure.onSuccess();
            Tenure.tell(() -> listener.onElected(held));
            tenure.awaitLoss(session, held);
        } finally {
            Thread.interrupted();
            become(null);
            Tenure.tell(listener::onDeposed);
            held.close();
        }
    }

    private void wake() {
        become(null);
    }

    private void become(Held held) {
        lock.lock();
        try {
            leadership = held;
            elected.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What it leads by; null while it does not lead, as of this very moment. */
    public Held leadership() {
        lock.lock();
        try {
            return leadership != null && leadership.isHeld() ? leadership : null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it leads, at this very moment. */
    public boolean isLeader() {
        return leadership() != null;
    }

    /**
     * Waits until it leads; null when it does not in time, or this thread is interrupted.
     *
     * @throws doozer.client.DoozerException when it never will: the client is closed, or the
     *     cluster refuses for good
     */
    public Held await(Duration timeout) {
        long left = TimeUnit.NANOSECONDS.convert(timeout);
        lock.lock();
        try {
            while (leadership() == null) {
                if (tenure.failure() != null) throw tenure.failure();
                if (left <= 0) return null;
                left = elected.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)))
                        + Math.max(0, left - TimeUnit.SECONDS.toNanos(1));
            }
            return leadership();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Stands no more, and gives up what it leads, before this returns. */
    @Override
    public void close() {
        tenure.close();
    }
}
