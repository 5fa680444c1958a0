package doozer.paxos;

import static doozer.paxos.Solo.MILLI;
import static doozer.paxos.Solo.promise;
import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader proposes, says again, and stops at. */
class PhaseTwoTest {
    private static final Value RED = word("red");
    private static final Value BLUE = word("blue");

    /** Member 1 of three, with a window of 8 slots, whose peers are played by the test. */
    private final Solo solo = Solo.of(1, 1, 2, 3);

    private void propose(Value... values) {
        solo.member.wanted.addAll(List.of(values));
        solo.turn();
    }

    @Test
    void leaderVotesFirst() {
        // given a leader whose first entry is on its way
        long ballot = solo.lead(2);
        assertThat(solo.sent(3, Message.Accept.class))
                .containsExactly(new Message.Accept(ballot, 1, Words.FILLER, 0));

        // then its own vote is there, and one more is a majority
        assertThat(solo.paxos().vote(1)).isEqualTo(new Vote(1, ballot, Words.FILLER));
        solo.receive(3, new Message.Accepted(ballot, 1));
        assertThat(solo.applied()).hasSize(1);
    }

    @Test
    void leaderStopsWhenItsOwnAcceptorPromisedHigher() {
        // given a leader with something to propose
        long ballot = solo.lead(2);
        long bobs = Ballot.of(Ballot.round(ballot) + 1, 2);
        solo.forget();

        // when it promises to another
        solo.receive(2, new Message.Prepare(bobs, 1));
        assertThat(solo.sent(2, Message.Promise.class)).hasSize(1);
        assertThat(solo.paxos().isLeading()).isFalse();

        // then it has nothing to propose any more, nor to say in its ballot, nor to repeat
        solo.member.wanted.add(RED);
        solo.pass(140 * MILLI);
        assertThat(solo.member.wanted).containsExactly(RED);
        assertThat(solo.sent(Message.Accept.class)).isEmpty();
        assertThat(solo.sent(Message.Heartbeat.class)).isEmpty();
        solo.paxos().onConnected(3);
        assertThat(solo.sent(Message.Accept.class)).isEmpty();
    }

    @Test
    void leaderThatVotesForAnotherStops() {
        // given a leader of five
        Solo five = Solo.of(1, 1, 2, 3, 4, 5);
        long ballot = five.lead(2, 3);
        long bobs = Ballot.of(Ballot.round(ballot) + 1, 2);

        // when another asks for its vote, whose Prepare was lost
        five.receive(2, new Message.Accept(bobs, 1, BLUE, 0));

        // then it leads no more, and proposes nothing
        assertThat(five.paxos().isLeading()).isFalse();
        assertThat(five.paxos().leader()).isEqualTo(bobs);
        five.forget();
        five.member.wanted.add(RED);
        five.turn();
        assertThat(five.sent(Message.Accept.class)).isEmpty();
    }

    @Test
    void leaderStopsAtARefusal() {
        // given a leader that had stood before
        long first = solo.stand();
        long ballot = solo.lead(2);
        long higher = Ballot.of(Ballot.round(ballot) + 1, 3);

        // when its earlier ballot is refused, or this one for the sake of a lower
        solo.receive(3, new Message.Nack(first, Ballot.of(Ballot.round(first), 3)));
        solo.receive(3, new Message.Nack(ballot, first));
        assertThat(solo.paxos().isLeading()).isTrue();

        // then it goes on; and stops when it is this one
        solo.receive(3, new Message.Nack(ballot, higher));
        assertThat(solo.paxos().isLeading()).isFalse();
    }

    @Test
    void leaderThatIsNoMemberAnyMoreStops() {
        // given a leader
        solo.lead(2);

        // when its entry is dropped, and it is admitted again under another number
        solo.paxos().setSelf(0);
        assertThat(solo.paxos().isLeading()).isFalse();
        solo.paxos().setSelf(9);
        propose(RED);

        // then it proposes nothing, and remembers what it has promised
        assertThat(solo.member.wanted).containsExactly(RED);
        assertThat(solo.paxos().promised()).isEqualTo(Ballot.of(1, 1));
    }

    @Test
    void noProposalBeyondTheWindow() {
        // given a leader with much to propose
        long ballot = solo.lead(2);
        for (int i = 0; i < 30; i++) solo.member.wanted.add(word("w" + i));
        solo.turn();

        // then 8 slots are open, and not one more
        List<Message.Accept> accepts = solo.sent(3, Message.Accept.class);
        assertThat(accepts).extracting(Message.Accept::slot)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);

        // when one in the middle is decided, then still none
        solo.receive(3, new Message.Accepted(ballot, 2));
        assertThat(solo.sent(3, Message.Accept.class)).hasSize(8);

        // when the first one is, then these two are applied, and two more are proposed
        solo.receive(3, new Message.Accepted(ballot, 1));
        assertThat(solo.paxos().applied()).isEqualTo(2);
        assertThat(solo.sent(3, Message.Accept.class)).hasSize(10);
        assertThat(solo.paxos().highest()).isEqualTo(10);
    }

    @Test
    void whatWasAdoptedWaitsForTheWindowToo() {
        // given promises of votes beyond the window
        long ballot = solo.stand();
        solo.receive(2, promise(ballot, 1, 0, new Vote(12, Ballot.of(1, 3), RED)));

        // then the first 8 slots are open
        assertThat(solo.sent(3, Message.Accept.class)).hasSize(8);
        for (long s = 1; s <= 8; s++) solo.receive(3, new Message.Accepted(ballot, s));

        // and as they are decided, it comes to slot 12, and one more
        List<Message.Accept> accepts = solo.sent(3, Message.Accept.class);
        assertThat(accepts).hasSize(13);
        assertThat(accepts.get(11)).isEqualTo(new Message.Accept(ballot, 12, RED, 4));
    }

    @Test
    void resendIsIdentical() {
        // given a leader with two open slots, and other values that wait
        long ballot = solo.lead(2);
        for (int i = 0; i < 30; i++) solo.member.wanted.add(word("w" + i));
        solo.turn();
        List<Message.Accept> first = solo.sent(3, Message.Accept.class);
        solo.forget();

        // when nobody answers for an election timeout, and a connection is new
        solo.pass(solo.paxos().electionNanos() + 30 * MILLI);
        List<Message.Accept> second = solo.sent(3, Message.Accept.class);
        solo.forget();
        solo.paxos().onConnected(3);

        // then the same is said again, each time
        assertThat(first).hasSize(8);
        assertThat(second).containsExactlyElementsOf(first);
        assertThat(solo.sent(3, Message.Accept.class)).containsExactlyElementsOf(first);
        assertThat(solo.paxos().promised()).isEqualTo(ballot);
    }

    @Test
    void resendAfterAnotherLeaderIsNoResend() {
        // given a leader that has proposed red, and promised to Bob, and leads again
        long first = solo.lead(2);
        propose(RED);
        long bobs = Ballot.of(Ballot.round(first) + 1, 2);
        solo.receive(2, new Message.Prepare(bobs, 1));
        solo.receive(2, new Message.Accept(bobs, 2, BLUE, 0));
        solo.forget();
        long second = solo.stand();

        // when it has the promise of one who knows of nothing
        solo.receive(3, promise(second, 1, 0));

        // then slot 2 has what its own acceptor voted for last, in the new ballot
        assertThat(solo.sent(3, Message.Accept.class)).extracting(Message.Accept::value)
                .startsWith(Words.FILLER, BLUE);
        assertThat(solo.sent(3, Message.Accept.class)).extracting(Message.Accept::ballot)
                .containsOnly(second);
    }

    @Test
    void whoHasNotPromisedIsAskedAgain() {
        // given a leader, without the promise of 3
        long ballot = solo.lead(2);
        solo.receive(2, new Message.Accepted(ballot, 1));
        solo.forget();

        // when an election timeout has passed
        for (int i = 0; i < 14; i++) {
            solo.receive(2, new Message.HeartbeatAnswer(ballot, 1, 1, Print.NONE));
            solo.pass(25 * MILLI);
        }

        // then 3 was asked again, and 2 was not
        assertThat(solo.addressees(Message.Prepare.class)).containsExactly(3);
    }

    @Test
    void newConnectionGetsWhatIsOpen() {
        // given a leader with one decided slot, and one open
        long ballot = solo.lead(2);
        solo.receive(2, new Message.Accepted(ballot, 1));
        propose(RED);
        solo.forget();

        // when a voter and a standby are connected anew
        solo.paxos().onConnected(3);
        solo.paxos().onConnected(4);

        // then they get the open one, each as fits it
        assertThat(solo.sent(3, Message.Accept.class))
                .containsExactly(new Message.Accept(ballot, 2, RED, 1));
        assertThat(solo.sent(4, Message.Learn.class))
                .containsExactly(new Message.Learn(ballot, 2, RED, 1));
        assertThat(solo.sent(4, Message.Prepare.class)).isEmpty();
    }

    @Test
    void whatWasNotTakenIsToldWhenThereIsRoom() {
        // given a leader, on whose way to 3 and to a standby nothing is taken any more
        long ballot = solo.lead(2);
        solo.member.clog(3, 4);
        solo.forget();

        // when three slots are proposed, and the first of them is decided with the one before
        propose(RED, BLUE, word("green"));
        for (long s = 1; s <= 2; s++) solo.receive(2, new Message.Accepted(ballot, s));
        assertThat(solo.addressees(Message.Accept.class)).containsExactly(2);
        solo.forget();
        solo.member.unclog();

        // then both are told what is still open, once, and others nothing
        assertThat(solo.sent(3, Message.Accept.class)).containsExactly(
                new Message.Accept(ballot, 3, BLUE, 2),
                new Message.Accept(ballot, 4, word("green"), 2));
        assertThat(solo.sent(4, Message.Learn.class)).hasSize(2);
        assertThat(solo.sent).hasSize(4);
        solo.paxos().onDrained(3);
        solo.paxos().onDrained(2);
        assertThat(solo.sent).hasSize(4);
    }

    @Test
    void standbysAreToldToLearn() {
        // when a leader of three proposes
        solo.lead(2);
        propose(RED);

        // then the voters are asked, and the others told
        assertThat(solo.addressees(Message.Accept.class)).containsExactly(2, 3);
        assertThat(solo.addressees(Message.Learn.class)).containsExactly(4, 5, 6, 7, 8, 9);
    }

    @Test
    void heartbeatsSayHowFarItIsDecided() {
        // given a leader with one decided slot
        long ballot = solo.lead(2);
        solo.receive(2, new Message.Accepted(ballot, 1));
        solo.member.agreed = new Print(1, 77);
        solo.forget();

        // when an idle second passes, in which it is followed
        for (int i = 0; i < 40; i++) {
            solo.receive(2, new Message.HeartbeatAnswer(ballot, 1, 1, new Print(1, 78)));
            solo.pass(25 * MILLI);
        }

        // then everybody hears from it every 25 ms
        List<Message.Heartbeat> heartbeats = solo.sent(3, Message.Heartbeat.class);
        assertThat(heartbeats).hasSizeBetween(38, 42);
        assertThat(heartbeats).containsOnly(new Message.Heartbeat(ballot, 1, new Print(1, 77)));
        assertThat(solo.member.heardPrint).isEqualTo(new Print(1, 78));
    }

    @Test
    void heartbeatIsAnsweredWithHowFarWeAre() {
        // given a follower of five that has voted in slots 1 and 3
        Solo follower = Solo.of(2, 1, 2, 3, 4, 5);
        long ballot = Ballot.of(1, 1);
        follower.receive(1, new Message.Accept(ballot, 1, RED, 0),
                new Message.Accept(ballot, 3, RED, 0));
        follower.forget();

        // when the leader says that the first is decided, and what most agree on
        follower.receive(1, new Message.Heartbeat(ballot, 1, new Print(1, 77)));
        follower.receive(1, new Message.Heartbeat(ballot, 1, new Print(1, 77)));

        // then it is answered with what is applied by then, and voted for
        assertThat(follower.sent(1, Message.HeartbeatAnswer.class).get(1))
                .isEqualTo(new Message.HeartbeatAnswer(ballot, 1, 3, new Print(1, 2)));
        assertThat(follower.member.agreed).isEqualTo(new Print(1, 77));
    }

    @Test
    void leaderAloneDecidesAtOnce() {
        // given the only voter
        Solo alone = Solo.of(1, 1);

        // when it stands, and has more to propose than the window is wide
        for (int i = 0; i < 30; i++) alone.member.wanted.add(word("w" + i));
        alone.stand();

        // then all of it is applied in that turn
        assertThat(alone.applied()).hasSize(30);
    }
}
