package doozer.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Twenty thousand runs have to be checked. The time is that of the thread, whatever else runs. */
@Tag("long")
class HistoryCostTest {
    private static final int RUNS = 40;

    @Test
    void thousandOperationsTakeFewMilliseconds() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<AtomicRun> runs = new ArrayList<>();
        for (int seed = 0; seed < RUNS; seed++) runs.add(AtomicRun.of(seed, 8, 1_000));
        long best = Long.MAX_VALUE;
        for (int turn = 0; turn < 20; turn++) {
            long begin = threads.getCurrentThreadCpuTime();
            for (AtomicRun run : runs) {
                assertThat(HistoryCheck.of(run.history, run.log).violations()).isEmpty();
            }
            best = Math.min(best, (threads.getCurrentThreadCpuTime() - begin) / RUNS);
        }
        assertThat(best).as("nanoseconds a run").isLessThan(5_000_000);
    }
}
