package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.paxos.Print;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Peers that know the secret and do what they should not, and too much of what they may: nothing
 * hangs, nothing grows without end, no state changes.
 */
class ClusterHostileTest {
    private static final long HUGE = PeerWriter.MAX_NUMBER;

    private final TestCluster cluster = new TestCluster();

    private static Profile profile(int number) {
        return new Profile(new Incarnation((long) number << 44, number),
                "10.0.1." + number + ":8046", "bob", "1.0", Leases.LEVEL);
    }

    /** A stranger that a node listens to. */
    private ClusterStranger stranger(ClusterNode at) {
        ClusterStranger stranger = cluster.stranger("10.0.0.66:8046");
        Genesis genesis = at.replica().machine().genesis();
        stranger.hello = new PeerMessage.Hello(Links.PROTOCOL, "local", genesis.id(),
                genesis.window(), 1, stranger.profile(), null);
        return stranger;
    }

    private void assertWorks() {
        for (ClusterNode node : List.copyOf(cluster.byAddress.values())) {
            int write = node.begin(Ask.set("/works", -1, node.address()));
            int read = node.begin(Ask.get("/works"));
            assertThat(cluster.within(1_000, () -> node.isAnswered(write)
                    && node.isAnswered(read))).isLessThan(500);
            assertThat(node.answers(write, 1).get(0)).contains("rev=");
            assertThat(node.answers(read, 1).get(0)).contains("rev=");
        }
    }

    @Test
    void floodOfJoinsKeepsNobodyOut() {
        // given a leader that was told of many who want to join, and are not there
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterStranger stranger = stranger(leader);
        int link = stranger.dial(leader.address());
        cluster.pass(5);
        for (int i = 1; i <= 200; i++) stranger.say(link, new PeerMessage.JoinAsk(profile(i)));
        cluster.pass(50);
        assertThat(leader.replica().keeper().joiners().size()).isLessThanOrEqualTo(64);

        // when one comes that is there, then it is a member soon
        ClusterNode joiner = cluster.start("10.0.0.4:8046", leader.address());
        cluster.within(5_000, joiner::isWritable);

        // and the others are forgotten
        cluster.within(20_000, () -> leader.replica().keeper().joiners().isEmpty());
        assertThat(leader.replica().machine().members().numbers()).hasSize(4);
        assertWorks();
    }

    @Test
    void joinThatTellsNoAddressIsRefused() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterStranger stranger = stranger(leader);
        int link = stranger.dial(leader.address());
        cluster.pass(50);
        for (String address : new String[] {"no host:99999", "0.0.0.0:8046", ""}) {
            stranger.say(link, new PeerMessage.JoinAsk(
                    new Profile(stranger.incarnation, address, "mallory", "1.0", Leases.LEVEL)));
            cluster.pass(50);
            assertThat(leader.replica().keeper().joiners()).isEmpty();
        }
        assertThat(stranger.heard(PeerMessage.JoinRefused.class)).hasSize(3);
        assertThat(leader.replica().machine().members().numbers()).hasSize(3);
        assertWorks();
    }

    @Test
    void linkThatIsClosedAgainAndAgainIsNotDialledAtOnce() {
        // given one that answers every hello, and closes then
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterStranger stranger = stranger(leader);
        stranger.dial(leader.address());
        int reached = 0;
        for (int i = 0; i < 5_000; i++) {
            cluster.pass(1);
            Peer met = leader.replica().links().peers().of(stranger.incarnation);
            if (met == null || met.out == Peer.NONE) continue;
            cluster.breakLinks(leader, stranger);
            reached++;
        }

        // then it is dialled about once a second at last
        assertThat(reached).isBetween(5, 20);
    }

    @Test
    void memberHasTheAddressAtWhichItWasMet() {
        // given one that asks for another address than it answers at
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterStranger stranger = stranger(leader);
        int link = stranger.dial(leader.address());
        cluster.pass(50);
        stranger.say(link, new PeerMessage.JoinAsk(
                new Profile(stranger.incarnation, "10.0.0.77:8046", "mallory", "1.0",
                        Leases.LEVEL)));
        cluster.pass(200);

        // then that is not what others are told
        Member member = leader.replica().machine().members().of(stranger.incarnation);
        assertThat(member.profile).isEqualTo(stranger.profile());
        assertWorks();
    }

    @Test
    void restartInALoopLeavesNothingBehind() {
        // given a process that starts again and again at one address, and lives for a while
        cluster.three();
        ClusterNode leader = cluster.leader();
        for (int i = 0; i < 120; i++) {
            ClusterNode node = cluster.start("10.0.0.4:8046", leader.address());
            cluster.pass(i % 3 == 0 ? 450 : i % 3 == 1 ? 40 : 180);
            cluster.kill(node);
            cluster.pass(i % 4);
            assertThat(leader.replica().machine().members().all().size()).isLessThan(20);
            assertThat(leader.peers().size()).isLessThan(20);
            assertThat(leader.replica().keeper().joiners().size()).isLessThan(20);
        }

        // when it stays, then it is a member at once, and the dead ones are forgotten
        ClusterNode last = cluster.start("10.0.0.4:8046", leader.address());
        cluster.within(3_000, last::isWritable);
        cluster.within(12_000, () -> leader.replica().machine().members().all().size() == 4);
        cluster.pass(1_000);
        assertThat(leader.peers()).hasSize(3);
        assertThat(leader.isLeading()).isTrue();
        assertThat(leader.voters().version()).isEqualTo(1);
        assertWorks();
    }

    @Test
    void voterThatRestartsInALoopKeepsTheClusterWorking() {
        // given three voters, of which one starts again and again
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode looping = cluster.other(leader);
        ClusterNode third = cluster.other(leader, looping);
        for (int i = 0; i < 25; i++) {
            cluster.kill(looping);
            cluster.pass(i % 6);
            looping = cluster.start(looping.address(), leader.address(), third.address());
            int write = third.begin(Ask.set("/a", -1, "" + i));
            assertThat(cluster.within(1_000, () -> third.isAnswered(write))).isLessThan(100);
            cluster.pass(i * 37 % 400);
        }

        // when it stays, then there are three voters again
        cluster.within(5_000, looping::isVoter);
        assertThat(leader.voterNumbers()).hasSize(3);
        cluster.within(3_000, () -> leader.replica().machine().members().all().size() == 3);
        assertWorks();
    }

    @Test
    void forwardOfWhatIsNotAClientsIsNotTaken() {
        // given a member that forwards commands of the cluster's own, and of others
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode bad = cluster.other(leader);
        ClusterNode victim = cluster.other(leader, bad);
        Machine machine = leader.replica().machine();
        long last = machine.members().of(victim.number()).last();
        long leaders = machine.members().of(leader.number()).last();

        // when these arrive
        bad.say(leader, new PeerMessage.Forward(List.of(
                new LogEntry(0, 0, new Command.Level(Leases.LEVEL + 1)))));
        bad.say(leader, new PeerMessage.Forward(List.of(
                new LogEntry(99, 1, new Command.Nop()))));
        bad.say(leader, new PeerMessage.Forward(List.of(
                new LogEntry(leader.number(), leaders + 7, new Command.Nop()))));
        bad.say(leader, new PeerMessage.Forward(List.of(
                new LogEntry(victim.number(), last + 7, new Command.Nop()))));
        cluster.pass(500);

        // then none of them has any effect, and everybody goes on
        assertThat(machine.level()).isEqualTo(Leases.LEVEL);
        assertThat(machine.members().of(victim.number()).last()).isEqualTo(last);
        assertWorks();
    }

    @Test
    void forwardUnderTheLeadersOwnNumberDoesNotKillIt() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        long last = leader.replica().machine().members().of(leader.number()).last();
        cluster.other(leader).say(leader, new PeerMessage.Forward(List.of(
                new LogEntry(leader.number(), last + 1, new Command.Nop()))));
        cluster.pass(300);
        assertWorks();
    }

    @Test
    void forwardOfAGuestIsNotTaken() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        long revision = leader.revision();
        ClusterStranger stranger = stranger(leader);
        int link = stranger.dial(leader.address());
        cluster.pass(5);
        stranger.say(link, new PeerMessage.Forward(List.of(
                new LogEntry(1, 2, new Command.Nop()), new LogEntry(9, 1, new Command.Nop()))));
        cluster.pass(300);
        assertThat(leader.revision()).isEqualTo(revision);
        assertWorks();
    }

    private static Snapshot later(Snapshot now, Genesis genesis, long hash) {
        return new Snapshot(genesis, now.slot() + 5, now.members(), now.nextNumber(),
                now.configurations(), now.level(), hash, now.ballot(), now.millis(),
                now.sessions());
    }

    @Test
    void snapshotsAtOddTimesChangeNothing() {
        // given a follower, and a snapshot of the leader's, which says that it is of much later
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        leader.set("/a", "x");
        cluster.pass(50);
        Snapshot now = leader.replica().machine().snapshot(leader.applied());
        Snapshot wrong = later(now, now.genesis(), now.hash() + 1);
        Snapshot other = later(now, new Genesis(new ClusterId(new Incarnation(5, 5), 0, 5),
                "local", 8, 3, now.genesis().founders()), now.hash());
        byte[] image = leader.image();
        long hash = node.hash();

        // when parts come without a beginning, twice, out of order, broken, of another cluster,
        // and with another state than was said
        leader.say(node, new PeerMessage.SnapshotPart(7, 0, true, image));
        leader.say(node, new PeerMessage.SnapshotTaken(7, Integer.MAX_VALUE));
        leader.say(node, new PeerMessage.SnapshotBegin(8, wrong));
        leader.say(node, new PeerMessage.SnapshotPart(8, 1, true, image));
        leader.say(node, new PeerMessage.SnapshotPart(8, 0, true, new byte[] {1, 2, 3}));
        leader.say(node, new PeerMessage.SnapshotBegin(9, other));
        leader.say(node, new PeerMessage.SnapshotPart(9, 0, true, image));
        leader.say(node, new PeerMessage.SnapshotBegin(10, wrong));
        leader.say(node, new PeerMessage.SnapshotPart(10, 0, true, new byte[0]));
        cluster.pass(20);
        assertThat(node.hash()).isEqualTo(hash);
        leader.say(node, new PeerMessage.SnapshotBegin(11, wrong));
        leader.say(node, new PeerMessage.SnapshotPart(11, 0, true, image));
        cluster.pass(200);

        // then the node is what it was
        assertThat(node.hash()).isEqualTo(hash);
        assertThat(node.replica().isStopped()).isFalse();
        assertWorks();
    }

    @Test
    void hugeNumbersHangNobody() {
        // given a member that says the highest numbers that there are
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode bad = cluster.other(leader);
        long ballot = leader.replica().paxos().leader();
        List<Message> messages = List.of(
                new Message.PreVote(HUGE, HUGE, true), new Message.PreVoteAnswer(1, true, 0, HUGE),
                new Message.Accepted(ballot, HUGE), new Message.Pull(HUGE), new Message.Pull(0),
                new Message.Decided(HUGE, List.of(Batch.EMPTY), HUGE),
                new Message.ProbeAnswer(HUGE, HUGE, HUGE),
                new Message.Nack(ballot, ballot),
                new Message.HandOver(ballot), new Message.HandOver(ballot + (1L << 32)),
                new Message.HeartbeatAnswer(ballot, HUGE, 0, new Print(HUGE, 1)));
        for (Message message : messages) {
            bad.say(leader, new PeerMessage.Slots(message));
            bad.say(cluster.other(leader, bad), new PeerMessage.Slots(message));
        }
        cluster.pass(1_000);

        // then the cluster is idle as before, and works
        assertThat(leader.applied()).isLessThan(50);
        assertWorks();

        // when it says that it has voted for what can never be
        long applied = cluster.leader().applied();
        bad.say(cluster.leader(), new PeerMessage.Slots(new Message.HeartbeatAnswer(
                cluster.leader().replica().paxos().leader(), applied, HUGE, Print.NONE)));
        cluster.pass(1_000);

        // then the leader does not fill slots for ever
        assertThat(cluster.leader().applied()).isLessThan(applied + 200);
        assertWorks();
    }

    @Test
    void tenThousandPendingWritesComeToAnEnd() {
        // given a follower with two hundred connections of fifty writes each, which get nowhere
        cluster.three();
        cluster.logSlots = 1_000;
        ClusterNode node = cluster.other(cluster.leader());
        cluster.lose(message -> message instanceof PeerMessage.Forward);
        List<Integer> connections = new ArrayList<>();
        for (int c = 0; c < 200; c++) {
            int connection = node.open();
            connections.add(connection);
            for (int i = 1; i <= 60; i++) {
                node.send(connection, Ask.set("/w/" + c, -1, "" + i).tag(i));
            }
        }
        cluster.pass(400);
        assertThat(node.replica().outbox().size()).isEqualTo(10_000);

        // when the way is free, then all are done, those too that were not taken in before
        cluster.heal();
        cluster.within(1_500, () -> node.replica().outbox().size() == 0);
        cluster.pass(20);
        for (int connection : connections) {
            assertThat(node.responses(connection, 60).get(0).error()).isNull();
        }
        assertWorks();
    }

    @Test
    void snapshotThatBeganBeforeABirthIsNotTakenAfterIt() {
        // given a fresh node that has let a stranger found, and to which it sends a snapshot
        ClusterNode fresh = cluster.start("10.0.0.1:8046", "10.0.0.1:8046", "10.0.0.66:8046");
        ClusterStranger stranger = cluster.stranger("10.0.0.66:8046");
        int link = stranger.dial(fresh.address());
        cluster.pass(30);
        TestCluster elsewhere = new TestCluster();
        ClusterNode other = elsewhere.one();
        other.set("/other", "x");
        Genesis born = new Genesis(new ClusterId(new Incarnation(5, 5), 0, 5), "local", 8, 3,
                List.of(fresh.replica().self(), stranger.profile()));
        stranger.say(link, new PeerMessage.ConsentAsk(false));
        stranger.say(link, new PeerMessage.SnapshotBegin(1,
                other.replica().machine().snapshot(other.applied())));
        cluster.pass(10);

        // when it is born into another cluster before the last part comes
        fresh.replica().begin(born, null);
        stranger.say(link, new PeerMessage.SnapshotPart(1, 0, true, other.image()));
        cluster.pass(100);

        // then it stays in the one that it was born into
        assertThat(fresh.replica().machine().genesis()).isEqualTo(born);
        assertThat(fresh.value("/other")).isNull();
    }

    @Test
    void clusterThatIsFullRefusesAndStaysIdle() {
        // given as many members as there may be, most of them only in name
        cluster.three();
        ClusterNode leader = cluster.leader();
        for (int i = 1; i <= Members.MAX - 3; i++) leader.propose(new Command.Join(profile(i)));
        cluster.pass(20);
        assertThat(leader.replica().machine().members().all()).hasSize(Members.MAX);

        // when one more wants to join, then it waits, and nothing is written for it meanwhile
        ClusterNode joiner = cluster.start("10.0.0.4:8046", leader.address());
        cluster.pass(1_000);
        long applied = leader.applied();
        cluster.pass(3_000);
        assertThat(leader.applied()).isLessThan(applied + 3);
        assertThat(joiner.number()).isZero();
        assertThat(cluster.said("join-refused")).hasSizeBetween(1, 5);

        // and when there is room it is let in
        cluster.within(30_000, joiner::isWritable);
    }
}
