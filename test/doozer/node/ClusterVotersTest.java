package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.paxos.Value;
import doozer.wire.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who votes, and how that changes: rules R4 to R9 and C1. */
class ClusterVotersTest {
    private final TestCluster cluster = new TestCluster();

    /** The cluster works, and no sequence has a gap. */
    private void assertWorks() {
        for (ClusterNode node : List.copyOf(cluster.byAddress.values())) {
            int connection = node.begin(Ask.set("/works", -1, node.address()));
            cluster.within(1_500, () -> node.isAnswered(connection));
            assertThat(node.answers(connection, 1).get(0)).contains("rev=");
        }
    }

    // By itself.

    @Test
    void configurationsAreComparedAndSet() {
        // given three voters and two standbys
        List<ClusterNode> nodes = cluster.founded(5);
        ClusterNode leader = cluster.leader();
        int[] voters = leader.voterNumbers();
        long version = leader.voters().version();

        // when two changes that expect the same version are logged in one batch
        leader.propose(new Command.Config(version, new int[] {1, 2, 4}));
        leader.propose(new Command.Config(version, new int[] {1, 2, 5}));
        cluster.pass(500);

        // then the first one took effect, and the second none
        assertThat(nodes).allMatch(node -> node.voters().version() == version + 1);
        assertThat(nodes.get(3).voterNumbers()).containsExactly(1, 2, 4);

        // and those of no version, of nobody, of somebody twice or of strangers have none either
        for (int[] wrong : new int[][] {{}, {1, 2, 99}, {1, 1, 2}, {1, 2, 4},
            {1, 2, 3, 4, 5, 6, 7, 8}}) {
            Result result = leader.replica().machine()
                    .config(new Command.Config(version + 1, wrong));
            assertThat(result.code()).isEqualTo(ErrorCode.REV_MISMATCH);
        }
        assertThat(leader.replica().machine().config(new Command.Config(version, voters)).code())
                .isEqualTo(ErrorCode.REV_MISMATCH);
        assertWorks();
    }

    @Test
    void standbyThatIsBehindIsNotNamed() {
        // given three voters, and a standby that hears and is heard but lacks what was decided
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        cluster.lose((from, to, message) -> to == standby && message instanceof PeerMessage.Slots
                && !(((PeerMessage.Slots) message).message() instanceof Message.Heartbeat));
        ClusterNode leader = cluster.leader();
        for (int i = 0; i < 12; i++) leader.set("/a", "x" + i);

        // when a voter dies, then it is not named, though the other waits for ten seconds
        ClusterNode dead = cluster.other(leader, standby);
        cluster.kill(dead);
        cluster.pass(12_000);
        assertThat(leader.voterNumbers()).contains(dead.number());

        // and as soon as it has caught up it is
        cluster.heal();
        cluster.within(3_000, standby::isVoter);
    }

    @Test
    void nobodyIsRemovedWithoutAMajorityOfThoseWhoComeAfter() {
        // given five voters of which two die, and nobody to replace them
        cluster.start("10.0.0.1:8046", fiveVoters("10.0.0.1:8046"));
        ClusterNode first = cluster.byAddress.get("10.0.0.1:8046");
        for (int i = 2; i <= 5; i++) {
            cluster.start("10.0.0." + i + ":8046", fiveVoters("10.0.0.1:8046"));
        }
        cluster.until(() -> first.isMember() && first.voterNumbers().length == 5
                && first.isVoter());
        ClusterNode leader = cluster.leader();
        for (int i = 0; i < 2; i++) cluster.kill(cluster.other(leader));

        // when ten seconds have passed, then three vote, in one change
        long version = leader.voters().version();
        cluster.within(12_000, () -> leader.voterNumbers().length == 3);
        assertThat(leader.voters().version()).isEqualTo(version + 1);
        cluster.within(500,
                () -> !leader.replica().machine().configurations().isScheduled());

        // when one more dies, then it stays so: it never shrinks below three
        cluster.kill(cluster.other(leader));
        cluster.pass(12_000);
        assertThat(leader.voterNumbers()).hasSize(3);
        assertWorks();
    }

    private Settings.Cluster fiveVoters(String first) {
        String[] all = new String[5];
        for (int i = 0; i < 5; i++) all[i] = first.replace(".1:", "." + (i + 1) + ":");
        Settings.Cluster usual = cluster.settings(all);
        return new Settings.Cluster(usual.peers(), 5, 8, usual.seed(), usual.times(), usual.log(),
                false);
    }

    // Leaving.

    private static boolean changesVoters(PeerMessage message) {
        if (!(message instanceof PeerMessage.Slots slots)) return false;
        Value value = slots.message() instanceof Message.Accept accept ? accept.value()
                : slots.message() instanceof Message.Learn learn ? learn.value() : null;
        return value instanceof Batch batch && batch.entries().stream()
                .anyMatch(entry -> entry.command() instanceof Command.Config);
    }

    @Test
    void leaverServesUntilReplaced() {
        // given three voters and a standby, and a follower that leaves
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode leader = cluster.leader();
        ClusterNode leaver = cluster.other(leader, standby);
        ClusterNode third = cluster.other(leader, standby, leaver);
        boolean[] isCut = new boolean[1];
        cluster.lose((from, to, message) -> {
            isCut[0] |= changesVoters(message);
            return isCut[0] && (to == third || to == standby);
        });

        // when those who come after hear nothing from the change on
        leaver.leave();
        cluster.within(2_000, () -> !leaver.voters().has(leaver.replica().number()));
        cluster.pass(8_000);

        // then the leaver stays, though it is out, and has all that it has voted for
        assertThat(leaver.ending).isNull();
        assertThat(leaver.isVoter()).isFalse();
        assertThat(third.applied()).isLessThan(leaver.applied());
        assertThat(third.voters().has(leaver.number())).isTrue();

        // when the only other one that has it dies, then they get it from the leaver
        long applied = leaver.applied();
        cluster.kill(leader);
        cluster.heal();
        cluster.within(5_000, () -> leaver.ending == Effects.Ending.LEFT);
        assertThat(Math.max(standby.applied(), third.applied()))
                .isGreaterThanOrEqualTo(applied);
        assertThat(standby.isVoter()).isTrue();
        assertWorks();
    }

    @Test
    void followerThatLeavesIsReplacedAndDropped() {
        // given three voters and a standby
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode leaver = cluster.other(cluster.leader(), standby);
        int number = leaver.number();
        String id = leaver.id();

        // when a follower leaves
        leaver.leave();
        cluster.within(1_500, leaver::isDead);

        // then the standby votes in its place, and it is forgotten without a timeout
        assertThat(leaver.ending).isEqualTo(Effects.Ending.LEFT);
        assertThat(standby.isVoter()).isTrue();
        cluster.within(1_000,
                () -> cluster.leader().replica().machine().members().of(number) == null);
        assertThat(cluster.leader().value("/ctl/node/" + id + "/addr")).isNull();
        assertWorks();
    }

    @Test
    void leaderThatLeavesHandsOver() {
        // given three voters and a standby
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode leader = cluster.leader();

        // when the leader leaves
        leader.leave();
        long millis = cluster.within(2_000, leader::isDead);

        // then another leads at once, and the standby votes
        assertThat(leader.ending).isEqualTo(Effects.Ending.LEFT);
        assertThat(millis).isLessThan(1_000);
        assertThat(standby.isVoter()).isTrue();
        assertThat(cluster.within(500, () -> cluster.byAddress.values().stream()
                .anyMatch(ClusterNode::isLeading))).isLessThan(200);
        assertWorks();
    }

    @Test
    void onlyVoterThatRetiresGivesItsVoteToAStandby() {
        // given one that votes, and one that stands by
        ClusterNode only = cluster.one();
        ClusterNode standby = cluster.joined(2);
        only.set("/a", "x");

        // when the process of the first is to end
        only.node().retire();
        cluster.within(500, () -> only.node().isRetired());
        cluster.kill(only);

        // then the other votes, and nothing is lost
        assertThat(standby.isVoter()).isTrue();
        cluster.within(500, standby::isLeading);
        assertThat(standby.value("/a")).isEqualTo("x");
        assertWorks();
    }

    @Test
    void onlyVoterWaitsForNobodyWhoIsGone() {
        // given a standby that is gone, of which it is not known yet for how long
        ClusterNode only = cluster.one();
        cluster.kill(cluster.joined(2));
        cluster.pass(50);

        // when the process of the only voter is to end, then it may at once
        only.node().retire();
        cluster.within(50, () -> only.node().isRetired());
        assertThat(only.isVoter()).isTrue();
    }

    @Test
    void guestRetiresAtOnce() {
        ClusterNode guest = cluster.start("10.0.0.1:8046", "10.0.0.2:8046");
        cluster.pass(100);
        guest.node().retire();
        cluster.within(50, () -> guest.node().isRetired());
        cluster.pass(50);
        assertThat(guest.isDead()).isFalse();
    }

    @Test
    void standbyLeavesAtOnce() {
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        standby.leave();
        cluster.within(500, standby::isDead);
        assertThat(standby.ending).isEqualTo(Effects.Ending.LEFT);
        assertWorks();
    }

    @Test
    void guestLeavesAtOnce() {
        ClusterNode guest = cluster.start("10.0.0.1:8046", "10.0.0.2:8046");
        cluster.pass(100);
        guest.leave();
        cluster.within(500, guest::isDead);
        assertThat(guest.ending).isEqualTo(Effects.Ending.LEFT);
    }

    @Test
    void allLeaveOneAfterTheOther() {
        // given three voters and nobody else
        List<ClusterNode> nodes = cluster.three();

        // when they leave one after the other, then each may, the last one too
        for (int i = 0; i < 3; i++) {
            ClusterNode leaver = i == 1 ? cluster.leader() : cluster.byAddress.firstEntry()
                    .getValue();
            leaver.leave();
            cluster.within(15_000, leaver::isDead);
            assertThat(leaver.ending).isEqualTo(Effects.Ending.LEFT);
            if (i < 2) assertWorks();
        }
        assertThat(nodes).allMatch(ClusterNode::isDead);
    }

    @Test
    void twoLeaveAtOnce() {
        // given three voters
        cluster.three();
        ClusterNode stays = cluster.leader();
        List<ClusterNode> leavers = cluster.others(stays);

        // when both followers leave at once, then they get away, and the third goes on alone
        for (ClusterNode leaver : leavers) leaver.leave();
        cluster.within(5_000, () -> leavers.stream().allMatch(ClusterNode::isDead));
        assertThat(stays.voterNumbers()).containsExactly(stays.number());
        assertWorks();
    }

    @Test
    void onlyVoterHandsOverToTheStandby() {
        // given two nodes: one voter and a standby
        ClusterNode one = cluster.one();
        ClusterNode standby = cluster.joined(2);
        one.set("/a", "x");

        // when the voter leaves, then the standby is the voter
        one.leave();
        cluster.within(2_000, one::isDead);
        assertThat(one.ending).isEqualTo(Effects.Ending.LEFT);
        cluster.within(1_000, standby::isLeading);
        assertThat(standby.ask(Ask.get("/a"))).contains("value=x");
        assertThat(standby.voterNumbers()).containsExactly(standby.number());
        assertWorks();
    }

    @Test
    void onlyVoterWhoseStandbyIsDeadLeavesWhenThatIsForgotten() {
        ClusterNode one = cluster.one();
        ClusterNode standby = cluster.joined(2);
        cluster.kill(standby);
        one.leave();
        cluster.within(12_000, one::isDead);
        assertThat(one.ending).isEqualTo(Effects.Ending.LEFT);
    }

    @Test
    void whoDoesNotKnowThatItIsAMemberIsMadeNoVoter() {
        // given three of which one is dead, and one that joins, and hears of nothing after that
        List<ClusterNode> nodes = cluster.three();
        cluster.kill(nodes.get(2));
        ClusterNode[] late = new ClusterNode[1];
        cluster.lose((from, to, message) -> to == late[0]
                && message instanceof PeerMessage.Slots slots
                && (slots.message() instanceof Message.Learn
                        || slots.message() instanceof Message.Decided
                        || slots.message() instanceof Message.Accept));
        late[0] = cluster.start("10.0.0.9:8046", nodes.get(0).address());
        Members members = nodes.get(0).replica().machine().members();
        cluster.within(5_000, () -> members.of(late[0].replica().self().incarnation()) != null);

        // when the dead one is to be replaced, then not by who would leave without a word
        cluster.pass(15_000);
        assertThat(late[0].number()).isZero();
        assertThat(nodes.get(0).voterNumbers()).doesNotContain(4);

        // and by it once it knows
        cluster.heal();
        cluster.within(5_000, late[0]::isVoter);
    }
}
