package doozer.paxos;

import static doozer.paxos.Cluster.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import org.junit.jupiter.api.Test;

/** What holds in any weather, and what comes true when it clears up. */
class RandomClusterTest {
    private static final int SEEDS = Counts.of(200, 10_000);
    private static final long LENGTH = 1_200 * MILLI;

    @Test
    void invariantsHoldInAnyWeatherAndAllIsWellAfterIt() {
        Storm.Report all = new Storm.Report(0, 0, 0, 0, 0);
        for (long seed = 1; seed <= SEEDS; seed++) all = all.plus(run(seed));

        // a run in which little happens shows little
        assertThat(all.slots()).isGreaterThan(50L * SEEDS);
        assertThat(all.elections()).isGreaterThan(5L * SEEDS);
        assertThat(all.changes()).isGreaterThan(2L * SEEDS);
        assertThat(all.reads()).isGreaterThan(30 * SEEDS);
        assertThat(all.joined()).isGreaterThan(SEEDS / 2);
    }

    @Test
    void sameSeedIsTheSameRun() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(new Storm(seed).trace(LENGTH)).isEqualTo(new Storm(seed).trace(LENGTH));
        }
    }

    private static Storm.Report run(long seed) {
        try {
            return new Storm(seed).run(LENGTH);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
