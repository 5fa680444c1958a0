package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator does when a majority is gone for good: rules R12 and R13. */
class ClusterRecoveryTest {
    private final TestCluster cluster = new TestCluster();
    private final Survivors survivors = new Survivors(cluster);

    @Test
    void oneOfThreeGoesOnAloneInTheNextEpoch() {
        // given three with files, a session, and an aim
        List<ClusterNode> nodes = cluster.three();
        long old = nodes.get(0).set("/a", "x");
        Response open = nodes.get(0).call(new Request(Verb.OPEN).ttlMillis(60_000));
        Response last = nodes.get(0).call(new Request(Verb.SET).path("/mine").rev(0)
                .value(new byte[] {'m'}).session(open.rev()).option(Request.EPHEMERAL));
        cluster.pass(100);
        ClusterNode survivor = nodes.get(2);
        ClusterId before = Survivors.id(survivor);
        assertThat(last.rev()).isPositive();

        // when two are gone, and it is told so
        survivors.killAllBut(survivor);
        ClusterNode next = survivors.recovered(survivor);

        // then it is the same cluster in its next epoch, with everything
        assertThat(Survivors.id(next).genesis()).isEqualTo(before.genesis());
        assertThat(Survivors.id(next).epoch()).isEqualTo(1);
        assertThat(Survivors.id(next).nonce()).isNotEqualTo(before.nonce());
        assertThat(next.id()).isNotEqualTo(survivor.id());
        assertThat(next.value("/a")).isEqualTo("x");
        assertThat(next.value("/mine")).isEqualTo("m");
        assertThat(next.replica().machine().changes().sessions().of(open.rev()).files)
                .containsExactly("/mine");
        assertThat(next.voterNumbers()).hasSize(1);
        assertThat(next.replica().machine().members().all()).hasSize(1);
        assertThat(next.value("/ctl/cal/0")).isEqualTo(next.id());
        for (String glob : List.of("/ctl/node/*/addr", "/ctl/ns/local/*")) {
            int walk = next.begin(new Request(Verb.WALK).path(glob));
            cluster.pass(50);
            assertThat(next.answers(walk, 1)).hasSize(2);
            assertThat(next.answers(walk, 1).get(0)).contains(next.id());
        }
    }

    @Test
    void revisionsThatMayHaveBeenSeenAreLost() {
        List<ClusterNode> nodes = cluster.three();
        long old = nodes.get(0).set("/a", "x");
        Response last = nodes.get(0).call(Ask.set("/b", 0, "x"));
        cluster.pass(100);
        survivors.killAllBut(nodes.get(2));
        ClusterNode next = survivors.recovered(nodes.get(2));

        // then they can neither be read, nor be what a write relies on
        long first = last.rev() + Gap.LENGTH;
        assertThat(next.revision()).isGreaterThan(first);
        for (long lost : new long[] {last.rev() + 1, first - 7, first}) {
            assertThat(next.call(new Request(Verb.GET).path("/a").rev(lost)).errCode())
                    .isEqualTo(ErrorCode.TOO_LATE.number());
            assertThat(next.call(Ask.set("/a", lost, "y")).errCode())
                    .isEqualTo(ErrorCode.REV_MISMATCH.number());
            assertThat(next.call(Ask.set("/new", lost, "y")).errCode())
                    .isEqualTo(ErrorCode.REV_MISMATCH.number());
            assertThat(next.call(new Request(Verb.DEL).path("/a").rev(lost)).errCode())
                    .isEqualTo(ErrorCode.REV_MISMATCH.number());
        }
        assertThat(next.call(Ask.set("/a", old, "y")).rev()).isGreaterThan(first);

        // and so it is at those that join, and vote
        ClusterNode fresh = cluster.start("10.0.0.1:8046", next.address());
        ClusterNode other = cluster.start("10.0.0.2:8046", next.address());
        cluster.within(20_000, () -> fresh.isVoter() && other.isVoter());
        assertThat(fresh.value("/a")).isEqualTo("y");
        assertThat(fresh.call(Ask.set("/a", last.rev() + 1, "z")).errCode())
                .isEqualTo(ErrorCode.REV_MISMATCH.number());
        cluster.within(2_000, () -> fresh.hash() == next.hash());
    }

    @Test
    void otherSurvivorsHandOverAndJoinAsNewOnes() {
        List<ClusterNode> nodes = cluster.founded(5);
        nodes.get(0).set("/a", "x");
        cluster.pass(100);
        ClusterNode one = nodes.get(3);
        ClusterNode other = nodes.get(4);
        survivors.killAllBut(one, other);
        ClusterNode next = survivors.recovered(one);

        cluster.within(5_000, other::isDead);
        assertThat(other.next.peers()).contains(next.address());
        cluster.isolate(next);
        ClusterNode joined = cluster.again(other);

        // and until it has the state of that one, a backup can be had of what it had
        int dump = joined.begin(new Request(Verb.DUMP).rev(-1));
        cluster.pass(100);
        assertThat(joined.answers(dump, 1).toString()).contains("path=/a")
                .contains(Survivors.id(one).text());
        cluster.heal();
        cluster.within(10_000, joined::isWritable);
        assertThat(Survivors.id(joined)).isEqualTo(Survivors.id(next));
        assertThat(joined.value("/a")).isEqualTo("x");
    }

    @Test
    void whatOneHasAcceptedAndAnotherAppliedIsThere() {
        // given five, of which one is cut off while others write
        List<ClusterNode> nodes = survivors.five();
        ClusterNode leader = cluster.leader();
        ClusterNode behind = cluster.other(leader);
        ClusterNode ahead = cluster.other(leader, behind);
        cluster.isolate(behind);
        nodes.stream().filter(one -> one != behind).forEach(one -> one.set("/a", one.address()));
        // and one accepts what it never hears to be decided
        cluster.lose((from, to, message) -> from != leader || to != ahead);
        leader.begin(Ask.set("/late", 0, "accepted"));
        cluster.pass(20);
        assertThat(ahead.value("/late")).isNull();
        assertThat(ahead.replica().paxos().known(0, Long.MAX_VALUE)).isNotEmpty();
        String newest = ahead.value("/a");
        survivors.killAllBut(behind, ahead);
        int watch = behind.begin(new Request(Verb.WATCH).path("/late").rev(1));
        cluster.lose(message -> false);
        cluster.heal();

        // when the one that is behind is chosen, then it has all of it
        cluster.pass(1_000);
        ClusterNode next = survivors.recovered(behind);
        assertThat(next.value("/a")).isEqualTo(newest);
        assertThat(next.value("/late")).isEqualTo("accepted");
        // Those of before may have decided otherwise: nobody hears of it in their epoch.
        assertThat(behind.answers(watch, 1).toString()).doesNotContain("accepted");
    }

    @Test
    void ofTwoThatRecoverAtOnceOneGivesWay() {
        List<ClusterNode> nodes = cluster.founded(5);
        nodes.get(0).set("/a", "x");
        cluster.pass(100);
        ClusterNode one = nodes.get(3);
        ClusterNode other = nodes.get(4);
        survivors.killAllBut(one, other);
        cluster.within(3_000, () -> one.replica().paxos().leaderlessNanos() > 1_500_000_000L
                && other.replica().paxos().leaderlessNanos() > 1_500_000_000L);
        cluster.lose(message -> message instanceof PeerMessage.RecoverAsk);
        assertThat(Survivors.recover(one).errCode()).isZero();
        assertThat(Survivors.recover(other).errCode()).isZero();
        cluster.lose(message -> false);

        // then the lower incarnation, which was started first, goes on
        cluster.within(20_000, one::isDead);
        assertThat(one.next.state()).isNotNull();
        ClusterNode next = cluster.again(one);
        cluster.within(10_000, other::isDead);
        assertThat(other.next.state().isKept()).isTrue();
        ClusterNode joined = cluster.again(other);
        cluster.within(10_000, joined::isWritable);
        assertThat(Survivors.id(joined)).isEqualTo(Survivors.id(next));
    }

    @Test
    void whoComesBackFromAnEarlierEpochTakesNoPart() {
        // given one that stands still while the cluster is recovered without it
        List<ClusterNode> nodes = cluster.three();
        nodes.get(0).set("/a", "x");
        cluster.pass(100);
        ClusterNode late = nodes.get(1);
        late.pause(true);
        survivors.killAllBut(nodes.get(2), late);
        ClusterNode next = survivors.recovered(nodes.get(2));
        next.set("/a", "new");

        // when it goes on, then it stops, says why, and keeps its data to be read
        late.pause(false);
        cluster.within(5_000, () -> late.replica().isStopped());
        assertThat(cluster.said("takes-no-part").toString()).contains("epoch 1")
                .contains(next.address()).contains("doozer backup -local");
        assertThat(late.ending).isNull();
        assertThat(late.next).isNull();
        assertThat(late.replica().machine().store().current().find("/a")).isNotNull();
        assertThat(late.call(Ask.set("/b", 0, "x")).errCode())
                .isEqualTo(ErrorCode.READONLY.number());
        assertThat(next.isWritable()).isTrue();

        // and it joins when it is started again
        cluster.kill(late);
        ClusterNode again = cluster.start(late.address(), next.address());
        cluster.within(10_000, again::isWritable);
        assertThat(again.value("/a")).isEqualTo("new");
    }

    @Test
    void twoEpochsOfTheSameNumberBothStop() {
        // given two survivors that cannot reach each other, both of which are recovered
        List<ClusterNode> nodes = cluster.founded(5);
        ClusterNode one = nodes.get(3);
        ClusterNode other = nodes.get(4);
        survivors.killAllBut(one, other);
        cluster.isolate(one);
        cluster.breakCutLinks();
        ClusterNode first = survivors.recovered(one);
        cluster.isolate(first);
        ClusterNode second = survivors.recovered(other);
        assertThat(Survivors.id(first).epoch()).isEqualTo(1);
        assertThat(Survivors.id(second).epoch()).isEqualTo(1);

        // when they meet, then neither takes another write
        cluster.heal();
        ClusterStranger bridge = cluster.stranger("10.0.0.66:8046");
        bridge.hello = new PeerMessage.Hello(Links.PROTOCOL, "local", Survivors.id(second), 8,
                Leases.LEVEL, new Profile(bridge.incarnation, second.address(), "bob", "1.1",
                        Leases.LEVEL),
                null);
        bridge.dial(first.address());
        cluster.within(10_000, () -> first.replica().membership().recovery().isFrozen());
        assertThat(cluster.said("takes-no-part").toString()).contains("two recoveries");
        cluster.pass(1_500);
        assertThat(first.call(Ask.set("/a", -1, "x")).errCode())
                .isEqualTo(ErrorCode.READONLY.number());

        // and once one is given up, the other is recovered again
        cluster.kill(second);
        ClusterNode third = survivors.recovered(first);
        assertThat(Survivors.id(third).epoch()).isEqualTo(2);
    }

    @Test
    void nothingIsRecoveredWhereAMajorityIs() {
        List<ClusterNode> nodes = cluster.three();
        assertThat(Survivors.recover(nodes.get(0)).errDetail()).contains("there is a majority");
        ClusterNode alone = nodes.get(2);
        survivors.killAllBut(alone);
        cluster.pass(3_000);
        for (String wrong : List.of("", "x", alone.info("epoch") + "0")) {
            Response answer = alone.call(new Request(Verb.RECOVER)
                    .value(wrong.getBytes(StandardCharsets.UTF_8)));
            assertThat(answer.errCode()).isEqualTo(ErrorCode.OTHER.number());
            assertThat(answer.errDetail()).contains(alone.info("epoch"));
        }
        assertThat(alone.isDead()).isFalse();
    }

    @Test
    void oneThatIsCutOffIsToldThatOthersHaveAMajority() {
        // given five, of which one hears nobody but another one
        List<ClusterNode> nodes = cluster.founded(5);
        ClusterNode leader = cluster.leader();
        ClusterNode cutOff = cluster.other(leader);
        ClusterNode friend = cluster.other(leader, cutOff);
        cluster.lose((from, to, message) -> message instanceof PeerMessage.Slots
                && (from == cutOff || to == cutOff));
        cluster.pass(3_000);
        assertThat(Survivors.recover(cutOff).errCode()).isZero();

        // then it does not begin, and goes on as if nothing had been
        cluster.within(2_000, () -> !cluster.said("recovery-failed").isEmpty());
        cluster.lose(message -> false);
        cluster.within(5_000, () -> cutOff.replica().paxos().route() != 0);
        assertThat(cutOff.set("/a", "x")).isPositive();
        cluster.within(2_000, () -> "x".equals(friend.value("/a")));
        assertThat(nodes).allMatch(one -> !one.isDead() && Survivors.id(one).epoch() == 0);
    }

    @Test
    void survivorWhoseRecovererHasDiedCanBeRecoveredItself() {
        List<ClusterNode> nodes = cluster.founded(5);
        nodes.get(0).set("/a", "x");
        cluster.pass(100);
        ClusterNode one = nodes.get(3);
        ClusterNode other = nodes.get(4);
        survivors.killAllBut(one, other);
        cluster.within(3_000, () -> one.replica().paxos().leaderlessNanos() > 1_000_000_000L);
        // What it hands over is never heard of.
        cluster.lose(message -> message instanceof PeerMessage.HandedOver);
        assertThat(Survivors.recover(one).errCode()).isZero();
        cluster.within(2_000, () -> other.replica().membership().recovery().isFrozen());
        assertThat(Survivors.recover(other).errDetail()).contains("has stopped for");
        cluster.kill(one);
        cluster.lose(message -> false);

        // then its epoch is higher than the one that may have begun
        ClusterNode next = survivors.recovered(other);
        assertThat(Survivors.id(next).epoch()).isEqualTo(2);
        assertThat(next.value("/a")).isEqualTo("x");
    }

    @Test
    void writesThatAreUnderWayAreDoneOrUnknown() {
        List<ClusterNode> nodes = cluster.three();
        ClusterNode survivor = cluster.other(cluster.leader());
        survivors.killAllBut(survivor);
        List<Integer> writes = new ArrayList<>();
        for (int i = 0; i < 3; i++) writes.add(survivor.begin(Ask.set("/w" + i, 0, "x")));
        ClusterNode next = survivors.recovered(survivor);
        assertThat(nodes).contains(survivor);
        for (int i = 0; i < 3; i++) {
            boolean isDone = next.value("/w" + i) != null;
            List<Response> answers = survivor.responses(writes.get(i), 1);
            // Nothing was sent on, and so it is known never to be.
            assertThat(isDone).isFalse();
            assertThat(answers).allMatch(
                    answer -> answer.errCode() == ErrorCode.READONLY.number());
        }
    }
}
