package doozer.server;

/** Lets a few lines a second into the log, and counts the others. Owned by the loop's thread. */
final class LineLimit {
    private static final int LINES_A_SECOND = 10;
    private static final long SECOND_NANOS = 1_000_000_000;

    private long secondBeganNanos;
    private int lines;
    private long suppressed;

    /** Begins a new second when one is over; gives how many lines the old one has left out. */
    long onTurn(long nowNanos) {
        if (lines == 0 || nowNanos - secondBeganNanos < SECOND_NANOS) return 0;
        long leftOut = suppressed;
        secondBeganNanos = nowNanos;
        lines = 0;
        suppressed = 0;
        return leftOut;
    }

    /** Whether there may be one line more. */
    boolean hasRoom() {
        if (++lines <= LINES_A_SECOND) return true;
        suppressed++;
        return false;
    }
}
