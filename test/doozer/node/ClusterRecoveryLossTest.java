package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a review of recovery has found. */
class ClusterRecoveryLossTest {
    private final TestCluster cluster = new TestCluster();
    private final Survivors survivors = new Survivors(cluster);
    private ClusterNode behind;
    private ClusterNode ahead;
    private String newest;

    /** Two survivors of five; "ahead" has applied an acknowledged write, "behind" has not. */
    private void twoSurvivors() {
        List<ClusterNode> nodes = survivors.five();
        ClusterNode leader = cluster.leader();
        behind = cluster.other(leader);
        ahead = cluster.other(leader, behind);
        cluster.isolate(behind);
        nodes.stream().filter(one -> one != behind).forEach(one -> one.set("/a", one.address()));
        newest = ahead.value("/a");
        assertThat(newest).isNotNull();
        assertThat(behind.value("/a")).isNull();
        survivors.killAllBut(behind, ahead);
        // They reach each other, and no slots travel yet: it is up to the recovery.
        cluster.heal();
        cluster.lose((from, to, message) -> message instanceof PeerMessage.Slots slots
                && slots.message() instanceof Message.Decided);
        cluster.within(3_000, () -> behind.replica().paxos().leaderlessNanos() > 1_500_000_000L
                && ahead.replica().paxos().leaderlessNanos() > 1_500_000_000L);
        assertThat(behind.value("/a")).isNull();
    }

    private void loseAlso(java.util.function.Predicate<PeerMessage> what) {
        cluster.lose((from, to, message) -> message instanceof PeerMessage.Slots slots
                && slots.message() instanceof Message.Decided || what.test(message));
    }

    /** The acknowledged write has to be somewhere: in the new epoch, or kept for backup. */
    private void assertNotLost(ClusterNode next) {
        boolean isKept = cluster.byAddress.containsValue(ahead) && !ahead.isDead()
                && newest.equals(ahead.value("/a"));
        assertThat(newest.equals(next.value("/a")) || isKept)
                .as("next has " + next.value("/a") + ", survivor is dead: " + ahead.isDead())
                .isTrue();
    }

    @Test
    void linkThatBreaksWhileItHandsOver() {
        twoSurvivors();
        loseAlso(message -> message instanceof PeerMessage.HandedOver);
        assertThat(Survivors.recover(behind).errCode()).isZero();
        cluster.within(400, () -> ahead.replica().membership().recovery().isFrozen());
        // the connection is gone for half a second
        cluster.isolate(behind);
        cluster.breakCutLinks();
        cluster.pass(500);
        cluster.heal();
        cluster.within(20_000, behind::isDead);
        ClusterNode next = cluster.again(behind);
        cluster.within(2_000, next::isWritable);
        cluster.pass(3_000);
        assertNotLost(next);
    }

    @Test
    void survivorThatTakesLongerThanFiveSeconds() {
        twoSurvivors();
        loseAlso(message -> message instanceof PeerMessage.HandedOver);
        assertThat(Survivors.recover(behind).errCode()).isZero();
        cluster.within(20_000, behind::isDead);
        ClusterNode next = cluster.again(behind);
        cluster.within(2_000, next::isWritable);
        cluster.heal();
        cluster.pass(3_000);
        assertNotLost(next);
    }

    @Test
    void secondAttemptOfTheSameRecoverer() {
        twoSurvivors();
        // what is applied there does not come, and that it has been given up is not heard of
        loseAlso(message -> message instanceof PeerMessage.RecoverEnd
                || message instanceof PeerMessage.SnapshotPart);
        assertThat(Survivors.recover(behind).errCode()).isZero();
        cluster.within(70_000, () -> !cluster.said("recovery-failed").isEmpty());
        cluster.pass(10);
        assertThat(ahead.replica().membership().recovery().isFrozen()).isTrue();
        cluster.heal();
        cluster.lose((from, to, message) -> message instanceof PeerMessage.Slots slots
                && slots.message() instanceof Message.Decided);
        int[] handed = {0};
        cluster.lose((from, to, message) -> {
            if (message instanceof PeerMessage.HandedOver) handed[0]++;
            return false;
        });
        assertThat(Survivors.recover(behind).errCode()).isZero();
        cluster.within(20_000, behind::isDead);
        assertThat(handed[0]).as("what has been handed over").isPositive();
    }

    @Test
    void survivorThatHasNotHeardThatItIsOverFindsOut() {
        twoSurvivors();
        loseAlso(message -> message instanceof PeerMessage.RecoverEnd
                || message instanceof PeerMessage.SnapshotPart);
        assertThat(Survivors.recover(behind).errCode()).isZero();
        cluster.within(70_000, () -> !cluster.said("recovery-failed").isEmpty());
        cluster.pass(10);
        assertThat(ahead.replica().membership().recovery().isFrozen()).isTrue();
        cluster.lose(message -> false);
        cluster.within(3_000, () -> !ahead.replica().membership().recovery().isFrozen());
    }

    @Test
    void recovererThatDiesRightAfterIt() {
        // given five, two of which are left
        String[] all = new String[5];
        for (int i = 0; i < 5; i++) all[i] = "10.0.0." + (i + 1) + ":8046";
        List<ClusterNode> nodes = cluster.founded(5);
        nodes.get(0).set("/a", "x");
        cluster.pass(100);
        ClusterNode one = nodes.get(3);
        ClusterNode other = nodes.get(4);
        survivors.killAllBut(one, other);
        cluster.within(3_000, () -> one.replica().paxos().leaderlessNanos() > 1_500_000_000L);
        assertThat(Survivors.recover(one).errCode()).isZero();
        cluster.within(20_000, one::isDead);
        ClusterNode next = cluster.again(one);
        cluster.within(5_000, other::isDead);
        // when it dies before the other one has caught up: what was at two is nowhere
        cluster.kill(next);
        ClusterNode again = cluster.again(other);
        for (String address : all) {
            if (!address.equals(again.address())) cluster.start(address, all);
        }
        cluster.pass(20_000);
        // then at least nobody finds an empty cluster in its place
        assertThat(again.replica().machine().genesis()).isNull();
    }

    @Test
    void frozenSurvivorAcknowledgesWhatItHasNotHandedOver() {
        List<Integer> lost = new ArrayList<>();
        int acknowledged = 0;
        for (int after = 0; after < 400; after += 4) {
            Boolean isLost = new ClusterRecoveryLossTest().acknowledgedLate(after);
            if (isLost != null) acknowledged++;
            if (isLost != null && isLost) lost.add(after);
        }
        assertThat(lost).as("lost of " + acknowledged).isEmpty();
    }

    /** Whether what was acknowledged is lost; null when it was not acknowledged. */
    private Boolean acknowledgedLate(int after) {
        // given three voters and two standbys; a voter and both standbys are left
        List<ClusterNode> nodes = cluster.founded(5);
        List<ClusterNode> voters = nodes.stream().filter(ClusterNode::isVoter).toList();
        ClusterNode leader = cluster.leader();
        ClusterNode voter = voters.stream().filter(n -> n != leader).findFirst().get();
        List<ClusterNode> standbys = nodes.stream().filter(n -> !n.isVoter()).toList();
        ClusterNode near = standbys.get(0);
        ClusterNode far = standbys.get(1);
        // a write of the near one, which only the far one learns
        for (ClusterNode to : List.of(voter, near)) {
            for (ClusterNode from : nodes) {
                if (from != voter && from != near) cluster.cut(from, to);
            }
        }
        int write = near.begin(Ask.set("/w", 0, "x"));
        cluster.within(1_000, () -> "x".equals(far.value("/w")));
        assertThat(near.value("/w")).isNull();
        survivors.killAllBut(voter, near, far);
        cluster.breakCutLinks();
        cluster.heal();
        cluster.lose((from, to, message) -> List.of(from, to).contains(far)
                && !(message instanceof PeerMessage.Hello));
        cluster.within(3_000, () -> voter.replica().paxos().leaderlessNanos() > 1_500_000_000L);
        assertThat(Survivors.recover(voter).errCode()).isZero();
        cluster.pass(after);
        if (near.isDead() || !near.responses(write, 1).isEmpty()) return null;
        // when the near one reaches the far one again, and the recoverer does not
        cluster.lose((from, to, message) -> List.of(from, to).contains(far)
                && List.of(from, to).contains(voter) && !(message instanceof PeerMessage.Hello)
                // on the way until the recoverer has begun
                || from == near && to == voter && message instanceof PeerMessage.Slots);
        cluster.within(20_000, voter::isDead);
        ClusterNode next = cluster.again(voter);
        cluster.within(2_000, next::isWritable);
        cluster.pass(50);
        List<Response> answers = near.responses(write, 1);
        if (answers.isEmpty() || answers.get(0).errCode() != 0) return null;
        return next.value("/w") == null;
    }
}
