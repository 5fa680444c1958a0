package doozer.server;

import doozer.node.Observer;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;

/**
 * Logs requests that took longer than they should, a few lines a second at most. Owned by the
 * loop's thread.
 */
final class SlowLog implements Observer {
    private static final double MILLI_NANOS = 1e6;

    private final Log log;
    private final long slowNanos;
    private final LineLimit limit = new LineLimit();

    /** One of requests that take at least so long. */
    SlowLog(Log log, long slowNanos) {
        this.log = log;
        this.slowNanos = slowNanos;
    }

    @Override
    public void onRead(String client, Request read, long nanos) {
        if (nanos < slowNanos || !limit.hasRoom()) return;
        String path = read.path();
        tell(client, read.verb(), path == null ? List.of() : List.of(path), nanos);
    }

    @Override
    public void onWritten(Write write, long nanos, ErrorCode code, long revision) {
        onWrite(write, nanos);
    }

    @Override
    public void onRefused(Write write, long nanos) {
        onWrite(write, nanos);
    }

    @Override
    public void onUnknown(Write write, long nanos) {
        onWrite(write, nanos);
    }

    private void onWrite(Write write, long nanos) {
        if (nanos < slowNanos || !limit.hasRoom()) return;
        tell(write.client(), write.verb(), write.paths(), nanos);
    }

    private void tell(String client, Verb verb, List<String> paths, long nanos) {
        String path = paths.isEmpty() ? "-" : paths.get(0);
        log.warn("slow-request", "verb", verb, "path", path, "ms",
                Math.round(nanos / MILLI_NANOS), "peer", client);
    }

    @Override
    public void onTurn(long beganNanos, long endedNanos) {
        long leftOut = limit.onTurn(endedNanos);
        if (leftOut > 0) log.warn("slow-requests-not-logged", "count", leftOut);
    }
}
