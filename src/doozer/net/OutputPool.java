package doozer.net;

import doozer.wire.Output;
import java.util.ArrayDeque;

/**
 * Output buffers that are in use only between an answer and its write, a handful for thousands of
 * connections. Owned by the loop's thread.
 */
final class OutputPool {
    private static final int CAPACITY = 1024;
    /** What is kept: one that has grown beyond is left to the collector. */
    private static final int MAX_KEPT_CAPACITY = 64 << 10;
    private static final int MAX_KEPT = 64;

    private final ArrayDeque<Output> free = new ArrayDeque<>();
    private final Traffic traffic;

    OutputPool(Traffic traffic) {
        this.traffic = traffic;
    }

    /** Where what is written counts. */
    Traffic traffic() {
        return traffic;
    }

    Output take() {
        Output output = free.poll();
        return output == null ? new Output(CAPACITY) : output;
    }

    void give(Output output) {
        if (free.size() == MAX_KEPT || output.array().length > MAX_KEPT_CAPACITY) return;
        output.clear();
        free.push(output);
    }
}
