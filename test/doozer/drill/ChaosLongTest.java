package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three voters and a standby under load, broken for a while. */
@Tag("long")
class ChaosLongTest {
    private static final int LEADERS = Integer.getInteger("leaders", 100);

    @Test
    void leaderIsKilledAndStartedAgainManyTimesUnderLoad() {
        long seed = System.nanoTime() % 1_000_000;
        run(new PlainNetwork(), seed, new LeaderKills(seed, LEADERS));
    }

    @Test
    void faultsOfEveryKindDoNoHarm() {
        long seed = System.nanoTime() % 1_000_000;
        run(Network.open(), seed, new Faults(seed, Duration.ofSeconds(60), true));
    }

    private static void run(Network network, long seed, ChaosRun.Breaker breaker) {
        ChaosRun.Setting setting = new ChaosRun.Setting(seed, 4, breaker, true);
        DrillCluster.Plan plan = DrillCluster.Plan.of(3, 1, "-timeout", "3s");
        try (DrillCluster cluster = DrillCluster.start(plan, network)) {
            ChaosRun.Report report = ChaosRun.run(setting, cluster);
            assertThat(report.violations()).as(report.summary() + cluster.tails()).isEmpty();
        }
    }
}
