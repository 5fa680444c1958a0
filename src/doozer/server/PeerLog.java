package doozer.server;

import doozer.net.Handler;
import java.util.HashMap;
import java.util.Map;

/**
 * Logs which other nodes can be reached: of an address that does not answer, which is tried for
 * ever, one line at first and one a minute. Owned by the loop's thread.
 */
final class PeerLog {
    private static final long MINUTE_NANOS = 60_000_000_000L;
    /** Addresses that are remembered: members come and go for years. */
    private static final int MOST = 256;

    private final Log log;
    /** When it was said of an address that it does not answer. */
    private final Map<String, Long> unreached = new HashMap<>();

    PeerLog(Log log) {
        this.log = log;
    }

    void onOpened(String address) {
        if (unreached.remove(address) != null) log.info("peer-reached", "peer", address);
    }

    void onClosed(String address, Handler.LinkEnd how, String reason, long nowNanos) {
        if (how == Handler.LinkEnd.LOST) {
            log.info("peer-lost", "peer", address, "reason", reason);
            return;
        }
        Long last = unreached.get(address);
        if (last != null && nowNanos - last < MINUTE_NANOS) return;
        if (unreached.size() >= MOST) unreached.clear();
        unreached.put(address, nowNanos);
        if (how == Handler.LinkEnd.REFUSED) {
            log.warn("peer-unwanted", "peer", address, "reason", reason);
            return;
        }
        log.warn("peer-unreached", "peer", address, "reason", reason, "advice",
                "it is tried again and again");
    }
}
