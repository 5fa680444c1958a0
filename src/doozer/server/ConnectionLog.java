package doozer.server;

/**
 * Logs what becomes of connections, a few lines a second at most: strangers choose how often they
 * are refused, and must not choose how much is written. Owned by the loop's thread.
 */
final class ConnectionLog {
    private final Log log;
    private final String leftOutEvent;
    private final LineLimit limit = new LineLimit();

    /** One that says so, under that name, where it has left lines out. */
    ConnectionLog(Log log, String leftOutEvent) {
        this.log = log;
        this.leftOutEvent = leftOutEvent;
    }

    /** Begins a new second when one is over, and says what the old one left out. */
    void onTurn(long nowNanos) {
        long leftOut = limit.onTurn(nowNanos);
        if (leftOut > 0) log.warn(leftOutEvent, "count", leftOut);
    }

    void closed(String event, String peer, String reason) {
        if (limit.hasRoom()) log.warn(event, "peer", peer, "reason", reason);
    }

    void refused(String event, String detail) {
        if (limit.hasRoom()) log.warn(event, "detail", detail);
    }
}
