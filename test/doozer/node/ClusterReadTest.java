package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.wire.ErrorCode;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads and watches at any node: rules L1 to L9. */
class ClusterReadTest {
    private final TestCluster cluster = new TestCluster();

    private static boolean isAccepted(PeerMessage message) {
        return message instanceof PeerMessage.Slots slots
                && slots.message() instanceof Message.Accepted;
    }

    /** The revisions of the events that a watch was told, the mark at its beginning apart. */
    private static List<Long> revisions(ClusterNode node, int connection, int tag) {
        return node.responses(connection, tag).stream().filter(one -> one.path() != null)
                .map(Response::rev).toList();
    }

    @Test
    void pausedLeaderServesNoStaleRead() {
        // given a leader that stands still, with reads that came just before
        ClusterNode paused = pausedLeader();
        int[] reads = reads(paused);

        // when another leads, and writes, and the first one goes on
        ClusterNode leader = nextLeader();
        long revision = leader.set("/a", "new");
        paused.pause(false);
        cluster.within(3_000, () -> Arrays.stream(reads).allMatch(paused::isAnswered));

        // then no answer is of the time before
        assertThat(paused.answers(reads[0], 1).get(0)).contains("value=new");
        assertThat(paused.responses(reads[1], 1).get(0).rev()).isGreaterThanOrEqualTo(revision);
        assertThat(paused.responses(reads[2], 1).get(0).rev()).isEqualTo(revision);
    }

    @Test
    void pausedLeaderThatHearsNobodyServesNothing() {
        // given a leader that stands still, with reads that came just before
        ClusterNode paused = pausedLeader();
        int[] reads = reads(paused);

        // when another leads, and writes, and the first one goes on, and hears nothing of it
        nextLeader().set("/a", "new");
        cluster.isolate(paused);
        paused.pause(false);

        // then it says so; it has learned that its loop stands still at times, and is patient
        cluster.within(6_500, () -> Arrays.stream(reads).allMatch(paused::isAnswered));
        for (int read : reads) {
            assertThat(paused.responses(read, 1).get(0).error()).isEqualTo(ErrorCode.READONLY);
        }
    }

    private ClusterNode pausedLeader() {
        cluster.three();
        ClusterNode paused = cluster.leader();
        paused.set("/a", "old");
        cluster.pass(50);
        paused.pause(true);
        return paused;
    }

    private static int[] reads(ClusterNode node) {
        return new int[] {node.begin(Ask.get("/a")), node.begin(Ask.rev()),
            node.begin(Ask.stat("/a")), node.begin(Ask.getdir("/"))};
    }

    private ClusterNode nextLeader() {
        cluster.until(() -> cluster.byAddress.values().stream().anyMatch(ClusterNode::isLeading));
        return cluster.leader();
    }

    @Test
    void watchWithoutARevisionOnAPausedLeaderBeginsAtNow() {
        // given a leader that stands still while others write
        cluster.three();
        ClusterNode paused = cluster.leader();
        paused.set("/a", "old");
        paused.pause(true);
        int watch = paused.open();
        paused.send(watch, Ask.watch("/a").tag(1));
        cluster.until(() -> cluster.byAddress.values().stream().anyMatch(ClusterNode::isLeading));
        ClusterNode leader = cluster.leader();
        long before = leader.set("/a", "before");
        paused.pause(false);
        cluster.within(2_000, () -> !paused.responses(watch, 1).isEmpty());

        // then it begins after what was acknowledged before it was asked for
        assertThat(paused.responses(watch, 1).get(0).rev()).isGreaterThanOrEqualTo(before);
        long after = leader.set("/a", "after");
        cluster.pass(100);
        assertThat(revisions(paused, watch, 1)).containsExactly(after);
    }

    @Test
    void idleReadAfterFailoverReturns() {
        for (int lost = 0; lost < 2; lost++) {
            TestCluster cluster = new TestCluster();
            // given a vote of one follower, for what its leader has told nobody else
            cluster.three();
            ClusterNode leader = cluster.leader();
            ClusterNode voter = cluster.other(leader);
            ClusterNode other = cluster.other(leader, voter);
            cluster.lose((from, to, message) -> isAccepted(message)
                    || to == other && message instanceof PeerMessage.Slots);
            leader.begin(Ask.set("/a", 0, "x"));
            cluster.pass(5);
            assertThat(voter.replica().paxos().highest()).isGreaterThan(other.applied());

            // when the leader dies, then reads return at both, with no write
            cluster.kill(leader);
            cluster.heal();
            ClusterNode reader = lost == 0 ? voter : other;
            int read = reader.begin(Ask.get("/a"));
            cluster.within(1_000, () -> reader.isAnswered(read));
            assertThat(reader.answers(read, 1).get(0)).contains("rev=");
        }
    }

    @Test
    void readSeesWhatALeaderAcknowledgedThatIsDead() {
        // given five voters, of whom only the leader knows that a write is decided
        cluster.founded(5);
        cluster.leader().call(Ask.set("/ctl/voters", -1, "5"));
        cluster.until(() -> cluster.leader().voterNumbers().length == 5);
        cluster.pass(500);
        ClusterNode leader = cluster.leader();
        ClusterNode reader = cluster.other(leader);
        cluster.lose((from, to, message) -> message instanceof PeerMessage.Slots slots
                && (isAccepted(message) && to != leader
                || from == leader && to == reader
                || slots.message() instanceof Message.Heartbeat));
        long revision = leader.set("/a", "acknowledged");
        assertThat(cluster.others(leader)).noneMatch(node -> node.revision() == revision);

        // when it dies, then no read misses it
        cluster.kill(leader);
        cluster.lose(message -> false);
        for (ClusterNode node : cluster.others(leader)) {
            Response read = node.call(Ask.get("/a"));
            assertThat(read.rev()).isEqualTo(revision);
        }
    }

    @Test
    void watchResumesElsewhereExactlyOnce() {
        // given four nodes, a writer, and a watch that moves on to another node again and again
        cluster.three();
        cluster.joined(4);
        ClusterNode writer = cluster.leader();
        List<ClusterNode> nodes = List.copyOf(cluster.byAddress.values());
        List<Long> told = new ArrayList<>();
        long next = writer.revision() + 1;
        int number = 0;

        // when each node stands still, is cut off or falls behind after a while
        for (int round = 0; round < 12; round++) {
            ClusterNode node = nodes.get(round % 4);
            int watch = node.open();
            node.send(watch, Ask.watch("/w/*").rev(next).tag(1));
            for (int i = 0; i < 8; i++) {
                int write = writer.begin(Ask.set("/w/" + number % 5, -1, "" + number++));
                cluster.pass(3);
                if (node == writer) continue;
                if (round % 3 == 0 && i == 4) cluster.isolate(node);
                if (round % 3 == 1 && i == 2) node.pause(true);
                if (round % 3 == 2) cluster.delay(writer, node, 7);
                assertThat(writer.response(write, 1).error()).isNull();
            }
            told.addAll(revisions(node, watch, 1));
            if (!told.isEmpty()) next = told.get(told.size() - 1) + 1;
            node.pause(false);
            cluster.heal();
            cluster.pass(5);
        }
        int last = writer.open();
        writer.send(last, Ask.watch("/w/*").rev(next).tag(1));
        cluster.pass(10);
        told.addAll(revisions(writer, last, 1));

        // then it has heard of every write, in order, once
        assertThat(told).hasSize(number).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void readAtARevisionToComeGivesTheStateAtThatRevision() {
        // given a node, and reads of revisions to come
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        long now = cluster.leader().set("/a", "0");
        cluster.until(() -> node.revision() == now);
        int[] reads = new int[5];
        for (int i = 0; i < 5; i++) reads[i] = node.begin(Ask.get("/a").rev(now + 1 + i));

        // when these come in one slot, after another
        for (int i = 1; i <= 5; i++) {
            cluster.leader().propose(new Command.Set("/a", -1, Ask.bytes("" + i)));
        }
        cluster.pass(10);

        // then each is the state at its revision, not that of the end
        for (int i = 0; i < 5; i++) {
            assertThat(node.answers(reads[i], 1)).hasSize(1);
            assertThat(node.answers(reads[i], 1).get(0)).contains("value=" + (i + 1));
        }
    }

    @Test
    void watchOnANodeThatIsBehindWaits() {
        // given a node that hears everything late
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode late = cluster.other(leader);
        for (ClusterNode from : cluster.others(late)) cluster.delay(from, late, 60);
        long revision = leader.set("/a", "x");
        assertThat(late.revision()).isLessThan(revision);

        // when its clients watch, wait for and read what it does not have yet
        int watch = late.open();
        late.send(watch, Ask.watch("/a").rev(revision).tag(1));
        int wait = late.begin(Ask.waitFor("/a", revision));
        int read = late.begin(Ask.get("/a").rev(revision));
        cluster.pass(20);
        assertThat(revisions(late, watch, 1)).isEmpty();
        assertThat(late.isAnswered(wait)).isFalse();
        assertThat(late.isAnswered(read)).isFalse();

        // then they have it as soon as it does, once
        cluster.within(200, () -> late.isAnswered(wait) && late.isAnswered(read));
        cluster.pass(100);
        assertThat(revisions(late, watch, 1)).containsExactly(revision);
        assertThat(late.answers(read, 1).get(0)).contains("value=x");
    }

    @Test
    void linearizableReadOnANodeThatIsBehindWaitsForWhatWasAcknowledged() {
        // given a follower that hears of votes late
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode late = cluster.other(leader);
        for (ClusterNode from : cluster.others(late)) cluster.delay(from, late, 40);
        for (int i = 0; i < 5; i++) {
            long revision = leader.set("/a", "" + i);
            int watch = late.begin(Ask.watch("/a"));
            Response read = late.call(Ask.get("/a"));
            assertThat(read.rev()).isGreaterThanOrEqualTo(revision);
            // A watch begins after it: there is a mark that says so, and nothing else.
            assertThat(late.responses(watch, 1)).hasSize(1);
            assertThat(late.responses(watch, 1).get(0).rev()).isGreaterThanOrEqualTo(revision);
        }
    }

    @Test
    void requestsOfOneConnectionKeepTheirOrderThroughAFollower() {
        for (boolean isStandby : new boolean[] {false, true}) {
            TestCluster cluster = new TestCluster();
            // given one connection at a follower, or a standby
            cluster.three();
            ClusterNode standby = cluster.joined(4);
            ClusterNode node = isStandby ? standby : cluster.other(cluster.leader(), standby);
            int connection = node.open();

            // when writes and reads come one after the other, without waiting, and leaders go
            for (int i = 0; i < 20; i++) {
                node.send(connection, Ask.set("/a", -1, "" + i).tag(2 * i + 1));
                node.send(connection, Ask.get("/a").tag(2 * i + 2));
                if (i % 7 == 0) cluster.pass(2);
                if (i == 10) cluster.kill(cluster.leader());
            }
            cluster.within(2_000, () -> !node.responses(connection, 40).isEmpty());

            // then writes took effect in that order, and each read saw what came before it
            long last = 0;
            for (int i = 0; i < 20; i++) {
                Response write = node.response(connection, 2 * i + 1);
                Response read = node.response(connection, 2 * i + 2);
                assertThat(write.error()).isNull();
                assertThat(write.rev()).isGreaterThan(last);
                assertThat(read.rev()).isGreaterThanOrEqualTo(write.rev());
                String value = new String(read.value(), StandardCharsets.UTF_8);
                assertThat(Integer.parseInt(value)).isGreaterThanOrEqualTo(i);
                last = write.rev();
            }
        }
    }

    @Test
    void readsAreServedWhileTheVotersChange() {
        // given five nodes whose voters change all the time
        List<ClusterNode> nodes = cluster.founded(5);
        ClusterNode leader = cluster.leader();
        for (int i = 0; i < 30; i++) {
            // when one is written to, and all are asked
            long version = leader.voters().version();
            int[] voters = i % 2 == 0 ? new int[] {leader.number(), 4, 5} : new int[] {1, 2, 3};
            Arrays.sort(voters);
            boolean hasOne = Arrays.stream(voters).distinct().count() == 3;
            if (hasOne && leader.isLeading()) {
                leader.propose(new Command.Config(version, voters));
            }
            long revision = nodes.get(i % 5).set("/a", "" + i);

            // then all answer, and with that
            int[] reads = new int[5];
            for (int n = 0; n < 5; n++) reads[n] = nodes.get(n).begin(Ask.get("/a"));
            cluster.within(1_500, () -> {
                for (int n = 0; n < 5; n++) {
                    if (!nodes.get(n).isAnswered(reads[n])) return false;
                }
                return true;
            });
            for (int n = 0; n < 5; n++) {
                assertThat(nodes.get(n).responses(reads[n], 1).get(0).rev())
                        .isGreaterThanOrEqualTo(revision);
            }
        }
        assertThat(leader.voters().version()).isGreaterThan(5);
    }
}
