package doozer.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for what is to be done later, a daemon that begins with the first of it. Any thread. */
final class Clockwork {
    private final String threadName;
    private ScheduledThreadPoolExecutor executor;
    private boolean isClosed;

    Clockwork(String threadName) {
        this.threadName = threadName;
    }

    /** Has something done so much later, which must not wait for anybody. */
    void after(long nanos, Runnable task) {
        ScheduledThreadPoolExecutor current = executor();
        if (current == null) return;
        try {
            current.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // It was closed meanwhile.
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            Callbacks.report(e);
        }
    }

    private synchronized ScheduledThreadPoolExecutor executor() {
        if (executor == null && !isClosed) {
            executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, threadName);
                thread.setDaemon(true);
                return thread;
            });
            executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
        return executor;
    }

    /** Nothing is done any more. */
    synchronized void close() {
        isClosed = true;
        if (executor != null) executor.shutdown();
    }
}
