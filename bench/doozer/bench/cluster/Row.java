package doozer.bench.cluster;

import java.io.IOException;
import java.util.Locale;

/** One line of the table. Owned by one thread. */
final class Row {
    private final String name;
    private final Block block;
    private final Samples samples = new Samples();
    private long elapsedNanos;
    private int done;

    Row(String name, Block block) {
        this.name = name;
        this.block = block;
    }

    void run(int count) throws IOException {
        long begin = System.nanoTime();
        block.run(count, samples);
        elapsedNanos += System.nanoTime() - begin;
        done += count;
    }

    /** What was measured so far was a warm-up. */
    void clear() {
        samples.clear();
        elapsedNanos = 0;
        done = 0;
    }

    long medianNanos() {
        return samples.percentile(0.5);
    }

    static String head() {
        return "| | a second | p50 | p90 | p99 | p99.9 | max | p50, in echoes |\n"
                + "|---|--:|--:|--:|--:|--:|--:|--:|";
    }

    /** Times are in microseconds. */
    String line(long echoNanos) {
        return String.format(Locale.ROOT, "| %s | %,.0f | %s | %s | %s | %s | %s | %.2f |", name,
                done * 1e9 / elapsedNanos, micros(0.5), micros(0.9), micros(0.99), micros(0.999),
                micros(1), medianNanos() / (double) echoNanos);
    }

    private String micros(double part) {
        return String.format(Locale.ROOT, "%,.0f", samples.percentile(part) / 1e3);
    }
}
