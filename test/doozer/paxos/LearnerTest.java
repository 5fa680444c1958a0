package doozer.paxos;

import static doozer.paxos.Cluster.MILLI;
import static doozer.paxos.Words.change;
import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as decided, and what does not. */
class LearnerTest {
    private static final Value RED = word("red");
    private static final Value BLUE = word("blue");
    private static final long ANNS = Ballot.of(1, 1);
    private static final long BOBS = Ballot.of(2, 2);

    @Test
    void followerLearnsFromTwoVotesBeforeTheLeaderDoes() {
        // given a follower of three
        Solo solo = Solo.of(3, 1, 2, 3);

        // when the leader's Accept comes, which is its vote
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0));

        // then with its own that is a majority
        assertThat(solo.applied()).containsExactly(RED);
    }

    @Test
    void valueIsKnownToFollowersInOneDelayAndToAllInTwo() {
        // given a leader of three, and a standby, a millisecond from each other
        Cluster cluster = Cluster.of(3, 1, 64);
        cluster.elect(1);
        cluster.propose(1, RED);

        // then the followers have it after one, the leader and the standby after two
        cluster.run(MILLI);
        assertThat(cluster.paxos(2).applied()).isEqualTo(2);
        assertThat(cluster.paxos(3).applied()).isEqualTo(2);
        assertThat(cluster.paxos(1).applied()).isEqualTo(1);
        cluster.run(MILLI);
        assertThat(cluster.paxos(1).applied()).isEqualTo(2);
        assertThat(cluster.paxos(4).applied()).isEqualTo(2);
    }

    @Test
    void valueIsNotForgottenForAVoteWithoutOne() {
        // given a standby of five that was told a value
        Solo solo = Solo.of(6, 1, 2, 3, 4, 5);
        solo.receive(1, new Message.Learn(ANNS, 1, RED, 0));

        // when it hears of a vote in a higher ballot before it is told that one's value
        solo.receive(3, new Message.Accepted(BOBS, 1));

        // then it still knows the first, if only these two survive
        assertThat(solo.paxos().known(1, Long.MAX_VALUE)).containsExactly(new Vote(1, ANNS, RED));

        // until it is told the value of the higher one
        solo.receive(2, new Message.Learn(BOBS, 1, BLUE, 0));
        assertThat(solo.paxos().known(1, Long.MAX_VALUE)).containsExactly(new Vote(1, BOBS, BLUE));

        // and it counts the votes of the higher one only
        solo.receive(4, new Message.Accepted(ANNS, 1));
        assertThat(solo.applied()).isEmpty();
        solo.receive(4, new Message.Accepted(BOBS, 1));
        assertThat(solo.applied()).containsExactly(BLUE);
    }

    @Test
    void nonMemberVotesAreNotCounted() {
        // given a voter of five, to whom the leader has told a value
        Solo solo = Solo.of(5, 1, 2, 3, 4, 5);
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0));

        // when standbys have voted too
        for (int standby = 6; standby <= 9; standby++) {
            solo.receive(standby, new Message.Accepted(ANNS, 1));
        }

        // then only a third voter decides it
        assertThat(solo.applied()).isEmpty();
        solo.receive(4, new Message.Accepted(ANNS, 1));
        assertThat(solo.applied()).containsExactly(RED);
    }

    @Test
    void leaderThatDoesNotVoteIsNotCounted() {
        // given a leader that is none of the voters
        Solo solo = Solo.of(3, 2, 3, 4);
        long ballot = Ballot.of(1, 1);

        // when it asks, and we vote
        solo.receive(1, new Message.Accept(ballot, 1, RED, 0));

        // then ours is the only vote
        assertThat(solo.applied()).isEmpty();
        solo.receive(4, new Message.Accepted(ballot, 1));
        assertThat(solo.applied()).containsExactly(RED);
    }

    @Test
    void votesAreKeyedByMemberNotAddress() {
        // given member 2, which voted, and died, and came back at its address as member 7
        Solo solo = Solo.of(5, 1, 2, 3, 4, 5);
        solo.receive(2, new Message.Accepted(ANNS, 1));

        // when member 7 votes there, and says what only member 1 may say
        solo.receive(7, new Message.Accepted(ANNS, 1), new Message.Accept(ANNS, 1, RED, 0));

        // then that is no second vote of 2, no vote of 1, and nobody was asked for ours
        assertThat(solo.paxos().vote(1)).isNull();
        solo.receive(1, new Message.Learn(ANNS, 1, RED, 0));
        assertThat(solo.applied()).isEmpty();
        solo.receive(3, new Message.Accepted(ANNS, 1));
        assertThat(solo.applied()).containsExactly(RED);
    }

    @Test
    void duplicateVoteCountsOnce() {
        // given a leader of five
        Solo solo = Solo.of(1, 1, 2, 3, 4, 5);
        long ballot = solo.lead(2, 3);

        // when one vote comes three times
        for (int i = 0; i < 3; i++) solo.receive(2, new Message.Accepted(ballot, 1));

        // then it is one
        assertThat(solo.applied()).isEmpty();
        solo.receive(3, new Message.Accepted(ballot, 1));
        assertThat(solo.applied()).containsExactly(Words.FILLER);
    }

    @Test
    void votesOfDifferentBallotsAreNotSummed() {
        // given a standby, to whom Ann has told red, and one has voted for it
        Solo solo = Solo.of(9, 1, 2, 3, 4, 5);
        solo.receive(1, new Message.Learn(ANNS, 1, RED, 0));
        solo.receive(3, new Message.Accepted(ANNS, 1));

        // when Bob has told blue, and another one has voted for that
        solo.receive(2, new Message.Learn(BOBS, 1, BLUE, 0));
        solo.receive(4, new Message.Accepted(BOBS, 1));

        // then four have voted, and nothing is decided, whatever else there was for red
        assertThat(solo.applied()).isEmpty();
        solo.receive(5, new Message.Accepted(ANNS, 1));
        assertThat(solo.applied()).isEmpty();
        solo.receive(5, new Message.Accepted(BOBS, 1));
        assertThat(solo.applied()).containsExactly(BLUE);
    }

    @Test
    void valueOfAnotherBallotIsNotTaken() {
        // given what Ann has told
        Solo solo = Solo.of(9, 1, 2, 3);
        solo.receive(1, new Message.Learn(ANNS, 1, RED, 0));

        // when a majority has voted in Bob's ballot, and what he told is lost
        solo.receive(2, new Message.Accepted(BOBS, 1));
        solo.receive(3, new Message.Accepted(BOBS, 1));

        // then his value is asked for
        assertThat(solo.applied()).isEmpty();
        solo.pass(solo.paxos().electionNanos());
        assertThat(solo.sent(Message.Pull.class)).isNotEmpty();
        solo.receive(3, new Message.Decided(1, List.of(BLUE), 1));
        assertThat(solo.applied()).containsExactly(BLUE);
    }

    @Test
    void decidedUpToDoesNotConfirmAnotherBallotsValue() {
        // given a voter that has accepted red of Ann
        Solo solo = Solo.of(5, 1, 2, 3, 4, 5);
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0));

        // when Bob says that the slot is decided
        solo.receive(2, new Message.Heartbeat(BOBS, 1, Print.NONE));

        // then that is not said of red, and is asked for
        assertThat(solo.applied()).isEmpty();
        assertThat(solo.sent(2, Message.Pull.class)).hasSize(1);

        // and Ann, who said so of her own, comes too late
        solo.receive(1, new Message.Heartbeat(ANNS, 1, Print.NONE));
        solo.receive(1, new Message.Accept(ANNS, 2, RED, 1));
        assertThat(solo.applied()).isEmpty();
    }

    @Test
    void decidedUpToConfirmsTheValueOfItsBallot() {
        // given a voter that has accepted two values of Ann
        Solo solo = Solo.of(5, 1, 2, 3, 4, 5);
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0), new Message.Accept(ANNS, 2, BLUE, 0));

        // when she says how far it is decided, and then, late, less
        solo.receive(1, new Message.Heartbeat(ANNS, 1, Print.NONE),
                new Message.Heartbeat(ANNS, 0, Print.NONE));

        // then it is, so far
        assertThat(solo.applied()).containsExactly(RED);
    }

    /**
     * The one who leads ballot b may learn from others what b' has decided. What it knows then, it
     * must not say in b, where a follower holds another value.
     */
    @Test
    void leaderThatWasPassedOverConfirmsNothing() {
        // given 1 leads, and 2 alone has heard of its red
        Cluster cluster = Cluster.of(7);
        cluster.elect(1);
        cluster.isolate(1, 2);
        cluster.propose(1, RED);
        cluster.run(2 * MILLI);
        // and 3 leads 4, 5 and 6, who have decided blue in that slot
        cluster.cut(3, 7);
        cluster.member(3).wanted.add(BLUE);
        cluster.elect(3);
        assertThat(cluster.paxos(4).applied()).isEqualTo(2);
        // and 7 has promised nothing to 3, but has fetched blue from 4
        cluster.paxos(7).pull(4);
        cluster.turn(7);
        cluster.run(3 * MILLI);
        assertThat(cluster.paxos(7).applied()).isEqualTo(2);

        // when 1 and 7 find each other again, and 1 asks 7 for its vote
        cluster.heal();
        for (int number : cluster.members.keySet()) {
            if (number > 2 && number < 7) cluster.isolate(number);
        }
        cluster.run(250 * MILLI);

        // then 1 has learnt of blue, and 2 has not taken red for it
        assertThat(cluster.member(1).applied).containsEntry(2L, BLUE);
        assertThat(cluster.member(2).applied.get(2L)).isIn(BLUE, null);
    }

    @Test
    void leaderThatWasPassedOverAndGotASnapshotConfirmsNothing() {
        // given 1 leads five, and 2 has voted for its red
        Solo solo = Solo.of(1, 1, 2, 3, 4, 5);
        long ballot = solo.lead(2, 3);
        solo.member.wanted.add(RED);
        solo.turn();
        assertThat(solo.sent(2, Message.Accept.class)).hasSize(2);

        // when a snapshot comes that goes further
        Solo other = Solo.of(4, 1, 2, 3, 4, 5);
        other.receive(3, new Message.Decided(1, List.of(BLUE, BLUE, BLUE), 3));
        solo.forget();
        solo.member.install(other.member.snapshot());
        solo.pass(100 * MILLI);

        // then somebody else leads, and nothing is said of this ballot
        assertThat(solo.paxos().applied()).isEqualTo(3);
        assertThat(solo.sent(Message.Heartbeat.class))
                .noneMatch(said -> said.ballot() == ballot && said.decidedUpTo() > 0);
    }

    @Test
    void valueOfALowerBallotComesTooLate() {
        // given Bob's value, and one vote for it
        Solo solo = Solo.of(9, 1, 2, 3, 4, 5);
        solo.receive(2, new Message.Learn(BOBS, 1, BLUE, 0));
        solo.receive(3, new Message.Accepted(BOBS, 1));

        // when Ann's comes, and votes for it, late
        solo.receive(1, new Message.Learn(ANNS, 1, RED, 0));
        solo.receive(4, new Message.Accepted(ANNS, 1));
        solo.receive(5, new Message.Accepted(ANNS, 1));
        assertThat(solo.applied()).isEmpty();

        // then Bob's still counts
        solo.receive(4, new Message.Accepted(BOBS, 1));
        assertThat(solo.applied()).containsExactly(BLUE);
    }

    @Test
    void twoDecidedValuesOfOneSlotStopTheNode() {
        // given what one says to be decided, in a slot that has to wait
        Solo solo = Solo.of(3, 1, 2, 3);
        solo.receive(1, new Message.Decided(2, List.of(RED), 2));

        // when another says something else, then this is no longer a cluster of ours
        assertThatThrownBy(() -> solo.receive(2, new Message.Decided(2, List.of(BLUE), 2)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("one value");
    }

    @Test
    void emptyValueIsAValue() {
        // given a value of nothing
        Value empty = word("");
        Solo solo = Solo.of(1, 1, 2, 3);
        long ballot = solo.stand();

        // when one was voted for, and a new leader finds it
        solo.receive(2, Solo.promise(ballot, 1, 0, new Vote(1, BOBS, empty)));

        // then it is proposed as it is, and applied, and is no filler
        assertThat(solo.sent(3, Message.Accept.class).get(0).value()).isEqualTo(empty);
        solo.receive(2, new Message.Accepted(ballot, 1));
        assertThat(solo.applied()).containsExactly(empty);
        assertThat(solo.member.applied.get(1L)).isNotEqualTo(Words.FILLER);
    }

    @Test
    void valuesAreAppliedInOrder() {
        // given a follower of three that lacks the first slot
        Solo solo = Solo.of(3, 1, 2, 3);
        solo.receive(1, new Message.Accept(ANNS, 2, BLUE, 0));
        assertThat(solo.applied()).isEmpty();

        // when that comes
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0));

        // then both follow, in order
        assertThat(solo.applied()).containsExactly(RED, BLUE);
    }

    @Test
    void slotBeyondTheWindowIsNotCounted() {
        // given a window of 8, and votes of the old voters for slot 9, which come early
        Solo solo = Solo.of(3, 1, 2, 3);
        solo.receive(1, new Message.Learn(ANNS, 9, RED, 0));
        solo.receive(2, new Message.Accepted(ANNS, 9));

        // when slot 1 has brought voters who vote from slot 9 on
        for (long s = 2; s <= 8; s++) solo.receive(1, new Message.Accept(ANNS, s, RED, 0));
        assertThat(solo.applied()).isEmpty();
        solo.receive(1, new Message.Accept(ANNS, 1, change(1, 3, 4, 5), 0));
        assertThat(solo.paxos().applied()).isEqualTo(8);

        // then only these decide it
        solo.receive(4, new Message.Accepted(ANNS, 9));
        assertThat(solo.paxos().applied()).isEqualTo(8);
        solo.receive(5, new Message.Accepted(ANNS, 9));
        assertThat(solo.paxos().applied()).isEqualTo(9);
    }

    @Test
    void whatIsFarAheadIsAsGoodAsLost() {
        // given a window of 8
        Solo solo = Solo.of(3, 1, 2, 3);

        // when a leader asks for a vote far beyond what we can know about
        solo.receive(1, new Message.Accept(ANNS, 33, RED, 0), new Message.Learn(ANNS, 33, RED, 0));
        solo.receive(2, new Message.Accepted(ANNS, 33));

        // then there is none, and it may ask again when we have caught up
        assertThat(solo.paxos().vote(33)).isNull();
        assertThat(solo.sent(Message.Accepted.class)).isEmpty();
        solo.receive(1, new Message.Accept(ANNS, 32, RED, 0));
        assertThat(solo.sent(1, Message.Accepted.class)).hasSize(1);
    }
}
