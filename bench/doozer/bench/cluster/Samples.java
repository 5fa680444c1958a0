package doozer.bench.cluster;

import java.util.Arrays;

/** Every single time that was measured, in nanoseconds: nothing is rounded into classes. */
final class Samples {
    private long[] nanos = new long[1 << 12];
    private int count;
    private boolean isSorted;

    void add(long sample) {
        if (count == nanos.length) nanos = Arrays.copyOf(nanos, 2 * count);
        nanos[count++] = sample;
        isSorted = false;
    }

    void clear() {
        count = 0;
    }

    /** The smallest one that is not below this part of all of them, 1 for the longest. */
    long percentile(double part) {
        if (!isSorted) Arrays.sort(nanos, 0, count);
        isSorted = true;
        return nanos[Math.max(0, Math.min(count - 1, (int) Math.ceil(part * count) - 1))];
    }
}
