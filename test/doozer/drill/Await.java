package doozer.drill;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what other processes do, which tell nobody when they have. */
final class Await {
    private static final long PAUSE_NANOS = 20_000_000;

    private Await() {
    }

    /** What may be so, or not yet. */
    interface Condition {
        boolean isMet();
    }

    /** Whether it became so within that time. */
    static boolean within(Duration most, Condition condition) {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.isMet()) {
            if (System.nanoTime() - end >= 0) return false;
            if (Thread.currentThread().isInterrupted()) {
                throw new DrillException("interrupted while waiting");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    /** Lets time pass: as much of it as a row of the drill or a fault is to take. */
    static void pass(Duration time) {
        until(System.nanoTime() + time.toNanos());
    }

    /** Waits for a time of the clock, unless this thread is interrupted. */
    static void until(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = nanos - System.nanoTime();
        }
    }
}
