package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whether a node says that it does what it is there for, when it does, and only then. */
class HealthTest {
    private final TestCluster cluster = new TestCluster();

    private static Map<String, String> checks(Node node) {
        return node.info().checks().stream()
                .collect(Collectors.toMap(Health.Check::name, Health.Check::text));
    }

    private static List<String> failing(Node node) {
        return node.info().checks().stream().filter(check -> !check.isOk())
                .map(Health.Check::name).toList();
    }

    private static boolean isReady(Node node) {
        return Health.isReady(node.info().checks());
    }

    @Test
    void clusterOfOneIsReadyAtOnce() {
        Node node = TestNode.standard().node();
        assertThat(failing(node)).isEmpty();
        assertThat(isReady(node)).isTrue();
        assertThat(checks(node).values()).containsOnly("ok");
    }

    @Test
    void everyMemberOfAClusterIsReady() {
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        cluster.pass(100);
        for (ClusterNode one : cluster.byAddress.values()) {
            assertThat(failing(one.node())).as(one.address()).isEmpty();
        }
        assertThat(isReady(standby.node())).isTrue();
    }

    @Test
    void nodeThatWaitsForTheOthersHasNoDataYet() {
        ClusterNode waiting = cluster.start("10.0.0.1:8046", "10.0.0.1:8046", "10.0.0.2:8046");
        cluster.pass(3_000);
        assertThat(failing(waiting.node())).containsExactly("data", "member", "leader", "quorum");
        assertThat(checks(waiting.node())).containsEntry("data",
                "not yet: this node waits for the other nodes, or to be let in");
        assertThat(waiting.info("ready")).isEqualTo("false");
        assertThat(waiting.info("check_data")).startsWith("not yet");
        assertThat(waiting.info("check_live")).isEqualTo("ok");
    }

    @Test
    void nodeWithoutAMajorityIsNotReadyUntilItHasOneAgain() {
        // given a leader that is cut off from the others
        cluster.three();
        ClusterNode leader = cluster.leader();
        cluster.isolate(leader);
        cluster.pass(3_000);
        assertThat(failing(leader.node())).containsExactly("leader", "quorum");
        assertThat(isReady(cluster.others(leader).get(0).node())).isTrue();

        // when it is healed
        cluster.heal();
        cluster.within(3_000, () -> isReady(leader.node()));
    }

    @Test
    void nodeThatIsAboutToStopIsNotReady() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        leader.node().retire();
        assertThat(failing(leader.node())).containsExactly("staying");
    }

    @Test
    void nodeThatTakesPartNoMoreIsNotReady() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        leader.replica().stop("a test wants it");
        cluster.pass(10);
        assertThat(failing(leader.node())).contains("part").doesNotContain("data", "live");
    }
}
