package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Several nodes behave as one. */
class ClusterTest {
    private final TestCluster cluster = new TestCluster();

    @Test
    void threeWithOneCommandLineFoundACluster() {
        // when three start with the same list
        List<ClusterNode> nodes = cluster.three();

        // then they are one cluster of three voters, equal in everything
        assertThat(nodes).allMatch(ClusterNode::isVoter);
        assertThat(nodes.get(0).ask(Ask.set("/a", 0, "x"))).contains("rev=");
        assertThat(nodes.get(1).ask(Ask.get("/a"))).contains("value=x");
        assertThat(nodes.get(2).ask(Ask.get("/a"))).contains("value=x");
    }

    @Test
    void clusterOfOneGrowsToThree() {
        // given one that was born alone
        ClusterNode first = cluster.start("10.0.0.1:8046");

        // when two join it, the second through the first that joined
        ClusterNode second = cluster.start("10.0.0.2:8046", "10.0.0.1:8046");
        ClusterNode third = cluster.start("10.0.0.3:8046", "10.0.0.2:8046");

        // then all three vote, in one change
        cluster.until(() -> first.isVoter() && second.isVoter() && third.isVoter());
        assertThat(first.voters().version()).isEqualTo(2);
        assertThat(third.ask(Ask.set("/a", 0, "x"))).contains("rev=");
        assertThat(second.ask(Ask.get("/a"))).contains("value=x");
    }

    @Test
    void deadVoterIsReplacedByAStandby() {
        // given three and a standby
        List<ClusterNode> nodes = cluster.three();
        ClusterNode standby = cluster.start("10.0.0.4:8046", "10.0.0.1:8046");
        cluster.until(standby::isWritable);

        // when the leader dies
        ClusterNode dead = cluster.leader();
        cluster.kill(dead);

        // then another leads, and the standby votes in its place
        cluster.until(standby::isVoter);
        assertThat(standby.voters().voters()).hasSize(3);
        assertThat(cluster.other(standby).ask(Ask.set("/a", 0, "x"))).contains("rev=");
        assertThat(nodes).contains(dead);
    }
}
