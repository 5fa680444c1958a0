package doozer.paxos;

import static doozer.paxos.Words.heavy;
import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a member promises and votes for, and what it never does again. */
class AcceptorTest {
    private static final Value RED = word("red");
    private static final Value BLUE = word("blue");
    private static final long ANNS = Ballot.of(1, 1);
    private static final long BOBS = Ballot.of(2, 2);

    /** Member 3 of five, whose peers are played by the test. */
    private final Solo solo = Solo.of(3, 1, 2, 3, 4, 5);

    private Message.Promise promiseTo(long ballot, long firstSlot) {
        solo.forget();
        solo.receive(Ballot.member(ballot), new Message.Prepare(ballot, firstSlot));
        List<Message.Promise> promises = solo.sent(Ballot.member(ballot), Message.Promise.class);
        assertThat(promises).hasSize(1);
        return promises.get(0);
    }

    @Test
    void promiseTellsWhatIsAcceptedAndTruncated() {
        // given slot 1 is applied, 2 and 4 are voted for
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0), new Message.Accept(ANNS, 2, BLUE, 1),
                new Message.Accept(ANNS, 4, RED, 1));
        assertThat(solo.applied()).containsExactly(RED);

        // when Bob asks from slot 1 on
        Message.Promise promise = promiseTo(BOBS, 1);

        // then he learns of all of that
        assertThat(promise.truncatedUpTo()).isEqualTo(1);
        assertThat(promise.votes()).containsExactly(new Vote(2, ANNS, BLUE),
                new Vote(4, ANNS, RED));
        assertThat(promise.isLast()).isTrue();
        // and from slot 3 on of less
        assertThat(promiseTo(BOBS, 3).votes()).containsExactly(new Vote(4, ANNS, RED));
    }

    @Test
    void acceptorNeverAcceptsBelowItsPromise() {
        // given Bob was promised
        promiseTo(BOBS, 1);

        // when Ann asks, for a vote and for a promise
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0), new Message.Prepare(ANNS, 1));

        // then she is told why not, and nothing has changed
        assertThat(solo.sent(1, Message.Nack.class)).containsExactly(new Message.Nack(ANNS, BOBS),
                new Message.Nack(ANNS, BOBS));
        assertThat(solo.sent(1, Message.Promise.class)).isEmpty();
        assertThat(solo.paxos().vote(1)).isNull();
        assertThat(solo.paxos().promised()).isEqualTo(BOBS);
    }

    @Test
    void acceptOfAHigherBallotIsAPromise() {
        // given a vote for Bob, who has never sent a Prepare
        solo.receive(2, new Message.Accept(BOBS, 1, BLUE, 0));
        assertThat(solo.paxos().promised()).isEqualTo(BOBS);

        // when Ann asks for another slot
        solo.receive(1, new Message.Accept(ANNS, 2, RED, 0));

        // then she is refused
        assertThat(solo.paxos().vote(2)).isNull();
    }

    @Test
    void refusedAcceptIsNeverAcknowledged() {
        // given Bob was promised
        promiseTo(BOBS, 1);
        solo.forget();

        // when Ann asks for a vote, twice
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0), new Message.Accept(ANNS, 1, RED, 0));
        solo.receive(4, new Message.Accepted(ANNS, 1));

        // then nobody hears of one, and ours is not counted here
        assertThat(solo.sent(Message.Accepted.class)).isEmpty();
        assertThat(solo.sent(Message.Nack.class)).hasSize(2);
        assertThat(solo.applied()).isEmpty();
    }

    @Test
    void equalPrepareIsAnsweredAgain() {
        // given Bob was promised, and a slot was voted in since
        Message.Promise lost = promiseTo(BOBS, 1);
        solo.receive(2, new Message.Accept(BOBS, 1, BLUE, 0));

        // when he asks once more
        Message.Promise again = promiseTo(BOBS, 1);

        // then it is an answer of its own, as of now
        assertThat(again.answer()).isNotEqualTo(lost.answer());
        assertThat(again.votes()).containsExactly(new Vote(1, BOBS, BLUE));
    }

    @Test
    void duplicateAcceptIsAnsweredAgain() {
        // given a vote that was lost on its way
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0));
        solo.forget();

        // when it is asked for again
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0));

        // then everybody is told again
        assertThat(solo.addressees(Message.Accepted.class))
                .containsExactly(1, 2, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void twoValuesInOneBallotAndSlotStopTheNode() {
        // given a vote for red
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0));

        // when the same leader says blue, then this is no longer a cluster of ours
        assertThatThrownBy(() -> solo.receive(1, new Message.Accept(ANNS, 1, BLUE, 0)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("one value");
    }

    @Test
    void onlyTheBallotsOwnMemberIsHeard() {
        // when 4 speaks in the name of Ann
        solo.receive(4, new Message.Prepare(ANNS, 1), new Message.Accept(ANNS, 1, RED, 0),
                new Message.Learn(ANNS, 1, RED, 0), new Message.Heartbeat(ANNS, 1, Print.NONE));

        // then nothing is said, promised, voted or learnt
        assertThat(solo.sent).isEmpty();
        assertThat(solo.paxos().promised()).isEqualTo(Ballot.NONE);
        assertThat(solo.paxos().leader()).isEqualTo(Ballot.NONE);
        solo.receive(5, new Message.Accepted(ANNS, 1));
        solo.receive(2, new Message.Accepted(ANNS, 1));
        assertThat(solo.applied()).isEmpty();
    }

    @Test
    void truncatedAcceptorSaysDecided() {
        // given slot 1 is applied, and 2 and 3 are, and are no longer kept
        solo.receive(4, new Message.Decided(1, List.of(RED, BLUE, RED), 3));
        solo.forget();

        // when a leader asks for a vote in one of them
        solo.receive(1, new Message.Accept(ANNS, 1, BLUE, 0));

        // then it is told what is decided, and nobody hears of a vote
        assertThat(solo.sent(1, Message.Decided.class))
                .containsExactly(new Message.Decided(1, List.of(RED), 3));
        assertThat(solo.sent(Message.Accepted.class)).isEmpty();

        // and where the value is gone, it is told to fetch it
        solo.paxos().trim(0, 0, 2);
        solo.forget();
        solo.receive(1, new Message.Accept(ANNS, 2, BLUE, 0));
        assertThat(solo.sent(1, Message.Decided.class))
                .containsExactly(new Message.Decided(2, List.of(), 3));
        // and the same in phase 1
        assertThat(promiseTo(BOBS, 1).truncatedUpTo()).isEqualTo(3);
        assertThat(promiseTo(BOBS, 1).votes()).isEmpty();
    }

    @Test
    void standbyVotesWhenAsked() {
        // given one who does not think that it is a voter
        Solo standby = Solo.of(6, 1, 2, 3, 4, 5);

        // when it is asked
        standby.receive(1, new Message.Prepare(ANNS, 1));
        standby.receive(1, new Message.Accept(ANNS, 1, RED, 0));

        // then it promises and votes: who counts knows better
        assertThat(standby.sent(1, Message.Promise.class)).hasSize(1);
        assertThat(standby.sent(2, Message.Accepted.class)).hasSize(1);
        assertThat(standby.paxos().vote(1)).isEqualTo(new Vote(1, ANNS, RED));
    }

    @Test
    void guestPromisesAndAcceptsNothing() {
        // given a process that is not admitted
        Solo guest = Solo.of(6, 1, 2, 3);
        guest.paxos().setSelf(0);
        guest.forget();

        // when it is asked for everything there is
        guest.receive(1, new Message.PreVote(1, 0, true), new Message.Prepare(ANNS, 1),
                new Message.Accept(ANNS, 1, RED, 0), new Message.Probe(1),
                new Message.HandOver(ANNS));
        guest.pass(3 * guest.paxos().electionNanos());

        // then it says nothing of it, and does not stand
        assertThat(guest.sent).isEmpty();
        assertThat(guest.paxos().promised()).isEqualTo(Ballot.NONE);
        assertThat(guest.paxos().vote(1)).isNull();

        // but it learns
        guest.receive(1, new Message.Learn(ANNS, 1, RED, 0));
        guest.receive(2, new Message.Accepted(ANNS, 1));
        assertThat(guest.applied()).containsExactly(RED);
    }

    @Test
    void promiseInPartsTellsOneMoment() {
        // given votes that are too heavy for one message
        List<Value> values = Stream.of("a", "b", "c").map(text -> heavy(text, 200 << 10)).toList();
        for (int i = 0; i < 3; i++) {
            solo.receive(1, new Message.Accept(ANNS, i + 1, values.get(i), 0));
        }
        solo.forget();

        // when Bob asks, and in the same turn slots are decided and others voted for
        solo.receive(2, new Message.Prepare(BOBS, 1), new Message.Accept(BOBS, 4, RED, 0),
                new Message.Decided(1, values.subList(0, 2), 2));
        assertThat(solo.paxos().applied()).isEqualTo(2);

        // then the parts are numbered, of one answer, and as of his question
        List<Message.Promise> parts = solo.sent(2, Message.Promise.class);
        assertThat(parts).extracting(Message.Promise::part).containsExactly(0, 1, 2);
        assertThat(parts).extracting(Message.Promise::isLast).containsExactly(false, false, true);
        assertThat(parts).extracting(Message.Promise::answer).containsOnly(parts.get(0).answer());
        assertThat(parts).extracting(Message.Promise::truncatedUpTo).containsOnly(0L);
        assertThat(parts.stream().flatMap(part -> part.votes().stream()))
                .extracting(Vote::slot).containsExactly(1L, 2L, 3L);
    }

    @Test
    void snapshotLeavesThePromiseAlone() {
        // given Bob was promised, and slots were voted in
        promiseTo(BOBS, 1);
        solo.receive(2, new Message.Accept(BOBS, 1, RED, 0));

        // when a snapshot is installed
        install(5);

        // then the promise stands, and what is below counts as truncated
        assertThat(solo.paxos().promised()).isEqualTo(BOBS);
        assertThat(solo.paxos().vote(1)).isNull();
        solo.forget();
        solo.receive(1, new Message.Accept(ANNS, 6, RED, 0));
        assertThat(solo.sent(1, Message.Nack.class)).hasSize(1);
        assertThat(solo.paxos().vote(6)).isNull();
        assertThat(promiseTo(Ballot.of(3, 1), 1).truncatedUpTo()).isEqualTo(5);
    }

    @Test
    void votesAboveASnapshotStay() {
        // given votes below and above
        solo.receive(2, new Message.Accept(BOBS, 5, RED, 0), new Message.Accept(BOBS, 6, BLUE, 0));

        // when a snapshot of slot 5 is installed
        install(5);

        // then the vote above is told, and counts
        assertThat(promiseTo(Ballot.of(3, 1), 1).votes()).containsExactly(new Vote(6, BOBS, BLUE));
        assertThat(solo.paxos().highest()).isEqualTo(6);
        solo.receive(5, new Message.Accepted(BOBS, 6));
        assertThat(solo.paxos().applied()).isEqualTo(6);
    }

    @Test
    void snapshotThatRollsBackStopsTheNode() {
        // given a member at slot 3
        solo.receive(4, new Message.Decided(1, List.of(RED, BLUE, RED), 3));

        // when an older snapshot is put in place, then that is not survived
        assertThatThrownBy(() -> solo.paxos().restore(2))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("rolls back");
    }

    private void install(long slot) {
        Solo other = Solo.of(4, 1, 2, 3, 4, 5);
        other.receive(5, new Message.Decided(1, java.util.Collections.nCopies((int) slot, RED),
                slot));
        solo.member.install(other.member.snapshot());
        solo.turn();
        assertThat(solo.paxos().applied()).isEqualTo(slot);
    }
}
