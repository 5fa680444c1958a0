package doozer.paxos;

import static doozer.paxos.Solo.MILLI;
import static doozer.paxos.Solo.promise;
import static doozer.paxos.Words.change;
import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a candidate waits for, and what it takes over from those before it. */
class PhaseOneTest {
    private static final Value RED = word("red");
    private static final Value BLUE = word("blue");
    private static final Value GREEN = word("green");
    private static final long LOW = Ballot.of(1, 7);
    private static final long HIGH = Ballot.of(2, 6);

    /** Member 1 of five, whose peers are played by the test. */
    private final Solo solo = Solo.of(1, 1, 2, 3, 4, 5);

    /** What it has proposed, in the order of the slots. */
    private List<Value> proposed() {
        return solo.sent(4, Message.Accept.class).stream().map(Message.Accept::value).toList();
    }

    @Test
    void votersArePreparedAndNobodyElse() {
        // when it stands
        long ballot = solo.stand();

        // then every other voter is asked, from the next slot on, in a ballot of its own
        assertThat(solo.addressees(Message.Prepare.class)).containsExactly(2, 3, 4, 5);
        assertThat(solo.sent(2, Message.Prepare.class))
                .containsExactly(new Message.Prepare(ballot, 1));
        assertThat(Ballot.member(ballot)).isEqualTo(1);
        assertThat(solo.paxos().promised()).isEqualTo(ballot);
    }

    @Test
    void phaseOneAdoptsTheHighestBallot() {
        // given one has voted for red in a low ballot, one for blue in a high one, both ways round
        long ballot = solo.stand();
        solo.receive(2, promise(ballot, 1, 0, new Vote(1, LOW, RED), new Vote(2, HIGH, GREEN)));

        // when the second promise makes a majority
        solo.receive(3, promise(ballot, 1, 0, new Vote(1, HIGH, BLUE), new Vote(2, LOW, RED)));

        // then the value of the higher ballot is proposed in each slot, and then a filler
        assertThat(proposed()).containsExactly(BLUE, GREEN, Words.FILLER);
    }

    @Test
    void ownVoteIsAdoptedToo() {
        // given it has itself voted for red, for another leader
        solo.receive(7, new Message.Accept(LOW, 1, RED, 0));

        // when it leads, by empty promises
        solo.lead(2, 3);

        // then red it is
        assertThat(proposed()).startsWith(RED);
    }

    @Test
    void ownValuesComeAfterWhatIsAdopted() {
        // given a value of its own waits, and slots 1 and 3 are voted in elsewhere
        solo.member.wanted.add(GREEN);
        long ballot = solo.stand();

        // when it leads
        solo.receive(2, promise(ballot, 1, 0));
        solo.receive(3, promise(ballot, 1, 0, new Vote(1, LOW, RED), new Vote(3, LOW, BLUE)));

        // then it may use the free slots only
        assertThat(proposed()).containsExactly(RED, GREEN, BLUE, Words.FILLER);
    }

    @Test
    void duplicatePromiseOrAcceptedCountsOnce() {
        // given a candidate of five
        long ballot = solo.stand();

        // when one promise comes three times
        for (int i = 0; i < 3; i++) solo.receive(2, promise(ballot, 1, 0));

        // then it is one
        assertThat(solo.paxos().isLeading()).isFalse();
        solo.receive(3, promise(ballot, 1, 0));
        assertThat(solo.paxos().isLeading()).isTrue();

        // when one vote comes three times, then it is one
        for (int i = 0; i < 3; i++) solo.receive(2, new Message.Accepted(ballot, 1));
        assertThat(solo.applied()).isEmpty();
        solo.receive(3, new Message.Accepted(ballot, 1));
        assertThat(solo.applied()).hasSize(1);
    }

    @Test
    void stalePromiseOfEarlierBallotIsIgnored() {
        // given it has stood twice
        long first = solo.stand();
        long second = solo.stand();
        assertThat(Ballot.isBelow(first, second)).isTrue();

        // when promises to the first ballot come
        for (int from = 2; from <= 5; from++) solo.receive(from, promise(first, 1, 0));

        // then it does not lead
        assertThat(solo.paxos().isLeading()).isFalse();
        solo.receive(2, promise(second, 1, 0));
        solo.receive(3, promise(second, 1, 0));
        assertThat(solo.paxos().isLeading()).isTrue();
    }

    @Test
    void nonMemberPromisesAreNotCounted() {
        // given a candidate of five
        long ballot = solo.stand();

        // when standbys promise
        for (int from = 6; from <= 9; from++) solo.receive(from, promise(ballot, 1, 0));

        // then that is nothing
        assertThat(solo.paxos().isLeading()).isFalse();
    }

    @Test
    void incompletePromiseDoesNotCount() {
        // given one voter has promised
        long ballot = solo.stand();
        solo.receive(2, promise(ballot, 1, 0));

        // when the first part of another promise comes, twice, and the third before the second
        solo.receive(3, part(ballot, 5, 0, new Vote(1, LOW, RED)));
        solo.receive(3, part(ballot, 5, 0, new Vote(1, LOW, RED)));
        solo.receive(3, lastPart(ballot, 5, 2));
        assertThat(solo.paxos().isLeading()).isFalse();

        // and the end of another answer
        solo.receive(3, lastPart(ballot, 6, 1, new Vote(2, LOW, BLUE)));
        assertThat(solo.paxos().isLeading()).isFalse();
        assertThat(proposed()).isEmpty();

        // then only its own end makes it count
        solo.receive(3, lastPart(ballot, 5, 1, new Vote(2, LOW, BLUE)));
        assertThat(solo.paxos().isLeading()).isTrue();
        assertThat(proposed()).startsWith(RED, BLUE);
    }

    @Test
    void brokenConnectionVoidsWhatCameOfAPromise() {
        // given the first part of a promise
        long ballot = solo.stand();
        solo.receive(2, promise(ballot, 1, 0));
        solo.receive(3, part(ballot, 5, 0, new Vote(1, LOW, RED)));

        // when the connection breaks before the second one
        solo.paxos().onDisconnected(3);
        solo.receive(3, lastPart(ballot, 5, 1));

        // then it does not count, and is asked for on the next one
        assertThat(solo.paxos().isLeading()).isFalse();
        solo.forget();
        solo.paxos().onConnected(3);
        assertThat(solo.sent(3, Message.Prepare.class))
                .containsExactly(new Message.Prepare(ballot, 1));
    }

    private static Message.Promise part(long ballot, long answer, int part, Vote... votes) {
        return new Message.Promise(ballot, 1, answer, part, false, 0, List.of(votes));
    }

    private static Message.Promise lastPart(long ballot, long answer, int part, Vote... votes) {
        return new Message.Promise(ballot, 1, answer, part, true, 0, List.of(votes));
    }

    @Test
    void holesAreFilledOnlyAfterPhaseOne() {
        // given a promise that leaves slots 1 and 2 open
        long ballot = solo.stand();
        solo.receive(2, promise(ballot, 1, 0, new Vote(3, LOW, RED)));

        // when time passes, and nobody else has promised
        solo.pass(100 * MILLI);

        // then nothing is proposed, for another may know of a value there
        assertThat(solo.sent(Message.Accept.class)).isEmpty();

        // when one does
        solo.receive(3, promise(ballot, 1, 0, new Vote(2, LOW, BLUE)));

        // then only what is still a hole is filled
        assertThat(proposed()).containsExactly(Words.FILLER, BLUE, RED, Words.FILLER);
    }

    @Test
    void latePromiseIsAdoptedWhereNothingIsProposedYet() {
        // given a leader with a window of 8
        long ballot = solo.lead(2, 3);
        assertThat(proposed()).containsExactly(Words.FILLER);

        // when a late promise tells of a vote in slot 1, where it has proposed, and in slot 3
        solo.receive(4, promise(ballot, 1, 0, new Vote(1, LOW, RED), new Vote(3, LOW, BLUE)));

        // then slot 1 stays as it is: that vote can have decided nothing
        assertThat(proposed()).containsExactly(Words.FILLER, Words.FILLER, BLUE);
    }

    @Test
    void whatIsDecidedIsFetchedBeforeAnythingIsProposed() {
        // given one of the promises says that slots 1 and 2 are decided
        long ballot = solo.stand();
        solo.receive(2, promise(ballot, 1, 2));
        solo.receive(3, promise(ballot, 1, 0, new Vote(3, LOW, GREEN)));
        assertThat(solo.paxos().isLeading()).isFalse();

        // when they are asked for, and told
        solo.pass(30 * MILLI);
        assertThat(solo.sent(2, Message.Pull.class)).containsExactly(new Message.Pull(1));
        assertThat(solo.sent(Message.Accept.class)).isEmpty();
        solo.receive(2, new Message.Decided(1, List.of(RED, BLUE), 2));

        // then the first proposal is for the slot after them
        assertThat(solo.paxos().isLeading()).isTrue();
        assertThat(solo.sent(4, Message.Accept.class)).extracting(Message.Accept::slot)
                .containsExactly(3L, 4L);
        assertThat(proposed()).startsWith(GREEN);
    }

    @Test
    void deadReporterOfDecidedDoesNotBlock() {
        // given one of the promises says that slot 1 is decided, and its sender dies
        long first = solo.stand();
        solo.receive(2, promise(first, 1, 1));
        solo.receive(3, promise(first, 1, 0, new Vote(1, LOW, RED)));

        // when nobody can tell what it is
        solo.pass(2 * solo.paxos().electionNanos());

        // then phase 1 begins anew, in a higher round
        long second = solo.paxos().promised();
        assertThat(Ballot.isBelow(first, second)).isTrue();
        assertThat(solo.sent(4, Message.Prepare.class)).contains(new Message.Prepare(second, 1));

        // and goes by what the others have voted for, even if that promise comes again
        solo.receive(2, promise(second, 1, 1));
        solo.receive(3, promise(second, 1, 0, new Vote(1, LOW, RED)));
        assertThat(solo.paxos().isLeading()).isFalse();
        solo.receive(4, promise(second, 1, 0));
        assertThat(solo.paxos().isLeading()).isTrue();
        assertThat(proposed()).startsWith(RED);
    }

    @Test
    void deadReporterWhoCameLateDoesNotBlock() {
        // given a leader, whose votes do not reach the end of what another has applied
        long first = solo.lead(3, 4);
        solo.receive(2, promise(first, 1, 20));
        for (int from = 3; from <= 4; from++) solo.receive(from, new Message.Accepted(first, 1));
        solo.member.wanted.add(RED);
        solo.turn();
        assertThat(proposed()).doesNotContain(RED);

        // when that one is dead, and nobody else knows
        for (int i = 0; i < 40 && Ballot.isBelow(solo.paxos().promised(), first + 1); i++) {
            solo.receive(3, new Message.HeartbeatAnswer(first, 1, 1, Print.NONE));
            solo.receive(4, new Message.HeartbeatAnswer(first, 1, 1, Print.NONE));
            solo.pass(25 * MILLI);
            if (!solo.paxos().isLeading()) grantPreVotes();
        }

        // then it goes through phase 1 again, and leads without that promise
        long second = solo.paxos().promised();
        assertThat(Ballot.isBelow(first, second)).isTrue();
        for (int from = 3; from <= 4; from++) solo.receive(from, promise(second, 2, 0));
        assertThat(proposed()).contains(RED);
    }

    private void grantPreVotes() {
        List<Message.PreVote> asked = solo.sent(3, Message.PreVote.class);
        if (asked.isEmpty()) return;
        long number = asked.get(asked.size() - 1).number();
        for (int from = 3; from <= 4; from++) {
            solo.receive(from, new Message.PreVoteAnswer(number, true, Ballot.NONE, 1));
        }
    }

    @Test
    void roundIsNeverUsedAgain() {
        // given it has stood, and has been told of a much higher ballot
        long first = solo.lead(2, 3);
        long other = Ballot.of(40, 4);
        solo.receive(4, new Message.Nack(first, other));
        assertThat(solo.paxos().isLeading()).isFalse();

        // when it stands again, and again
        long second = solo.stand();
        long third = solo.stand();

        // then each round is new, and above all that it has heard of
        assertThat(Ballot.round(second)).isEqualTo(41);
        assertThat(Ballot.round(third)).isEqualTo(42);
    }

    @Test
    void majorityOfEachConfigurationHasToPromise() {
        // given voters 4 to 6 are scheduled to take over from 1 to 3 in slot 9
        Solo three = Solo.of(1, 1, 2, 3);
        three.receive(2, new Message.Decided(1, List.of(change(1, 4, 5, 6)), 1));
        long ballot = three.stand();
        assertThat(three.addressees(Message.Prepare.class)).containsExactly(2, 3, 4, 5, 6);

        // when the old ones have promised, or one of the new ones too
        three.receive(2, promise(ballot, 2, 1));
        three.receive(3, promise(ballot, 2, 1));
        three.receive(4, promise(ballot, 2, 0));
        assertThat(three.paxos().isLeading()).isFalse();

        // then it takes a majority of these as well
        three.receive(5, promise(ballot, 2, 0));
        assertThat(three.paxos().isLeading()).isTrue();
    }
}
