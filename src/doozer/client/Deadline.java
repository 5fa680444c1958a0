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

    /** Nanoseconds that are left, at least 1; {@link Long#MAX_VALUE} for ever. */
    long nanosLeft() {
        if (timeoutNanos == 0) return Long.MAX_VALUE;
        return Math.max(1, timeoutNanos - (System.nanoTime() - startNanos));
    }

    /** Milliseconds that are left, rounded up, at least 1; 0 for ever. */
    long millisLeft() {
        return timeoutNanos == 0 ? 0 : (nanosLeft() - 1) / NANOS_A_MILLI + 1;
    }
}
