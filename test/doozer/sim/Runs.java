package doozer.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Many seeds, on all cores; each run has one thread. Any thread of those that it starts. */
final class Runs {
    private final AtomicLong next;
    private final long end;
    private final Totals totals = new Totals();
    private final List<String> failures = new ArrayList<>();
    private final long beganNanos = System.nanoTime();
    private long done;

    Runs(long from, long count) {
        next = new AtomicLong(from);
        end = from + count;
    }

    /** Runs them all. */
    void run() {
        run(line -> { }, Long.MAX_VALUE);
    }

    /**
     * Runs them all.
     *
     * @param out is told of each failure, and how it stands from time to time
     * @param reportMillis how often
     */
    void run(Consumer<String> out, long reportMillis) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(new Thread(() -> work(out)));
        }
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                while (thread.isAlive()) {
                    thread.join(reportMillis);
                    if (thread.isAlive()) out.accept(summary());
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        out.accept(summary());
    }

    private void work(Consumer<String> out) {
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            Simulation.Outcome outcome = Simulation.run(seed);
            synchronized (this) {
                done++;
                totals.addAll(outcome.totals());
                if (outcome.failure() == null) continue;
                failures.add(outcome.line());
                out.accept(outcome.line());
            }
        }
    }

    synchronized Totals totals() {
        return totals;
    }

    /** One line a seed that has failed. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    private synchronized String summary() {
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        return String.format(java.util.Locale.ROOT,
                "%d of %d seeds failed, %.1f seeds/s, %.1f simulated hours: %s", failures.size(),
                done, done / seconds, totals.of(Totals.Of.SIMULATED_SECONDS) / 3600.0, totals);
    }
}
