package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Ballot;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DUMP in a cluster: as new as any read, or what one node has, whatever becomes of it. */
class ClusterDumpTest {
    private final TestCluster cluster = new TestCluster();

    private static Request local() {
        return Ask.dump().rev(-1).option(Request.HISTORY);
    }

    /** All that a dump tells, and what it ends with. */
    private List<Response> dump(ClusterNode node, Request request) {
        int connection = node.begin(request);
        cluster.within(3_000, () -> node.responses(connection, 1).stream()
                .anyMatch(one -> one.errCode() != 0 || (one.flags() & 2) != 0));
        return node.responses(connection, 1);
    }

    private static Response last(List<Response> told) {
        return told.get(told.size() - 1);
    }

    @Test
    void hasEveryWriteThatWasAcknowledgedBefore() {
        List<ClusterNode> nodes = cluster.three();
        for (ClusterNode node : nodes) cluster.delay(cluster.leader(), node, 20);
        for (int i = 0; i < 5; i++) {
            for (ClusterNode node : nodes) {
                long revision = cluster.other(node).set("/a", "" + i);
                List<Response> told = dump(node, Ask.dump());
                assertThat(last(told).rev()).isGreaterThanOrEqualTo(revision);
                assertThat(told.get(0).rev()).isEqualTo(last(told).rev());
            }
        }
    }

    @Test
    void withoutAQuorumItIsRefusedUnlessWhatThisNodeHasIsAskedFor() {
        // given a node that is cut off, while the others go on
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        long revision = node.set("/a", "old");
        cluster.pass(50);
        cluster.isolate(node);
        cluster.leader().set("/a", "new");

        // then a dump is refused, and one of what it has is not
        assertThat(last(dump(node, Ask.dump())).error()).isEqualTo(ErrorCode.READONLY);
        List<Response> told = dump(node, local());
        assertThat(last(told).rev()).isEqualTo(revision);
        assertThat(told.get(0).len() + last(told).rev()).isEqualTo(told.size() - 2L);
        assertThat(told.get(told.size() - 2).value()).isEqualTo(Ask.bytes("old"));
    }

    @Test
    void aNodeThatTakesPartNoMoreGivesItsLastGoodState() {
        // given a node at which a slot fails half way, in which a session was opened
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        long revision = leader.set("/a", "x");
        cluster.pass(50);
        node.replica().machine().changes().sessions().open(77_777, 1_000);
        node.replica().stop("for this test");

        assertThat(last(dump(node, Ask.dump())).error()).isEqualTo(ErrorCode.READONLY);
        List<Response> told = dump(node, local());
        assertThat(last(told).rev()).isEqualTo(revision);
        assertThat(told.get(told.size() - 2).path()).isEqualTo("/a");
        assertThat(told).noneMatch(one -> one.owner() != 0);
    }

    @Test
    void aNodeThatWasNotLetInHasNothing() {
        ClusterNode guest = cluster.start("10.0.0.9:8046", "10.0.0.1:8046");
        cluster.pass(100);
        List<Response> told = dump(guest, local());
        assertThat(told).hasSize(2);
        assertThat(told.get(0).value()).isEmpty();
        assertThat(told.get(0).path()).isEqualTo("local");
        assertThat(told.get(0).rev() + told.get(0).len() + last(told).rev()).isZero();
        assertThat(last(dump(guest, Ask.dump())).error()).isEqualTo(ErrorCode.READONLY);
    }

    @Test
    void everyNodeGivesTheSameToTheByteAfterASnapshotToo() {
        // given sessions with files, and a node that has all of it from a snapshot
        ClusterNode one = cluster.one();
        long id = one.call(Ask.open(600_000)).rev();
        one.call(Ask.ephemeral(id, "/e", "1"));
        for (int i = 0; i < 40; i++) one.set("/f" + i % 7, "" + i);
        one.set("/e", "by another");
        ClusterNode other = cluster.joined(2);
        one.set("/last", "x");
        cluster.pass(50);
        assertThat(Ballot.member(one.replica().paxos().leader())).isEqualTo(one.number());

        List<String> told = dump(one, local()).stream().map(Response::toString).toList();
        assertThat(dump(other, local()).stream().map(Response::toString).toList())
                .isEqualTo(told);
        assertThat(told).anyMatch(line -> line.contains("path=/e") && line.contains("owner=" + id)
                && line.contains("by another"));
        assertThat(told).anyMatch(line -> line.contains("path=/ctl/sess/")
                && line.contains("len=600000"));
    }
}
