package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That a run of chaos records what happens, and that its checks can fail. */
class ChaosRunTest {
    private static final long SEED = 3;

    @Test
    void pausesOfAClusterOfOneAreNoViolation() {
        assertThat(run(new Faults(SEED, Duration.ofSeconds(1), false))).isEmpty();
    }

    @Test
    void serverThatForgetsIsFoundOut() {
        // given a cluster of one, all of whose memory is gone after a restart
        List<String> violations = run((run, cluster) -> {
            Await.pass(Duration.ofMillis(300));
            run.killed();
            cluster.restart(cluster.node(1), Duration.ZERO);
            // Reads of revisions that it had wait until it has them again.
            Await.pass(Duration.ofMillis(1_200));
        });

        // then what it answered before is no part of what it has now
        assertThat(violations).anyMatch(each -> each.startsWith("a lost write"));
    }

    @Test
    void runWithNextToNothingInItIsVoid() {
        assertThat(new Totals().missed(1)).isEqualTo("0 faults");
    }

    private static List<String> run(ChaosRun.Breaker breaker) {
        ChaosRun.Setting setting = new ChaosRun.Setting(SEED, 2, breaker, false);
        DrillCluster.Plan plan = DrillCluster.Plan.of(1, 0);
        try (DrillCluster cluster = DrillCluster.start(plan, new PlainNetwork())) {
            return ChaosRun.run(setting, cluster).violations();
        }
    }
}
