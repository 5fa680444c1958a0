package doozer.server;

/**
 * Logs what becomes of connections, a few lines a second at most: strangers choose how often they
 * are refused, and must not choose how much is written. Owned by the loop's thread.
 */
final class ConnectionLog {
    private static final int LINES_A_SECOND = 10;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Log log;
    private long secondBeganNanos;
    private int lines;
    private long suppressed;

    ConnectionLog(Log log) {
        this.log = log;
    }

    /** Begins a new second when one is over, and says what the old one left out. */
    void onTurn(long nowNanos) {
        if (lines == 0 || nowNanos - secondBeganNanos < SECOND_NANOS) return;
        if (suppressed > 0) log.warn("connections-not-logged", "count", suppressed);
        secondBeganNanos = nowNanos;
        lines = 0;
        suppressed = 0;
    }

    void closed(String event, String peer, String reason) {
        if (hasRoom()) log.warn(event, "peer", peer, "reason", reason);
    }

    void refused(String event, String detail) {
        if (hasRoom()) log.warn(event, "detail", detail);
    }

    private boolean hasRoom() {
        if (++lines <= LINES_A_SECOND) return true;
        suppressed++;
        return false;
    }
}
