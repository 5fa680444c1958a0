package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three processes with the same command line, one of which is lost. */
class DrillTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final DrillCluster.Plan THREE = DrillCluster.Plan.of(3, 0, "-timeout", "3s");

    @Test
    void writesGoOnWithoutTheLeaderAndItsPlaceIsFilledByTheNextAtItsAddress() {
        try (DrillCluster cluster = DrillCluster.start(THREE, new PlainNetwork())) {
            DrillNode leader = cluster.awaitLeader();
            String id = leader.id();
            List<DrillNode> survivors = cluster.without(leader);
            try (Writer one = Writer.start(survivors.get(0).address(), "/1", Writer.PACE);
                    Writer other = Writer.start(survivors.get(1).address(), "/2", Writer.PACE)) {
                leader.kill();
                assertThatItWrites(one);
                assertThatItWrites(other);

                leader.start();
                assertThat(leader.id()).isNotEqualTo(id);
                cluster.awaitVoters(cluster.nodes(), LONG);
                cluster.awaitWritable(cluster.nodes(), LONG);
            }
        }
    }

    private static void assertThatItWrites(Writer writer) {
        long now = System.nanoTime();
        assertThat(Await.within(LONG, () -> writer.hasDoneSince(now))).isTrue();
    }

    @Test
    void nodesThatJoinTheFirstOneVoteToo() {
        DrillCluster.Plan plan = THREE.born(DrillCluster.Birth.FIRST_AND_JOINERS);
        try (DrillCluster cluster = DrillCluster.start(plan, new ProxiedNetwork())) {
            assertThat(cluster.nodes()).allMatch(node ->
                    DrillCluster.agrees(node, DrillCluster.ids(cluster.nodes())));
        }
    }
}
