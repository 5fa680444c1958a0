package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import org.junit.jupiter.api.Test;

/** Long random conversations, held against an oracle. */
class NodePropertyTest {
    private static final String[] HAVE_TO_HAPPEN = {"events", "events to slow ones",
        "waits answered", "watches too late", "waits too late", "reads too late", "one too many",
        "cancels", "cancels of nothing", "writes done", "writes refused", "drained", "congested",
        "paused for its requests", "closed", "closed after its end", "told to a person",
        "idle turns", "busy turns"};

    private final Tally tally = new Tally();

    @Test
    void everyAnswerIsTheOneThatTheRulesGive() {
        for (int seed = 0; seed < Counts.of(120, 5_000); seed++) run(seed);
        for (String what : HAVE_TO_HAPPEN) {
            assertThat(tally.of(what)).as("%s, of %s", what, tally).isGreaterThan(20);
        }
        assertThat(tally.of("events")).isGreaterThan(5_000);
        for (String verb : "GET STAT REV WALK GETDIR SET DEL NOP SELF ACCESS".split(" ")) {
            for (String dialect : "SEED NINE OWN".split(" ")) {
                assertThat(tally.of("done " + verb + " " + dialect)).isGreaterThan(20);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameEffects() {
        for (int seed = 1_000; seed < Counts.of(1_005, 1_100); seed++) {
            assertThat(run(seed)).as("seed %s", seed).isEqualTo(run(seed))
                    .isNotEqualTo(run(seed + 100_000));
        }
    }

    private long run(long seed) {
        try {
            return new Scenario(seed, tally).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
