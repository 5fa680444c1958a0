package doozer.paxos;

import static doozer.paxos.Cluster.MILLI;
import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Who leads, for how long, and who must not disturb. */
class ElectionTest {
    private static final Value RED = word("red");
    private static final long T = Timing.DEFAULT.electionNanos();
    private static final long ANNS = Ballot.of(1, 1);

    @Test
    void clusterThatIsLeftAloneFindsALeader() {
        // given three who know of no leader
        Cluster cluster = Cluster.of(3);

        // when a little more than the longest timeout passes
        cluster.runUntil(cluster::hasLeader, 2 * T + 20 * MILLI);
        cluster.run(50 * MILLI);

        // then everybody knows the same leader, and has its first entry
        int leader = cluster.leader();
        for (Member member : cluster.members.values()) {
            assertThat(Ballot.member(member.paxos.leader())).isEqualTo(leader);
            assertThat(member.paxos.route()).isEqualTo(leader);
            assertThat(member.paxos.leaderlessNanos()).isZero();
        }
        assertThat(cluster.agreed()).containsExactly(Words.FILLER);
        assertThat(cluster.paxos(leader).elections()).isEqualTo(1);
    }

    @Test
    void idleClusterSaysNothingButThatItIsThere() {
        // given a leader of three, and two standbys, with nothing to do
        Cluster cluster = Cluster.of(3, 2, 64);
        cluster.elect(1);
        cluster.propose(1, RED);
        cluster.run(2 * T);
        cluster.sent.clear();

        // when a second passes
        cluster.run(1_000 * MILLI);

        // then there are 40 heartbeats to each of the others, and as many answers
        assertThat(cluster.sent(1, Message.Heartbeat.class)).hasSize(160);
        assertThat(cluster.sent).filteredOn(letter -> letter.is(Message.HeartbeatAnswer.class))
                .hasSizeBetween(156, 164);
        assertThat(cluster.sent).hasSizeLessThan(325);
    }

    @Test
    void duellingCandidatesSettle() {
        for (int round = 0; round < 20; round++) {
            // given five of whom all stand at once
            Cluster cluster = Cluster.of(5);
            cluster.run(round * MILLI);
            for (int number = 1; number <= 5; number++) cluster.paxos(number).stand();
            for (int number = 1; number <= 5; number++) cluster.turn(number);

            // when a few timeouts have passed
            cluster.run(8 * T);

            // then one leads, and goes on leading
            int leader = cluster.leader();
            long ballot = cluster.paxos(leader).promised();
            cluster.propose(leader, RED);
            cluster.run(8 * T);
            assertThat(cluster.leader()).isEqualTo(leader);
            assertThat(cluster.paxos(leader).promised()).isEqualTo(ballot);
            assertThat(cluster.agreed()).endsWith(RED);
        }
    }

    @Test
    void crashIsSurvivedWithinThreeTimeouts() {
        // given a leader of five
        Cluster cluster = Cluster.of(5);
        cluster.elect(1);

        // when it dies, and nobody is told
        cluster.kill(1);
        cluster.runUntil(cluster::hasLeader, 3 * T);

        // then another decides
        cluster.propose(cluster.leader(), RED);
        cluster.run(50 * MILLI);
        assertThat(cluster.agreed()).endsWith(RED);
    }

    @Test
    void refusedConnectionIsAHint() {
        // given a leader of three that dies, and whose address refuses connections
        Cluster cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.run(100 * MILLI);
        cluster.kill(1);

        // when the others see that
        for (int number = 2; number <= 3; number++) {
            cluster.paxos(number).onRefused(1);
            cluster.turn(number);
        }

        // then another leads within tens of milliseconds
        cluster.runUntil(cluster::hasLeader, 30 * MILLI);
    }

    @Test
    void wrongHintDisturbsNobody() {
        // given a leader of three
        Cluster cluster = Cluster.of(3);
        long ballot = cluster.elect(1);
        cluster.run(100 * MILLI);

        // when one alone thinks that it is gone, or that somebody is who does not lead
        cluster.paxos(2).onRefused(1);
        cluster.paxos(3).onRefused(2);
        cluster.turn(2);
        cluster.turn(3);
        cluster.run(300 * MILLI);

        // then it goes on leading
        assertThat(cluster.leader()).isEqualTo(1);
        assertThat(cluster.paxos(1).promised()).isEqualTo(ballot);
    }

    @Test
    void oneWayPartitionKeepsALeader() {
        // given five, led by 1, of whom 3 no longer hears the leader but is heard by everybody
        Cluster cluster = Cluster.of(5);
        long ballot = cluster.elect(1);
        cluster.cut(1, 3);

        // when much time passes
        for (int i = 0; i < 10; i++) {
            cluster.run(T);
            cluster.propose(1, word("w" + i));
        }
        cluster.run(100 * MILLI);

        // then 1 leads in the same ballot, and 3 keeps up through the others
        assertThat(cluster.leader()).isEqualTo(1);
        assertThat(cluster.paxos(1).promised()).isEqualTo(ballot);
        assertThat(cluster.agreed()).endsWith(word("w9"));

        // and the same where 3 hears, and is not heard
        cluster.heal();
        for (int to : List.of(1, 2, 4, 5)) cluster.cut(3, to);
        cluster.run(10 * T);
        assertThat(cluster.leader()).isEqualTo(1);
        assertThat(cluster.paxos(1).promised()).isEqualTo(ballot);
    }

    @Test
    void leaderWhoIsNotHeardIsReplaced() {
        // given a leader of three that hears the others, but is heard by none
        Cluster cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.cut(1, 2);
        cluster.cut(1, 3);

        // when three timeouts have passed
        cluster.run(3 * T);

        // then another one leads, and it knows
        assertThat(cluster.leader()).isIn(2, 3);
        assertThat(Ballot.member(cluster.paxos(1).leader())).isEqualTo(cluster.leader());
    }

    @Test
    void leaderWhoseWordsReachTooFewStepsDown() {
        // given a leader of four that hears everybody, and is heard by 2 alone
        Cluster cluster = Cluster.of(4);
        cluster.elect(1);
        cluster.cut(1, 3);
        cluster.cut(1, 4);
        cluster.propose(1, RED);

        // when some timeouts have passed
        cluster.run(10 * T);

        // then one of the others leads, and all goes on
        assertThat(cluster.leader()).isNotEqualTo(1);
        BooleanSupplier read = cluster.read(3);
        cluster.runUntil(read, T);
        assertThat(cluster.agreed()).contains(RED);
    }

    @Test
    void chainOfThreeKeepsALeader() {
        // given 1 leads, and 3 and 1 are cut off from each other, but not from 2
        Cluster cluster = Cluster.of(3);
        long ballot = cluster.elect(1);
        cluster.cut(1, 3);
        cluster.cut(3, 1);

        // when much time passes
        cluster.run(10 * T);
        cluster.propose(1, RED);
        cluster.run(200 * MILLI);

        // then nothing has changed, and 3 keeps up through 2
        assertThat(cluster.leader()).isEqualTo(1);
        assertThat(cluster.paxos(2).promised()).isEqualTo(ballot);
        assertThat(cluster.agreed()).endsWith(RED);
    }

    @Test
    void memberThatWasCutOffDisturbsNobodyWhenItIsBack() {
        // given five, led by 1, of whom 5 is cut off for long
        Cluster cluster = Cluster.of(5);
        long ballot = cluster.elect(1);
        cluster.isolate(5);
        cluster.run(20 * T);
        assertThat(cluster.paxos(5).promised()).isEqualTo(ballot);

        // when it is back
        cluster.heal();
        cluster.run(10 * T);

        // then 1 leads in the same ballot
        assertThat(cluster.leader()).isEqualTo(1);
        assertThat(cluster.paxos(1).promised()).isEqualTo(ballot);
    }

    @Test
    void leaderWithoutAMajorityStepsDown() {
        // given a leader of five, with one follower left
        Cluster cluster = Cluster.of(5);
        cluster.elect(1);
        cluster.isolate(1, 2);

        // when two timeouts have passed
        cluster.run(2 * T - 30 * MILLI);
        assertThat(cluster.paxos(1).isLeading()).isTrue();
        cluster.run(70 * MILLI);

        // then it does not think so any more, and knows no way to a leader
        assertThat(cluster.paxos(1).isLeading()).isFalse();
        assertThat(cluster.paxos(1).leader()).isEqualTo(Ballot.NONE);
        cluster.run(4 * T);
        assertThat(cluster.paxos(1).route()).isZero();
        assertThat(cluster.paxos(1).leaderlessNanos()).isBetween(2 * T, 4 * T + 30 * MILLI);
    }

    @Test
    void memberThatHearsNoLeaderLearnsOfOneFromAPeer() {
        // given a voter and a standby that the leader does not reach
        Cluster cluster = Cluster.of(3, 1, 64);
        cluster.elect(1);
        cluster.cut(1, 3);
        cluster.cut(1, 4);

        // when they have missed it for a while, at any time
        cluster.run(4 * T);
        for (int i = 0; i < 100; i++) {
            cluster.run(10 * MILLI);

            // then they have a way to it: through one who hears it
            assertThat(cluster.paxos(3).route()).isEqualTo(2);
            assertThat(cluster.paxos(4).route()).isEqualTo(2);
            assertThat(cluster.paxos(3).leaderlessNanos()).isZero();
        }
        // and are told so
        assertThat(cluster.member(3).routes).isGreaterThan(0);

        // when it is back, then the way is straight
        cluster.heal();
        cluster.run(50 * MILLI);
        assertThat(cluster.paxos(3).route()).isEqualTo(1);
    }

    @Test
    void relayThatLosesTheLeaderIsNoWay() {
        // given 3 reaches the leader through 2
        Cluster cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.cut(1, 3);
        cluster.run(4 * T);
        assertThat(cluster.paxos(3).route()).isEqualTo(2);

        // when the leader dies, and so does 2
        cluster.kill(1);
        cluster.kill(2);
        cluster.run(8 * T);

        // then there is none, and 3 knows
        assertThat(cluster.paxos(3).route()).isZero();
        assertThat(cluster.paxos(3).leaderlessNanos()).isGreaterThan(0);
    }

    @Test
    void handOverTakesAMillisecond() {
        // given a leader of three that wants to go
        Cluster cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.propose(1, RED);
        cluster.run(100 * MILLI);

        // when it hands over
        assertThat(cluster.paxos(1).handOver()).isTrue();
        assertThat(cluster.paxos(1).isLeading()).isFalse();

        // then another leads, long before a timeout
        cluster.runUntil(cluster::hasLeader, 5 * MILLI);
        assertThat(cluster.leader()).isIn(2, 3);
        cluster.run(20 * MILLI);
        assertThat(cluster.agreed()).contains(RED);
        assertThat(cluster.paxos(1).handOver()).isFalse();
    }

    @Test
    void handOverOfAnotherThanTheLeaderIsNothing() {
        // given a follower
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.receive(1, new Message.Heartbeat(Ballot.of(3, 1), 0, Print.NONE));

        // when others, or the leader of the past, ask it to lead
        solo.receive(3, new Message.HandOver(Ballot.of(3, 1)));
        solo.receive(1, new Message.HandOver(ANNS));
        assertThat(solo.sent(Message.Prepare.class)).isEmpty();

        // then only the leader of now is followed
        solo.receive(1, new Message.HandOver(Ballot.of(3, 1)));
        assertThat(solo.sent(Message.Prepare.class)).isNotEmpty();
    }

    @Test
    void onlyOneOfTwoHalvesDecides() {
        // given five, led by 1, who is then with 2 alone
        Cluster cluster = Cluster.of(5);
        cluster.elect(1);
        cluster.isolate(1, 2);
        BooleanSupplier read = cluster.read(1);
        cluster.propose(1, word("lost"));

        // when the others have elected another, and decided
        cluster.run(T);
        assertThat(cluster.paxos(2).applied()).isEqualTo(1);
        cluster.run(4 * T);
        cluster.propose(cluster.leader(), RED);
        cluster.run(20 * MILLI);
        assertThat(cluster.paxos(1).applied()).isEqualTo(1);
        assertThat(read.getAsBoolean()).isFalse();

        // then all have that when they meet again
        cluster.heal();
        cluster.run(4 * T);
        assertThat(cluster.agreed()).contains(RED).doesNotContain(word("lost"));
        assertThat(read.getAsBoolean()).isTrue();
    }

    @Test
    void leaderOfALowerBallotIsTold() {
        // given a follower that has promised to Bob
        Solo solo = Solo.of(3, 1, 2, 3);
        long bobs = Ballot.of(2, 2);
        solo.receive(2, new Message.Prepare(bobs, 1));

        // when Ann says that she leads
        solo.receive(1, new Message.Heartbeat(ANNS, 5, Print.NONE),
                new Message.Learn(ANNS, 1, RED, 5));

        // then she hears of Bob, and nothing else comes of it
        assertThat(solo.sent(1, Message.Nack.class)).containsExactly(new Message.Nack(ANNS, bobs),
                new Message.Nack(ANNS, bobs));
        assertThat(solo.paxos().leader()).isEqualTo(Ballot.NONE);
        assertThat(solo.sent(Message.HeartbeatAnswer.class)).isEmpty();
    }

    @Test
    void newWaysToTheLeaderAreTold() {
        // given a member that has been told of nothing
        Solo solo = Solo.of(2, 1, 2, 3);
        int before = solo.member.routes;

        // when a leader is heard, twice, then that is told once
        solo.receive(1, new Message.Heartbeat(ANNS, 0, Print.NONE));
        solo.receive(1, new Message.Heartbeat(ANNS, 0, Print.NONE));
        assertThat(solo.member.routes).isEqualTo(before + 1);

        // when connections are new, then the one to the leader is told
        solo.paxos().onConnected(3);
        solo.paxos().onConnected(1);
        assertThat(solo.member.routes).isEqualTo(before + 2);

        // when the leader is in another ballot, then that is told
        long later = Ballot.of(2, 1);
        solo.receive(1, new Message.Heartbeat(later, 0, Print.NONE));
        assertThat(solo.member.routes).isEqualTo(before + 3);

        // when we lead ourselves, and no more
        long own = solo.lead(3);
        assertThat(solo.paxos().route()).isEqualTo(2);
        assertThat(solo.member.routes).isEqualTo(before + 4);
        solo.receive(3, new Message.Nack(own, Ballot.of(9, 3)));
        assertThat(solo.member.routes).isEqualTo(before + 5);
    }

    @Test
    void nobodyIsHandedOverToWhoIsNotThere() {
        // given a leader that nobody has answered for long
        Solo solo = Solo.of(1, 1, 2, 3);
        long ballot = solo.lead(2);
        solo.pass(T + MILLI);

        // then it cannot hand over, and goes on
        assertThat(solo.paxos().handOver()).isFalse();
        assertThat(solo.paxos().isLeading()).isTrue();
        // nor to a standby, nor to one that it has heard, but that may not hear it
        Message answer = new Message.HeartbeatAnswer(ballot, 0, 0, Print.NONE);
        solo.receive(7, answer);
        solo.receive(2, new Message.Probe(1));
        assertThat(solo.paxos().handOver()).isFalse();
        solo.receive(3, answer);
        assertThat(solo.paxos().handOver()).isTrue();
        assertThat(solo.addressees(Message.HandOver.class)).containsExactly(3);
    }

    @Test
    void followersAreThoseWhoAnswerInThisBallot() {
        // given a leader that had led before, and was followed by 4 then
        Solo solo = Solo.of(1, 1, 2, 3, 4, 5);
        long first = solo.lead(2, 3);
        solo.receive(4, new Message.HeartbeatAnswer(first, 0, 0, Print.NONE));
        assertThat(solo.paxos().isFollowedBy(4, T)).isTrue();
        long ballot = solo.lead(2, 3);

        // when one answers a heartbeat, one has voted, and 5 says something else
        solo.receive(2, new Message.HeartbeatAnswer(ballot, 0, 0, Print.NONE));
        solo.receive(3, new Message.Accepted(ballot, 1));
        solo.receive(5, new Message.Probe(1), new Message.Accepted(first, 1),
                new Message.HeartbeatAnswer(first, 0, 0, Print.NONE));

        // then the first two follow, and it does itself, for as long as that is
        for (int number = 1; number <= 5; number++) {
            assertThat(solo.paxos().isFollowedBy(number, T)).isEqualTo(number <= 3);
        }
        solo.pass(T);
        assertThat(solo.paxos().isFollowedBy(2, T)).isTrue();
        assertThat(solo.paxos().isFollowedBy(2, T - MILLI)).isFalse();
        assertThat(solo.paxos().isFollowedBy(1, 0)).isTrue();
        assertThat(solo.paxos().isFollowedBy(77, T)).isFalse();
    }
}
