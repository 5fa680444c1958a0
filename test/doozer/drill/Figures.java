package doozer.drill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the calls of one or more writers come to, in a span of time.
 *
 * @param perSecond how many each writer has done a second, on average
 * @param p50Nanos how long the half of them took at most, of those that were done
 * @param p99Nanos the same for all but one in a hundred
 * @param gapNanos the longest time of any writer without a call that was done; the span's ends
 *     count as such
 * @param refused how many were refused
 * @param unknown how many had an unknown outcome
 * @param hung how many were given up
 */
record Figures(double perSecond, long p50Nanos, long p99Nanos, long gapNanos, int refused,
        int unknown, int hung) {

    /** Of several writers, each with its calls in order, from one time to another. */
    static Figures of(List<List<Sample>> writers, long from, long to) {
        List<Sample> done = new ArrayList<>();
        int[] others = new int[Sample.Result.values().length];
        long gap = 0;
        for (List<Sample> samples : writers) {
            long last = from;
            for (Sample sample : samples) {
                if (sample.end() < from || sample.end() >= to) continue;
                others[sample.result().ordinal()]++;
                if (sample.result() != Sample.Result.DONE) continue;
                done.add(sample);
                gap = Math.max(gap, sample.end() - last);
                last = sample.end();
            }
            gap = Math.max(gap, to - last);
        }
        long[] took = done.stream().mapToLong(each -> each.end() - each.begin()).toArray();
        Arrays.sort(took);
        return new Figures(rate(done.size(), writers.size(), to - from), share(took, 50),
                share(took, 99), gap, others[Sample.Result.REFUSED.ordinal()],
                others[Sample.Result.UNKNOWN.ordinal()], others[Sample.Result.HUNG.ordinal()]);
    }

    private static double rate(int done, int writers, long nanos) {
        return done * 1e9 / Math.max(1, nanos) / Math.max(1, writers);
    }

    /** The least time that is not below those of so many in a hundred. */
    private static long share(long[] sorted, int percent) {
        if (sorted.length == 0) return 0;
        int index = (int) Math.ceil(sorted.length * percent / 100.0) - 1;
        return sorted[Math.max(0, index)];
    }

    /** Milliseconds, with as many decimals as tell something. */
    static String millis(long nanos) {
        double millis = nanos / 1e6;
        int decimals = millis < 1 ? 2 : millis < 10 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", millis);
    }
}
