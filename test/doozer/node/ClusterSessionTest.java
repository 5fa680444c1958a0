package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions when nodes fail: rules E1 to E4. */
class ClusterSessionTest {
    private final TestCluster cluster = new TestCluster();

    /** Opens a session that owns a file; gives its id. */
    private long open(ClusterNode node, int ttlMillis) {
        long session = node.call(Ask.open(ttlMillis)).rev();
        assertThat(node.call(Ask.ephemeral(session, "/mine", "x")).error()).isNull();
        cluster.pass(20);
        return session;
    }

    private static boolean isOpen(ClusterNode node, long session) {
        return node.value("/ctl/sess/" + session) != null && node.value("/mine") != null;
    }

    /** Whether all nodes have the session, or none. */
    private boolean isOpen(long session) {
        cluster.pass(20);
        List<ClusterNode> nodes = cluster.others();
        for (ClusterNode node : nodes) {
            assertThat(isOpen(node, session)).isEqualTo(isOpen(nodes.get(0), session));
            assertThat(node.value("/mine") == null).isEqualTo(!isOpen(node, session));
        }
        return isOpen(nodes.get(0), session);
    }

    private static Request numbered(Request request, long session, long sequence) {
        return request.session(session).sequence(sequence);
    }

    private static String value(Response response) {
        return new String(response.value(), StandardCharsets.UTF_8);
    }

    /** Keeps it alive at that node for so long. */
    private void keep(ClusterNode node, long session, long millis) {
        for (long passed = 0; passed < millis; passed += 200) {
            cluster.pass(200);
            assertThat(node.call(Ask.keep(session)).error()).isNull();
        }
    }

    // Time.

    @Test
    void pausedLeaderExpiresNoLease() {
        // given a session, whose sign of life is on its way while all stand still for long
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        long session = open(node, 1_000);
        int keep = node.begin(Ask.keep(session));
        cluster.byAddress.values().forEach(one -> one.pause(true));
        cluster.pass(5_000);

        // when they go on, then the leader, the same as before, does not catch up
        cluster.byAddress.values().forEach(one -> one.pause(false));
        assertThat(node.response(keep, 1).error()).isNull();
        assertThat(isOpen(session)).isTrue();

        // when the leader alone stands still, then others keep it, and it ends nothing later
        cluster.leader().pause(true);
        ClusterNode awake = cluster.others().stream().filter(one -> !one.isPaused()).findFirst()
                .get();
        cluster.until(() -> cluster.byAddress.values().stream().anyMatch(ClusterNode::isLeading));
        keep(awake, session, 3_000);
        cluster.byAddress.values().forEach(one -> one.pause(false));
        cluster.pass(300);
        assertThat(isOpen(session)).isTrue();
    }

    @Test
    void oldLeaderEndsNoSession() {
        // given a leader that nobody hears any more, while its clock goes on
        cluster.three();
        ClusterNode old = cluster.leader();
        long session = open(old, 1_000);
        cluster.isolate(old);
        ClusterNode other = cluster.other(old);
        cluster.until(() -> cluster.others(old).stream().anyMatch(ClusterNode::isLeading));
        keep(other, session, 3_000);

        // when it is back, then nothing comes of what it thought
        cluster.heal();
        cluster.until(() -> old.revision() == other.revision());
        assertThat(isOpen(session)).isTrue();
        keep(old, session, 2_000);
    }

    /** What an old leader has proposed may be decided late, with its stamp of long ago. */
    @Test
    void signOfLifeThatIsAdoptedLateIsToBeSentAgain() {
        // given a leader that stood still, cut off, and does not know that another one leads
        cluster.three();
        ClusterNode old = cluster.leader();
        long session = open(old, 1_000);
        cluster.isolate(old);
        cluster.breakCutLinks();
        old.pause(true);
        cluster.pass(650);
        ClusterNode leader = cluster.leader();
        old.pause(false);

        // when a sign of life comes there, and the others hear of its vote for that
        old.propose(new Command.Nop());
        cluster.pass(1);
        int keep = old.begin(Ask.keep(session));
        cluster.pass(1);
        assertThat(old.isLeading()).isTrue();
        cluster.heal();

        // then it is told to send it again, and may rely on that for four fifths of its time
        assertThat(old.response(keep, 1).error()).isEqualTo(ErrorCode.OTHER);
        assertThat(old.call(Ask.keep(session)).error()).isNull();
        cluster.pass(800);
        assertThat(leader.isLeading()).isTrue();
        assertThat(isOpen(session)).isTrue();
    }

    @Test
    void newLeaderGoesOnFromTheLastStamp() {
        // given a session of two seconds, of which one has passed
        cluster.three();
        ClusterNode leader = cluster.leader();
        long session = open(cluster.other(leader), 2_000);
        cluster.pass(1_000);
        leader.set("/a", "x");

        // when the leader dies, then the session has the other one left, and no more
        cluster.kill(leader);
        cluster.pass(900);
        assertThat(isOpen(session)).isTrue();
        cluster.within(900, () -> !isOpen(cluster.leader(), session));
        assertThat(isOpen(session)).isFalse();
    }

    @Test
    void whoLeadsAgainForgetsTheClockOfItsFirstTime() {
        // given a leader whose clock has gone on for long since it has stamped a slot
        cluster.three();
        ClusterNode again = cluster.leader();
        long session = open(again, 1_000);
        cluster.pass(700);
        cluster.isolate(again);
        cluster.until(() -> cluster.others(again).stream().anyMatch(ClusterNode::isLeading));
        ClusterNode between = cluster.others(again).stream().filter(ClusterNode::isLeading)
                .findFirst().get();
        cluster.until(() -> !again.isLeading());
        assertThat(between.call(Ask.keep(session)).error()).isNull();

        // when it leads again, and has something to write at once
        cluster.heal();
        cluster.pass(50);
        ClusterNode third = cluster.other(again, between);
        cluster.kill(between);
        cluster.lose((from, to, message) -> from == third && isCandidate(message));
        third.begin(Ask.nop());
        again.begin(Ask.nop());
        cluster.until(again::isLeading);

        // then a session still has what is left of its time
        cluster.pass(500);
        assertThat(isOpen(session)).isTrue();
    }

    private static boolean isCandidate(PeerMessage message) {
        return message instanceof PeerMessage.Slots slots
                && slots.message() instanceof Message.PreVote;
    }

    @Test
    void outageEndsNoSession() {
        // given a session, and nobody who reaches anybody
        cluster.three();
        long session = open(cluster.leader(), 1_000);
        cluster.byAddress.values().forEach(cluster::isolate);
        cluster.pass(10_000);

        // when the cluster is back, then there is time for a sign of life
        cluster.heal();
        ClusterNode leader = cluster.leader();
        cluster.pass(100);
        assertThat(leader.call(Ask.keep(session)).error()).isNull();
        assertThat(isOpen(session)).isTrue();

        // and without another one it ends, though nobody writes
        cluster.within(2_000, () -> !isOpen(leader, session));
        assertThat(isOpen(session)).isFalse();
    }

    @Test
    void signOfLifeIsAnsweredWhenItIsApplied() {
        // given a node whose commands get lost
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        long session = open(node, 10_000);
        cluster.lose((from, to, message) -> from == node && message instanceof PeerMessage.Forward);

        // when a sign of life comes there, then nobody relies on it before it has arrived
        int keep = node.begin(Ask.keep(session));
        cluster.pass(200);
        assertThat(node.isAnswered(keep)).isFalse();
        cluster.heal();
        assertThat(node.response(keep, 1).error()).isNull();
    }

    @Test
    void signOfLifeCountsThoughTheLeaderHasNotHeardOfItsSession() {
        // given a session that all know but the leader, who hears of no votes
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        cluster.lose((from, to, message) -> to == leader && isAboutVotes(message));
        long session = node.call(Ask.open(1_000)).rev();
        assertThat(leader.value("/ctl/sess/" + session)).isNull();

        // when a sign of life comes half a second later
        cluster.pass(500);
        assertThat(node.call(Ask.keep(session)).error()).isNull();
        cluster.heal();

        // then the session has all of its time from then on
        cluster.pass(800);
        assertThat(cluster.leader()).isSameAs(leader);
        assertThat(leader.value("/ctl/sess/" + session)).isNotNull();
        cluster.pass(300);
        assertThat(leader.value("/ctl/sess/" + session)).isNull();
    }

    private static boolean isAboutVotes(PeerMessage message) {
        return message instanceof PeerMessage.Slots slots
                && (slots.message() instanceof Message.Accepted
                || slots.message() instanceof Message.Decided);
    }

    // Commands that are done once.

    @Test
    void commandIsDoneOnceThroughWhateverNode() {
        // given a command that the leader has proposed, and nobody has heard of
        cluster.three();
        ClusterNode leader = cluster.leader();
        long session = open(leader, 10_000);
        cluster.isolate(leader);
        leader.begin(numbered(Ask.next("/n"), session, 1));
        leader.begin(numbered(Ask.next("/n"), session, 2));
        cluster.pass(5);

        // when its client sends it to the others, and the old leader is back with it
        List<ClusterNode> others = cluster.others(leader);
        cluster.until(() -> others.stream().anyMatch(ClusterNode::isLeading));
        Response first = others.get(0).call(numbered(Ask.next("/n"), session, 1));
        Response second = others.get(1).call(numbered(Ask.next("/n"), session, 2));
        cluster.heal();
        cluster.pass(500);

        // then each was done once, and every node gives the same answers
        assertThat(value(first)).isEqualTo("1");
        assertThat(value(second)).isEqualTo("2");
        for (ClusterNode node : cluster.others()) {
            assertThat(node.value("/n")).isEqualTo("2");
            Response again = node.call(numbered(Ask.next("/n"), session, 1));
            assertThat(value(again)).isEqualTo("1");
            assertThat(again.rev()).isEqualTo(first.rev());
        }
    }

    @Test
    void commandThatMeetsTheEndOfItsSessionIsNotDone() {
        // given a command that is late, and a session that has ended by then
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        ClusterNode leader = cluster.leader();
        long session = open(node, 1_000);
        cluster.lose((from, to, message) -> from == node && message instanceof PeerMessage.Forward);
        int late = node.begin(numbered(Ask.set("/late", -1, "x"), session, 1));
        cluster.within(2_000, () -> !isOpen(leader, session));

        // when it arrives, then it is not done
        cluster.heal();
        assertThat(node.response(late, 1).error()).isEqualTo(ErrorCode.NOENT);
        assertThat(node.value("/late")).isNull();
    }

    // Snapshots.

    /** A node that gets all of that by a snapshot: the answer to one command among it. */
    private ClusterNode withSnapshot(long session) {
        ClusterNode node = cluster.other(cluster.leader());
        ClusterNode leader = cluster.leader();
        cluster.isolate(node);
        cluster.breakCutLinks();
        assertThat(value(leader.call(numbered(Ask.next("/n"), session, 1)))).isEqualTo("1");
        for (int i = 0; i < 40; i++) leader.set("/w", "" + i);
        cluster.heal();
        cluster.within(3_000, () -> node.replica().snapshots().installed() == 1);
        cluster.pass(50);
        return node;
    }

    @Test
    void repeatGetsItsAnswerFromWhoeverHasASnapshot() {
        cluster.three();
        long session = open(cluster.leader(), 60_000);
        ClusterNode node = withSnapshot(session);
        assertThat(node.hash()).isEqualTo(cluster.leader().hash());
        assertThat(value(node.call(numbered(Ask.next("/n"), session, 1)))).isEqualTo("1");
        assertThat(value(node.call(numbered(Ask.next("/n"), session, 2)))).isEqualTo("2");
    }

    @Test
    void sessionOfASnapshotEndsWithTheOthers() {
        // given a node that knows a session from a snapshot
        cluster.three();
        long session = open(cluster.leader(), 3_000);
        ClusterNode node = withSnapshot(session);
        assertThat(isOpen(node, session)).isTrue();

        // when it ends, then it ends there, too, and all are equal
        cluster.within(5_000, () -> !isOpen(cluster.leader(), session));
        assertThat(isOpen(session)).isFalse();
        cluster.pass(100);
        assertThat(node.hash()).isEqualTo(cluster.leader().hash());
    }
}
