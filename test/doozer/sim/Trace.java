package doozer.sim;

import java.io.PrintStream;

/** What happened in a run: always a hash of it, and the words if somebody reads them. */
final class Trace {
    private final Timeline timeline;
    private final PrintStream out;
    private final boolean isDetailed;
    private long hash = 1;

    /**
     * A trace.
     *
     * @param out where the words go, or null
     * @param isDetailed whether messages and requests are told, too
     */
    Trace(Timeline timeline, PrintStream out, boolean isDetailed) {
        this.timeline = timeline;
        this.out = out;
        this.isDetailed = isDetailed;
    }

    /** The same for the same events at the same times. */
    long hash() {
        return hash;
    }

    void mix(long bits) {
        hash = (hash ^ bits) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
    }

    /** Something worth a line. */
    void say(String who, String what) {
        mix(timeline.now());
        mix(who.hashCode());
        mix(what.hashCode());
        if (out != null) print(who, what);
    }

    /** Whether {@link #detail} has a reader: so that its words need not be put together. */
    boolean isDetailed() {
        return out != null && isDetailed;
    }

    /** Words on what has been mixed in otherwise. */
    void detail(String who, String what) {
        if (isDetailed()) print(who, what);
    }

    private void print(String who, String what) {
        out.printf("%10.6f %-5s %s%n", timeline.now() / 1e9, who, what);
    }
}
