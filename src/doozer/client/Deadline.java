package doozer.client;

/** Until when somebody waits. Immutable. */
final class Deadline {
    /** Waits for ever. */
    static final Deadline NEVER = new Deadline(0);

    private static final long NANOS_A_MILLI = 1_000_000;

    private final long startNanos;
    private final long timeoutNanos;

    /** So long from now on; 0 for ever. */
    private Deadline(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
        startNanos = timeoutNanos == 0 ? 0 : System.nanoTime();
    }

    /** One so long from now on; 0 for ever. */
    static Deadline after(long timeoutNanos) {
        return timeoutNanos == 0 ? NEVER : new Deadline(timeoutNanos);
    }

    boolean isOver() {
        return timeoutNanos != 0 && System.nanoTime() - startNanos >= timeoutNanos;
    }

    /** Milliseconds that are left, rounded up; 0 for ever. */
    long millisLeft() {
        if (timeoutNanos == 0) return 0;
        long left = timeoutNanos - (System.nanoTime() - startNanos);
        return left <= 0 ? 1 : (left - 1) / NANOS_A_MILLI + 1;
    }

    /** Waits on an object, whose monitor the caller has, until it is notified or this is over. */
    void waitOn(Object monitor) throws InterruptedException {
        monitor.wait(millisLeft());
    }
}
