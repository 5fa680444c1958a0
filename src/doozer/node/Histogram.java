package doozer.node;

import java.util.Arrays;

/** How often something took how long, in fixed steps. Owned by one thread. */
public final class Histogram {
    /** What the steps reach to, in seconds: 1, 2, 5, 10 and so on from 10 us to 10 s. */
    private static final String[] BOUNDS = {
        "0.00001", "0.00002", "0.00005", "0.0001", "0.0002", "0.0005", "0.001", "0.002", "0.005",
        "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10"
    };
    private static final String ABOVE = "+Inf";
    private static final int[] DIGITS = {1, 2, 5};
    private static final long[] BOUND_NANOS = new long[BOUNDS.length];

    static {
        long unit = 10_000;
        for (int i = 0; i < BOUNDS.length; i++) {
            BOUND_NANOS[i] = unit * DIGITS[i % DIGITS.length];
            if (i % DIGITS.length == DIGITS.length - 1) unit *= 10;
        }
    }

    private final long[] counts = new long[BOUNDS.length + 1];
    private long sumNanos;

    /** How many steps there are; the last one has no bound. */
    public static int steps() {
        return BOUNDS.length + 1;
    }

    /** What a step reaches to, in seconds; {@code +Inf} for the last one. */
    public static String bound(int step) {
        return step < BOUNDS.length ? BOUNDS[step] : ABOVE;
    }

    static long boundNanos(int step) {
        return BOUND_NANOS[step];
    }

    /** Something took so long. */
    public void record(long nanos) {
        int step = 0;
        while (step < BOUND_NANOS.length && nanos > BOUND_NANOS[step]) step++;
        counts[step]++;
        // A clock that goes back is not to make a sum smaller.
        sumNanos += Math.max(0, nanos);
    }

    /** How often it took as long as a step, and longer than the step before. */
    public long count(int step) {
        return counts[step];
    }

    /** How often there was anything. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /** How long everything took together. */
    public long sumNanos() {
        return sumNanos;
    }

    /** The same as words, {@code sum} in nanoseconds and each step that has a count. */
    String words() {
        StringBuilder words = new StringBuilder("sum_ns=").append(sumNanos);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) words.append(' ').append(bound(i)).append('=').append(counts[i]);
        }
        return words.toString();
    }
}
