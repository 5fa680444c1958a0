package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Session;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread that does something in a session, and again in a new one whenever that is lost, until it
 * is closed. One session at a time: the next is opened only after all of the last has ended.
 */
final class Tenure implements AutoCloseable {
    /** Between a failure and the next attempt. */
    private static final long PAUSE_MILLIS = 500;
    private static final long END_MILLIS = 10_000;

    private final DoozerClient client;
    private final Duration ttl;
    private final Task task;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What is done in each session. */
    interface Task {
        /**
         * Does it, on the thread, until the session is lost or this is interrupted: it may throw
         * whatever the client throws then.
         */
        void run(Session session) throws InterruptedException;
    }

    Tenure(DoozerClient client, Duration ttl, String name, Task task) {
        this.client = client;
        this.ttl = ttl;
        this.task = task;
        thread = new Thread(this::loop, name);
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    private void loop() {
        while (closed.getCount() > 0) {
            try {
                runIn(client.openSession(ttl, thread.getName()));
            } catch (InterruptedException e) {
                // It is closed, or that is none of our business.
                continue;
            } catch (DoozerException e) {
                pause();
            }
        }
    }

    private void runIn(Session session) throws InterruptedException {
        try {
            task.run(session);
        } finally {
            // Who is interrupted cannot say goodbye.
            Thread.interrupted();
            session.close();
        }
    }

    private void pause() {
        // An interrupt has been told by the exception; whoever closes this has counted down.
        Thread.interrupted();
        try {
            closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Then it is over.
        }
    }

    /** Waits until a session is lost; at once over when it is. */
    static void awaitLoss(Session session) throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        session.onLost(lost::countDown);
        lost.await();
    }

    /** Has the thread end, its session with it, and waits for that, unless it is that thread. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        if (Thread.currentThread() == thread) return;
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
