package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.paxos.Print;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is a member, and who is not: rules R1, R3 and R8. */
class ClusterMemberTest {
    private final TestCluster cluster = new TestCluster();

    private static boolean isVote(PeerMessage message) {
        return message instanceof PeerMessage.Slots slots
                && (slots.message() instanceof Message.Promise
                || slots.message() instanceof Message.Accepted
                || slots.message() instanceof Message.PreVoteAnswer answer && answer.isGranted());
    }

    @Test
    void restartSameAddressDoesNotVoteAsOldMember() {
        // given three, of which one dies that has promised and voted
        List<ClusterNode> nodes = cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode old = cluster.other(leader);
        nodes.get(0).set("/a", "x");
        int oldNumber = old.number();
        cluster.kill(old);

        // when a process starts at its address while the other voter is away
        ClusterNode third = cluster.other(leader);
        third.pause(true);
        List<PeerMessage> votes = new ArrayList<>();
        cluster.lose((from, to, message) -> {
            if (from.address().equals(old.address()) && isVote(message)) votes.add(message);
            return false;
        });
        ClusterNode restarted = cluster.start(old.address(), leader.address(), third.address());
        int write = leader.begin(Ask.set("/b", 0, "x"));
        cluster.pass(3_000);

        // then it neither promises nor votes, and nothing is decided
        assertThat(votes).isEmpty();
        assertThat(leader.responses(write, 1).stream().anyMatch(one -> one.errCode() == 0))
                .isFalse();

        // when the other voter is back, then the new process is a member with another number,
        // and takes the dead one's place without a timeout
        third.pause(false);
        cluster.within(5_000, restarted::isVoter);
        assertThat(restarted.number()).isGreaterThan(3).isNotEqualTo(oldNumber);
        assertThat(restarted.voterNumbers()).hasSize(3).doesNotContain(oldNumber);
    }

    @Test
    void provedGoneIsReplacedWithoutATimeout() {
        // given three voters
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode old = cluster.other(leader);

        // when one is killed and starts again at once
        cluster.kill(old);
        ClusterNode restarted = cluster.start(old.address(), leader.address());

        // then it votes long before ten seconds of silence have passed
        assertThat(cluster.within(9_000, restarted::isVoter)).isLessThan(3_000);
        assertThat(cluster.leader().voterNumbers()).hasSize(3);
    }

    @Test
    void votesAreKeyedByMemberNotAddress() {
        // given a leader whose other voters are paused and dead, and a write that needs a vote
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode dead = cluster.other(leader);
        ClusterNode paused = cluster.other(leader, dead);
        cluster.pass(100);
        paused.pause(true);
        cluster.kill(dead);
        int write = leader.begin(Ask.set("/a", 0, "x"));
        long slot = leader.applied() + 1;
        long ballot = leader.replica().paxos().leader();

        // when somebody else at the dead one's address says that it has voted
        ClusterStranger stranger = cluster.stranger(dead.address());
        int link = stranger.dial(leader.address());
        cluster.pass(10);
        assertThat(stranger.heard(PeerMessage.Hello.class)).isNotEmpty();
        assertThat(leader.isLeading()).isTrue();
        for (int i = 0; i < 3; i++) {
            stranger.say(link, new PeerMessage.Slots(new Message.Accepted(ballot, slot)));
            stranger.say(link, new PeerMessage.Slots(
                    new Message.HeartbeatAnswer(ballot, slot, slot, Print.NONE)));
        }
        cluster.pass(400);

        // then the vote counts for nobody, and the leader has stopped for want of a majority
        assertThat(leader.applied()).isLessThan(slot);
        assertThat(leader.isAnswered(write)).isFalse();
        assertThat(leader.isLeading()).isFalse();

        // and it counts as soon as it is a member's
        paused.pause(false);
        cluster.within(2_000, () -> leader.isAnswered(write));
        assertThat(leader.answers(write, 1).get(0)).contains("rev=");
    }

    @Test
    void guestPromisesNothingAndForwardsNothingButItsJoin() {
        // given three, and everything that a fourth says
        List<ClusterNode> nodes = cluster.three();
        List<PeerMessage> said = new ArrayList<>();
        cluster.lose((from, to, message) -> {
            if (from.address().equals("10.0.0.4:8046")) said.add(message);
            return message instanceof PeerMessage.JoinAsk;
        });

        // when it is kept from joining, asked for a promise and a vote, and given a write
        ClusterNode guest = cluster.start("10.0.0.4:8046", nodes.get(0).address());
        cluster.until(() -> guest.replica().machine().genesis() != null);
        cluster.pass(500);
        ClusterNode leader = cluster.leader();
        long ballot = leader.replica().paxos().promised() + (1L << 32);
        leader.say(guest, new PeerMessage.Slots(new Message.Prepare(ballot, 1)));
        leader.say(guest, new PeerMessage.Slots(
                new Message.Accept(ballot, leader.applied() + 1, Batch.EMPTY, 0)));
        int write = guest.begin(Ask.set("/a", 0, "x"));
        int read = guest.begin(Ask.get("/a"));
        cluster.pass(3_000);

        // then it says hello, pulls, and asks to join, and that is all; its clients hear READONLY
        assertThat(said).allMatch(message -> message instanceof PeerMessage.Hello
                || message instanceof PeerMessage.JoinAsk
                || message instanceof PeerMessage.SnapshotTaken
                || message instanceof PeerMessage.Slots slots
                        && slots.message() instanceof Message.Pull);
        assertThat(guest.answers(write, 1).get(0)).contains("READONLY");
        assertThat(guest.answers(read, 1).get(0)).contains("READONLY");
        assertThat(guest.number()).isZero();

        // and when it is let in it takes writes
        cluster.heal();
        cluster.within(3_000, guest::isWritable);
        assertThat(guest.ask(Ask.set("/a", 0, "x"))).contains("rev=");
    }

    @Test
    void joinTwiceGivesOneNumber() {
        // given three, and a fourth whose JOIN is asked for again and again
        List<ClusterNode> nodes = cluster.three();
        ClusterNode fourth = cluster.start("10.0.0.4:8046", nodes.get(0).address());
        cluster.until(fourth::isMember);
        int number = fourth.number();
        long before = fourth.applied();

        // when it asks again, by two of them, and a JOIN of it is logged again
        for (ClusterNode node : nodes) {
            fourth.say(node, new PeerMessage.JoinAsk(fourth.replica().self()));
        }
        cluster.leader().propose(new Command.Join(fourth.replica().self()));
        cluster.pass(1_000);

        // then it has the number that it had, and no other
        assertThat(fourth.applied()).isGreaterThan(before);
        assertThat(fourth.number()).isEqualTo(number);
        assertThat(nodes.get(0).replica().machine().members().numbers())
                .containsExactly(1, 2, 3, number);
        assertThat(nodes.get(0).replica().machine().members().nextNumber()).isEqualTo(number + 1);
    }

    @Test
    void silentStandbyIsDroppedAndJoinsAgainUnderANewNumber() {
        // given a standby that is cut off
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        int old = standby.number();
        cluster.isolate(standby);
        cluster.breakCutLinks();

        // when it was silent for ten seconds, then its entry is dropped
        ClusterNode leader = cluster.leader();
        cluster.within(12_000, () -> leader.replica().machine().members().of(old) == null);
        assertThat(leader.value("/ctl/node/" + standby.id() + "/addr")).isNull();

        // when it is back, then it is the same process under a number that nobody had
        cluster.heal();
        cluster.within(5_000, () -> standby.number() > old);
        cluster.within(2_000, standby::isWritable);
        assertThat(standby.ask(Ask.set("/a", 0, "x"))).contains("rev=");
        assertThat(leader.value("/ctl/node/" + standby.id() + "/addr"))
                .isEqualTo(standby.address());
    }

    @Test
    void removedWhilePausedComesBackAsAStandbyAndServesNothingStale() {
        // given three voters and a standby, and a voter that stands still
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode paused = cluster.other(cluster.leader(), standby);
        cluster.leader().set("/a", "old");
        cluster.until(() -> "old".equals(paused.value("/a")));
        paused.pause(true);

        // when it is replaced, and the file is written meanwhile
        cluster.within(13_000, standby::isVoter);
        cluster.leader().set("/a", "new");
        int write = paused.begin(Ask.set("/b", 0, "x"));
        int read = paused.begin(Ask.get("/a"));
        paused.pause(false);

        // then every request is answered, and no answer is of the time before
        cluster.within(6_000, () -> paused.isAnswered(read)
                && (paused.isAnswered(write) || paused.hasClosed(write)));
        assertThat(paused.answers(read, 1).get(0)).doesNotContain("old");
        cluster.within(5_000, () -> paused.isWritable() && !paused.isVoter());
        assertThat(paused.ask(Ask.get("/a"))).contains("value=new");
        assertThat(paused.info("role")).isEqualTo("standby");
    }

    @Test
    void removedAndDroppedWhilePausedComesBack() {
        // given a voter that stands still for so long that it is replaced, and then dropped
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode paused = cluster.other(cluster.leader(), standby);
        int old = paused.number();
        paused.pause(true);
        cluster.within(25_000,
                () -> cluster.leader().replica().machine().members().of(old) == null);

        // when it goes on, then it notices, and is a member under another number
        paused.pause(false);
        cluster.within(5_000, () -> paused.number() > old);
        cluster.within(2_000, paused::isWritable);
        assertThat(paused.ask(Ask.set("/b", 0, "x"))).contains("rev=");
    }

    @Test
    void secondProcessWithTheSameAddressEvictsNobody() {
        // given three, and a process elsewhere that tells others the address of one of them
        List<ClusterNode> nodes = cluster.three();
        ClusterNode first = cluster.other(cluster.leader());
        ClusterNode second = cluster.start(
                new TestCluster.Start("10.0.0.9:8046", first.address(), "local"),
                cluster.settings(nodes.get(0).address(), nodes.get(1).address(),
                        nodes.get(2).address()));

        // when it tries for long
        cluster.pass(15_000);

        // then nobody was replaced or dropped, and it is no member
        assertThat(second.number()).isZero();
        assertThat(cluster.leader().voterNumbers()).containsExactly(1, 2, 3);
        assertThat(cluster.leader().replica().machine().members().numbers())
                .containsExactly(1, 2, 3);
        assertThat(first.ask(Ask.set("/a", 0, "x"))).contains("rev=");

        // and one clear line names both
        assertThat(cluster.said).anyMatch(line -> line.contains(first.id())
                && line.contains(second.id()));
    }

    @Test
    void voterWhoseMachineLosesItsPowerIsReplacedByItsSuccessor() {
        for (boolean isByLeader : new boolean[] {true, false}) {
            TestCluster cluster = new TestCluster();
            // given three voters
            cluster.three();
            ClusterNode leader = cluster.leader();
            ClusterNode old = cluster.other(leader);
            ClusterNode third = cluster.other(leader, old);

            // when one loses its power, and another process is at its address a little later
            cluster.vanish(old);
            cluster.pass(2_000);
            ClusterNode restarted = cluster.start(old.address(),
                    isByLeader ? leader.address() : third.address());

            // then that one votes in its place, at the latest when silence has lasted
            cluster.within(12_000, restarted::isVoter);
            assertThat(leader.voterNumbers()).hasSize(3).doesNotContain(old.number());
            cluster.within(12_000,
                    () -> leader.replica().machine().members().of(old.number()) == null);
        }
    }

    @Test
    void leaderThatDiesAndStartsAgainAtOnceIsReplaced() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        cluster.kill(leader);
        ClusterNode restarted = cluster.start(leader.address(), "10.0.0.1:8046", "10.0.0.2:8046",
                "10.0.0.3:8046");
        assertThat(cluster.within(9_000, restarted::isVoter)).isLessThan(3_000);
        assertThat(cluster.leader().voterNumbers()).hasSize(3).doesNotContain(leader.number());
    }

    @Test
    void joinerThatTellsAnAddressWhereNobodyAnswersIsToldSo() {
        // given a process that tells others an address where nobody is
        cluster.three();
        ClusterNode wrong = cluster.start(
                new TestCluster.Start("10.0.0.9:8046", "10.9.9.9:8046", "local"),
                cluster.settings("10.0.0.1:8046"));

        // when it tries for long, then it is no member, and is told why in a few lines
        cluster.pass(15_000);
        assertThat(wrong.number()).isZero();
        assertThat(cluster.leader().replica().machine().members().numbers())
                .containsExactly(1, 2, 3);
        assertThat(cluster.said("10.9.9.9:8046")).isNotEmpty().hasSizeLessThan(6)
                .anyMatch(line -> line.contains("10.0.0.9:8046") && line.contains("-advertise"));
    }

    @Test
    void whoIsLostAsksThoseThatLookedForAnotherAtItsAddress() {
        // given one whose fellows are gone, and a member it has never heard of
        List<ClusterNode> three = cluster.three();
        ClusterId id = three.get(0).replica().machine().genesis().id();
        cluster.kill(three.get(0));
        cluster.kill(three.get(1));
        ClusterStranger member = cluster.stranger("10.0.0.66:8046");
        member.hello = new PeerMessage.Hello(Links.PROTOCOL, "local", id, 8, Leases.LEVEL,
                member.profile(), new Incarnation(5, 5));

        // when that one looks for another process at its address, and hangs up
        int link = member.dial(three.get(2).address());
        cluster.within(1_000, () -> !member.heard(PeerMessage.Hello.class).isEmpty());
        member.close(link);

        // then it is asked for the way back
        member.heard.clear();
        cluster.within(5_000, () -> !member.heard(PeerMessage.Hello.class).isEmpty());
        assertThat(member.heard(PeerMessage.Hello.class)).isNotEmpty();
    }

    @Test
    void returnsThoughAllOthersAreOtherProcessesAtTheSameAddresses() {
        // given one that stands still, while each of the others is replaced by a successor
        List<ClusterNode> nodes = cluster.three();
        ClusterNode paused = nodes.get(2);
        paused.pause(true);
        ClusterNode helper = cluster.start("10.0.0.9:8046", nodes.get(0).address());
        cluster.within(20_000, helper::isVoter);
        // The change takes effect.
        cluster.pass(500);
        for (ClusterNode old : nodes.subList(0, 2)) {
            cluster.kill(old);
            ClusterNode successor = cluster.start(old.address(), helper.address());
            cluster.within(20_000, successor::isVoter);
            cluster.pass(500);
        }
        long revision = helper.set("/a", "x");

        // when it goes on, then it finds the cluster by those that are where its own ones were
        paused.pause(false);
        cluster.within(30_000, () -> paused.revision() >= revision && paused.isMember());
    }
}
