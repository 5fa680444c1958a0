package doozer.client;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Where listeners and futures hear of answers: on an executor of the caller's, or on a thread that
 * is begun by the first who needs it, and gone, once the client is closed, when all have heard of
 * that. What is queued is bounded by those who queue: a task a watch, and a task a future, of which
 * there are at most so many; but for an executor, as its threads cannot wait for themselves.
 */
final class Callbacks implements Executor, Runnable {
    /** Futures that are not completed yet; whoever wants another waits, but for callbacks. */
    private static final int MAX_FUTURES = 1 << 16;

    private final String threadName;
    private final Executor theirs;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private int futures;
    private boolean isClosed;
    private Thread thread;

    /** One of the caller's executor, or of a thread of that name if that is null. */
    Callbacks(String threadName, Executor theirs) {
        this.threadName = threadName;
        this.theirs = theirs;
    }

    /** Queues a task, any thread. */
    @Override
    public void execute(Runnable task) {
        if (theirs == null) {
            queue(task);
            return;
        }
        try {
            theirs.execute(() -> run(task));
        } catch (RuntimeException e) {
            report(e);
        }
    }

    private synchronized void queue(Runnable task) {
        tasks.add(task);
        if (thread == null) {
            thread = new Thread(this, threadName);
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    /**
     * Takes a place for a future.
     *
     * @return false when there is none before the deadline, or this thread is interrupted
     */
    synchronized boolean reserve(Deadline deadline) {
        // The callback thread cannot wait for itself.
        if (theirs != null) return true;
        while (futures >= MAX_FUTURES && Thread.currentThread() != thread && !isClosed) {
            if (deadline.isOver() || !Waiting.on(this, deadline)) return false;
        }
        futures++;
        return true;
    }

    /** Gives the place of a future back. */
    synchronized void release() {
        if (theirs == null && futures-- >= MAX_FUTURES) notifyAll();
    }

    /** What the thread does. */
    @Override
    public void run() {
        for (Runnable task = next(); task != null; task = next()) {
            run(task);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    private synchronized Runnable next() {
        while (tasks.isEmpty()) {
            if (isClosed) {
                thread = null;
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                // A callback has interrupted its own thread; that is no word to us.
                continue;
            }
        }
        return tasks.poll();
    }

    /** Nobody is to be called any more but those who wait for it already. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    /** For what a callback has thrown: it must not be lost, and must not end the thread. */
    static void report(Throwable thrown) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
    }
}
