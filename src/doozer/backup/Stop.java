package doozer.backup;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How one thread tells another to end, and waits for it. Any thread. */
final class Stop {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isAsked;

    /** Tells it to end; returns once it has, or after so long. */
    void ask(long patienceMillis) {
        isAsked = true;
        try {
            ended.await(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAsked() {
        return isAsked;
    }

    /** It has ended. */
    void done() {
        ended.countDown();
    }
}
