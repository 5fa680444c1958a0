package doozer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole clusters in which everything goes wrong: see {@link World}, {@link Fault}. */
class SimTest {

    @Test
    void noSeedShowsAViolation() {
        // given machines, clients and faults, of a few hundred runs that nobody has chosen
        Runs runs = new Runs(1, Counts.of(300, 5_000));

        // when all of them have run
        runs.run();

        // then nothing was wrong, and enough has happened for that to mean something
        assertThat(runs.failures()).isEmpty();
        assertThat(Floors.missed(runs.totals())).isNull();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed : List.of(7L, 1_007L, 2_007L, 3_007L)) {
            long first = Simulation.run(seed).traceHash();
            assertThat(Simulation.run(seed).traceHash()).isEqualTo(first);
            assertThat(Simulation.run(seed + 1).traceHash()).isNotEqualTo(first);
        }
    }

    @Test
    void whatIsTooLittleIsVoid() {
        assertThat(Floors.missed(new Totals())).isNotNull();
    }
}
