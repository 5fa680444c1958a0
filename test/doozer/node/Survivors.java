package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A cluster that loses its majority, and whoever recovers it. */
final class Survivors {
    private final TestCluster cluster;

    Survivors(TestCluster cluster) {
        this.cluster = cluster;
    }

    static ClusterId id(ClusterNode node) {
        return node.replica().machine().genesis().id();
    }

    static Response recover(ClusterNode node) {
        return node.call(new Request(Verb.RECOVER)
                .value(node.info("epoch").getBytes(StandardCharsets.UTF_8)));
    }

    /** Tells it to recover, and gives what takes its place. */
    ClusterNode recovered(ClusterNode node) {
        cluster.within(3_000, () -> node.replica().paxos().leaderlessNanos() > 1_000_000_000L);
        assertThat(recover(node).errCode()).isZero();
        cluster.within(20_000, node::isDead);
        ClusterNode next = cluster.again(node);
        cluster.within(2_000, next::isWritable);
        return next;
    }

    /** Five that all vote. */
    List<ClusterNode> five() {
        String[] all = new String[5];
        for (int i = 0; i < 5; i++) all[i] = "10.0.0." + (i + 1) + ":8046";
        List<ClusterNode> nodes = new ArrayList<>();
        for (String address : all) {
            Settings.Cluster usual = cluster.settings(all);
            nodes.add(cluster.start(address, new Settings.Cluster(usual.peers(), 5, usual.window(),
                    usual.seed(), usual.times(), usual.log(), false)));
        }
        cluster.until(() -> nodes.stream().allMatch(ClusterNode::isWritable));
        cluster.pass(50);
        return nodes;
    }

    void killAllBut(ClusterNode... survivors) {
        for (ClusterNode node : List.copyOf(cluster.byAddress.values())) {
            if (!List.of(survivors).contains(node)) cluster.kill(node);
        }
    }
}
