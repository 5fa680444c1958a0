package doozer.server;

import doozer.net.Traffic;
import doozer.node.InfoSection;
import doozer.web.MetricsText;
import java.util.List;

/** How the process is that a node runs in. Owned by the loop's thread. */
final class Vitals {
    private static final double SECOND_MILLIS = 1000;

    private final Traffic traffic;
    private final long startedMillis;
    private boolean isAsked;
    /** Null until they are loaded. */
    private volatile Collectors collectors;

    /** That of a process which has begun at that time. */
    Vitals(Traffic traffic, long startedMillis) {
        this.traffic = traffic;
        this.startedMillis = startedMillis;
    }

    /** For {@code /metrics}. */
    MetricsText.Process process() {
        Runtime runtime = Runtime.getRuntime();
        return new MetricsText.Process(Runtime.version().toString(), startedMillis / SECOND_MILLIS,
                runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), traffic.read(),
                traffic.written(), collectors());
    }

    /** None where the JDK does not tell, and none the first time. */
    private List<MetricsText.Collector> collectors() {
        if (!isAsked) {
            isAsked = true;
            Thread thread = new Thread(this::load, "doozer collectors");
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                // No thread is left, rather than no memory: then there is nothing to tell.
            }
        }
        return collectors == null ? List.of() : collectors.all();
    }

    /** Not on the loop's thread, where clients would wait for it. */
    private void load() {
        try {
            Collectors loaded = new Collectors();
            loaded.all();
            collectors = loaded;
        } catch (LinkageError e) {
            // This Java was made without that module: there is nothing to tell.
        }
    }

    /** For INFO: what costs nothing to know. */
    InfoSection section() {
        Runtime runtime = Runtime.getRuntime();
        return InfoSection.named("Process")
                .add("heap_used_bytes", runtime.totalMemory() - runtime.freeMemory())
                .add("heap_max_bytes", runtime.maxMemory())
                .add("received_bytes", traffic.read()).add("sent_bytes", traffic.written());
    }
}
