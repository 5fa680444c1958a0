package doozer.paxos;

import static doozer.paxos.Solo.MILLI;
import static doozer.paxos.Words.heavy;
import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How one that is behind gets what others have decided, and what is kept for it. */
class CatchUpTest {
    private static final Value RED = word("red");
    private static final long T = Timing.DEFAULT.electionNanos();
    private static final long ANNS = Ballot.of(1, 1);

    /** Member 3 of five, with a window of 8 slots, whose peers are played by the test. */
    private final Solo solo = Solo.of(3, 1, 2, 3, 4, 5);

    private static List<Value> words(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(i -> word("w" + i)).toList();
    }

    private void apply(List<Value> values) {
        long first = solo.paxos().applied() + 1;
        long last = first + values.size() - 1;
        solo.receive(4, new Message.Decided(first, values, last));
        assertThat(solo.paxos().applied()).isEqualTo(last);
    }

    @Test
    void pullIsAnsweredWithWhatIsDecided() {
        // given a log of ten
        apply(words(1, 10));

        // when others ask from the middle on, and from beyond the end
        solo.receive(5, new Message.Pull(4), new Message.Pull(11));

        // then they get what there is
        assertThat(solo.sent(5, Message.Decided.class)).containsExactly(
                new Message.Decided(4, words(4, 10), 10), new Message.Decided(11, List.of(), 10));
    }

    @Test
    void answerToAPullIsBounded() {
        // given many slots, and then heavy ones
        apply(words(1, 1000));
        apply(words(1001, 1100));
        apply(Collections.nCopies(5, heavy("x", 200 << 10)));
        apply(Collections.nCopies(2, heavy("y", 1 << 20)));

        // when somebody asks from the first, from the first heavy one, and for the heaviest
        solo.receive(5, new Message.Pull(1), new Message.Pull(1101), new Message.Pull(1106));

        // then it gets so many, as much, and at least one; and hears how far it goes
        assertThat(solo.sent(5, Message.Decided.class)).extracting(one -> one.values().size())
                .containsExactly(1024, 1, 1);
        assertThat(solo.sent(5, Message.Decided.class)).extracting(Message.Decided::decidedUpTo)
                .containsOnly(1107L);
    }

    @Test
    void whatIsNotKeptIsASnapshot() {
        // given a log of ten, of which three are kept
        apply(words(1, 10));
        solo.paxos().trim(3, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(solo.paxos().logFloor()).isEqualTo(7);

        // when somebody asks for one that is gone, and for the first that is there
        solo.receive(5, new Message.Pull(7), new Message.Pull(8));

        // then a snapshot goes out, and what is kept
        assertThat(solo.sent).filteredOn(letter -> letter.snapshot() != null)
                .extracting(letter -> letter.snapshot().slot()).containsExactly(10L);
        assertThat(solo.sent(5, Message.Decided.class))
                .containsExactly(new Message.Decided(8, words(8, 10), 10));
    }

    @Test
    void trimKeepsWhatIsStillNeeded() {
        // given a log of ten
        apply(words(1, 10));

        // when no slot above 6 may go, though the bounds are tight
        solo.paxos().trim(0, 0, 6);
        assertThat(solo.paxos().logFloor()).isEqualTo(6);

        // then they hold as soon as nobody needs it
        solo.paxos().trim(0, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(solo.paxos().logFloor()).isEqualTo(10);
        apply(words(11, 15));
        solo.paxos().trim(100, 8, Long.MAX_VALUE);
        assertThat(solo.paxos().logFloor()).isEqualTo(13);
        solo.paxos().trim(100, 8, Long.MAX_VALUE);
        assertThat(solo.paxos().logFloor()).isEqualTo(13);
    }

    @Test
    void oneThatIsBehindAsksAndIsToldInSteps() {
        // given one that hears that others are at slot 30
        solo.receive(1, new Message.Heartbeat(ANNS, 30, Print.NONE));
        assertThat(solo.sent(1, Message.Pull.class)).containsExactly(new Message.Pull(1));
        solo.forget();

        // when a part of it comes
        solo.receive(1, new Message.Decided(1, words(1, 12), 30));

        // then it is applied, and the rest asked for at once
        assertThat(solo.applied()).hasSize(12);
        assertThat(solo.sent(1, Message.Pull.class)).containsExactly(new Message.Pull(13));
        solo.receive(1, new Message.Decided(13, words(13, 30), 30));
        solo.forget();
        solo.pass(T);
        assertThat(solo.sent(Message.Pull.class)).isEmpty();
    }

    @Test
    void decidedSlotsMayComeTwiceAndOutOfOrder() {
        // when slots come late, early, and again
        solo.receive(4, new Message.Decided(5, words(5, 8), 8),
                new Message.Decided(1, words(1, 6), 8));
        solo.receive(4, new Message.Decided(1, words(1, 8), 8));

        // then each is applied once, in order
        assertThat(solo.applied()).isEqualTo(words(1, 8));
    }

    @Test
    void decidedSlotsFarAheadAreLeftForLater() {
        // when more comes than is asked for at once
        solo.receive(4, new Message.Decided(1000, words(1000, 1100), 2000));
        solo.receive(4, new Message.Decided(1, words(1, 999), 2000));

        // then what was out of reach is asked for again
        assertThat(solo.paxos().applied()).isEqualTo(1024);
        assertThat(solo.sent(4, Message.Pull.class)).contains(new Message.Pull(1025));
    }

    @Test
    void silentTellerIsLeftForAnother() {
        // given one that was told, by 5, that slots are decided
        solo.receive(5, new Message.HeartbeatAnswer(ANNS, 3, 3, Print.NONE));

        // when 5 does not answer, and others are there
        solo.pass(30 * MILLI);
        assertThat(solo.addressees(Message.Pull.class)).containsExactly(5);
        for (int i = 0; i < 30; i++) {
            for (int from : List.of(1, 2, 4)) solo.receive(from, new Message.Probe(i));
            solo.pass(100 * MILLI);
        }

        // then these are asked, one at a time, an election timeout apart
        assertThat(solo.addressees(Message.Pull.class)).containsExactly(1, 2, 4, 5);
        assertThat(solo.sent(Message.Pull.class)).hasSizeBetween(15, 25);
        assertThat(solo.sent(5, Message.Pull.class)).hasSizeLessThan(6);
    }

    @Test
    void nobodyButTheTellerIsAskedWhileNobodyElseIsThere() {
        // given one that was told, by 5, that slots are decided, and then hears nobody
        solo.receive(5, new Message.HeartbeatAnswer(ANNS, 3, 3, Print.NONE));
        solo.pass(20 * T);

        // then it goes on asking that one
        assertThat(solo.addressees(Message.Pull.class)).containsExactly(5);
        assertThat(solo.sent(Message.Pull.class)).hasSizeBetween(15, 25);
    }

    @Test
    void tellerWhoKnowsNothingIsNotFlooded() {
        // given three votes for a slot whose value was lost
        for (int from : List.of(2, 4, 5)) solo.receive(from, new Message.Accepted(ANNS, 1));

        // when the one that is asked has not applied it yet, and says so each time
        solo.pass(30 * MILLI);
        int asked = 0;
        for (int i = 0; i < 100; i++) {
            solo.nowNanos += MILLI;
            if (!solo.sent(Message.Pull.class).isEmpty()) {
                asked++;
                solo.forget();
                solo.receive(5, new Message.Decided(1, List.of(), 0));
            } else {
                solo.turn();
            }
        }

        // then it is asked a few times, and not at every round trip
        assertThat(asked).isBetween(3, 6);
    }

    @Test
    void snapshotUnderWayIsGivenTime() {
        // given one that has asked 5 for what is far away
        solo.receive(5, new Message.HeartbeatAnswer(ANNS, 3000, 3000, Print.NONE));
        solo.pass(30 * MILLI);
        solo.forget();

        // when parts of a snapshot come, for longer than an election timeout
        for (int i = 0; i < 10; i++) {
            solo.pass(100 * MILLI);
            solo.paxos().onProgress();
        }
        assertThat(solo.sent(Message.Pull.class)).isEmpty();

        // then it is asked again only when they stop
        solo.pass(2 * T);
        assertThat(solo.sent(Message.Pull.class)).isNotEmpty();
    }

    @Test
    void afterASnapshotTheRestIsFetched() {
        // given one that knows of 20 slots, and gets a snapshot of 10
        Solo other = Solo.of(4, 1, 2, 3, 4, 5);
        other.receive(5, new Message.Decided(1, words(1, 10), 10));
        solo.receive(5, new Message.HeartbeatAnswer(ANNS, 20, 20, Print.NONE));
        solo.pass(30 * MILLI);
        solo.forget();

        // when that is in place
        solo.member.install(other.member.snapshot());
        solo.turn();

        // then the slots after it are asked for, and it has no log of those before
        assertThat(solo.sent(Message.Pull.class)).containsExactly(new Message.Pull(11));
        assertThat(solo.paxos().logFloor()).isEqualTo(10);
        solo.receive(5, new Message.Decided(11, words(11, 20), 20));
        assertThat(solo.applied()).isEqualTo(words(1, 20));
    }

    @Test
    void strangerMayAskAndTellButHasNoSay() {
        // given one whose number we do not know
        int stranger = -7;
        Paxos paxos = solo.paxos();
        solo.forget();

        // when it says all sorts of things
        paxos.receive(stranger, new Message.Prepare(Ballot.of(9, 7), 1));
        paxos.receive(stranger, new Message.Accept(Ballot.of(9, 7), 1, RED, 0));
        paxos.receive(stranger, new Message.Accepted(Ballot.of(9, 7), 1));
        paxos.receive(stranger, new Message.PreVote(1, 0, true));
        paxos.receive(stranger, new Message.Probe(1));
        solo.turn();
        assertThat(solo.sent).isEmpty();
        assertThat(paxos.promised()).isEqualTo(Ballot.NONE);

        // then only what is decided is told to it, and taken from it
        paxos.receive(stranger, new Message.Decided(1, List.of(RED), 1));
        solo.turn();
        paxos.receive(stranger, new Message.Pull(1));
        assertThat(solo.applied()).containsExactly(RED);
        assertThat(solo.sent(7, Message.Decided.class))
                .containsExactly(new Message.Decided(1, List.of(RED), 1));

        // and a leader that we do not know is somebody to ask
        solo.forget();
        paxos.receive(stranger, new Message.Heartbeat(Ballot.of(9, 7), 90, Print.NONE));
        solo.pass(30 * MILLI);
        assertThat(solo.sent(7, Message.Pull.class)).containsExactly(new Message.Pull(2));
        assertThat(paxos.leader()).isEqualTo(Ballot.NONE);
    }

    @Test
    void processWithoutAStateAppliesNothing() {
        // given a process that has not got its first state yet
        Member fresh = new Member(7, Member.Setting.window(8), letter -> { });
        fresh.paxos.tick(0);

        // when it hears of slots, and of votes
        fresh.paxos.receive(-1, new Message.Decided(1, words(1, 3), 3));
        fresh.paxos.receive(1, new Message.Learn(ANNS, 1, word("w1"), 3));
        fresh.paxos.receive(2, new Message.Accepted(ANNS, 1));
        fresh.paxos.advance();

        // then it waits for what they are changes of
        assertThat(fresh.applied).isEmpty();
    }
}
