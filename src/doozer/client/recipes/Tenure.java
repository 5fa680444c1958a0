package doozer.client.recipes;

import doozer.client.ClosedException;
import doozer.client.ClusterLostException;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.NoQuorumException;
import doozer.client.NotFoundException;
import doozer.client.OutcomeUnknownException;
import doozer.client.RevisionMismatchException;
import doozer.client.Session;
import doozer.client.SessionLostException;
import doozer.client.TooLateException;
import doozer.client.Watch;
import doozer.client.WatchOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread that does something in a session, and again in a new one whenever that is lost, until it
 * is closed. One session at a time: the next is opened only after all of the last has ended.
 */
final class Tenure implements AutoCloseable {
    /** How often it is seen to that the session lives. */
    static final Duration LOOK = Duration.ofMillis(250);
    /** Between a failure and the next attempt. */
    private static final long PAUSE_MILLIS = 500;
    private static final long END_MILLIS = 10_000;

    private final DoozerClient client;
    private final Duration ttl;
    private final Task task;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Runnable onFailure;
    private volatile DoozerException failure;
    private volatile boolean hasWorked;

    /** What is done in each session. */
    interface Task {
        /**
         * Does it, on the thread, until the session is lost or this is interrupted: it may throw
         * whatever the client throws then.
         */
        void run(Session session) throws InterruptedException;

        /** What it is called. */
        String name();
    }

    Tenure(DoozerClient client, Duration ttl, Task task, Runnable onFailure) {
        this.client = client;
        this.ttl = ttl;
        this.task = task;
        this.onFailure = onFailure;
        thread = new Thread(this::loop, "doozer recipe " + task.name());
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
                if (isForGood(e)) {
                    failure = e;
                    onFailure.run();
                    return;
                }
                pause();
            } catch (RuntimeException e) {
                report(e);
                pause();
            }
        }
    }

    /** Whether no later attempt can come to another end. */
    private boolean isForGood(DoozerException e) {
        if (e instanceof ClosedException || e instanceof ClusterLostException) return true;
        boolean mayPass = e.reason().isEmpty() || e instanceof NoQuorumException
                || e instanceof SessionLostException || e instanceof NotFoundException
                || e instanceof RevisionMismatchException || e instanceof TooLateException
                || e instanceof OutcomeUnknownException;
        // What has worked once may work again.
        return !mayPass && !hasWorked;
    }

    /** It has come to what it is for. */
    void onSuccess() {
        hasWorked = true;
    }

    /** Why it has ended for good; null while it has not, or was closed. */
    DoozerException failure() {
        return failure;
    }

    /** Calls somebody who must not end this. */
    static void tell(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            report(e);
        }
    }

    private static void report(RuntimeException thrown) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
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

    /** Waits until that is not held any more: the session lost, the file deleted, this closed. */
    void awaitLoss(Session session, Held held) {
        WatchOptions options = WatchOptions.of(held.file()).from(held.token() + 1);
        try (Watch watch = session.client().watch(options)) {
            while (session.isAlive() && closed.getCount() > 0) {
                Event event = watch.next(LOOK);
                if (event != null && event.kind() == Event.Kind.DEL) return;
            }
        }
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
