package doozer.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Until when a command waits for something to be so. Owned by the calling thread. */
final class Limit {
    private static final long PAUSE_NANOS = 50_000_000;

    private final long startNanos = System.nanoTime();
    private final Duration timeout;

    /** So long from now on; null for ever. */
    Limit(Duration timeout) {
        this.timeout = timeout;
    }

    boolean isOver() {
        return timeout != null && System.nanoTime() - startNanos >= timeout.toNanos();
    }

    /** Lets a moment pass before it is looked at again; no event tells of what is waited for. */
    void pause(String what) throws CommandException {
        if (isOver()) throw CommandException.failed("wait timeout: " + what);
        LockSupport.parkNanos(this, PAUSE_NANOS);
    }
}
