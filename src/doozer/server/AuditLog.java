package doozer.server;

import doozer.node.Observer;
import doozer.wire.ErrorCode;
import java.util.List;

/**
 * Logs what becomes of each write of a client, a line for each path that it was to change. Values
 * are never in it. Owned by the loop's thread.
 */
final class AuditLog implements Observer {
    private static final List<String> NO_PATH = List.of("-");

    private final Log log;

    AuditLog(Log log) {
        this.log = log;
    }

    @Override
    public void onWritten(Write write, long nanos, ErrorCode code, long revision) {
        tell(write, code == null ? revision : 0, code == null ? "done" : code.name());
    }

    @Override
    public void onRefused(Write write, long nanos) {
        tell(write, 0, "READONLY");
    }

    @Override
    public void onUnknown(Write write, long nanos) {
        tell(write, 0, "unknown");
    }

    private void tell(Write write, long revision, String result) {
        List<String> paths = write.paths().isEmpty() ? NO_PATH : write.paths();
        for (String path : paths) {
            log.info("audit", "peer", write.client(), "verb", write.verb(), "path", path, "rev",
                    revision == 0 ? "-" : revision, "result", result);
        }
    }
}
