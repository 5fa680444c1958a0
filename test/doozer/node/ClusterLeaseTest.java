package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Sessions live by the cluster's clock, whoever leads: rules E2 and E3. */
class ClusterLeaseTest {

    private static boolean isLedByAnother(TestCluster cluster, ClusterNode than) {
        return cluster.byAddress.values().stream()
                .anyMatch(node -> node != than && node.isLeading());
    }

    @Test
    void leaderThatIsElectedAgainGoesOnFromTheClustersClock() {
        int again = 0;
        for (int seed = 0; seed < 12; seed++) {
            TestCluster cluster = new TestCluster();
            for (int i = 0; i < seed; i++) cluster.newIncarnation();
            if (leadsAgain(cluster)) again++;
        }
        assertThat(again).as("those who led before, and lead again").isPositive();
    }

    private static boolean leadsAgain(TestCluster cluster) {
        // given a leader whose clock has gone on for long without any session, and its successor
        cluster.three();
        ClusterNode first = cluster.leader();
        cluster.pass(60_000);
        first.pause(true);
        cluster.until(() -> isLedByAnother(cluster, first));
        first.pause(false);
        cluster.pass(2_000);
        ClusterNode second = cluster.leader();
        if (second == first) return false;

        // when a session is opened, and that one stands still while others have something to write
        ClusterNode third = cluster.others(first, second).get(0);
        long id = third.call(Ask.open(10_000)).rev();
        cluster.pass(500);
        second.pause(true);
        first.begin(Ask.set("/a", -1, "x"));
        third.begin(Ask.set("/b", -1, "x"));
        cluster.until(() -> isLedByAnother(cluster, second));
        cluster.pass(200);

        // then the session lives
        Sessions sessions = cluster.leader().replica().machine().changes().sessions();
        assertThat(sessions.of(id)).isNotNull();
        assertThat(sessions.millis()).isLessThan(10_000);
        return cluster.leader() == first;
    }
}
