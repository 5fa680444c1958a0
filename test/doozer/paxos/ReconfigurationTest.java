package doozer.paxos;

import static doozer.paxos.Cluster.MILLI;
import static doozer.paxos.Solo.promise;
import static doozer.paxos.Words.change;
import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Changes of voters: who is asked when, and what is filled up to. */
class ReconfigurationTest {
    private static final Value RED = word("red");
    private static final long T = Timing.DEFAULT.electionNanos();

    /** Member 1 leads 2 and 3, with a window of 8 slots, and has slot 1 decided. */
    private final Solo solo = Solo.of(1, 1, 2, 3);
    private final long ballot = solo.lead(2);

    ReconfigurationTest() {
        solo.receive(2, new Message.Accepted(ballot, 1));
        solo.forget();
    }

    /** Slot 2 brings other voters, who vote from slot 10 on. */
    private void decideChange(int... voters) {
        solo.member.wanted.add(change(1, voters));
        solo.turn();
        solo.receive(2, new Message.Accepted(ballot, 2));
        solo.receive(3, new Message.Accepted(ballot, 2));
        assertThat(solo.paxos().applied()).isEqualTo(2);
    }

    @Test
    void newVotersArePrepared() {
        // when a change to 1, 4 and 5 is decided
        decideChange(1, 4, 5);

        // then these are asked for their promise, in the same ballot, from the same slot on
        assertThat(solo.sent(4, Message.Prepare.class))
                .containsExactly(new Message.Prepare(ballot, 1));
        assertThat(solo.sent(5, Message.Prepare.class)).hasSize(1);
        assertThat(solo.sent(2, Message.Prepare.class)).isEmpty();

        // and before one has promised, nothing is proposed in the slots where they vote
        for (long s = 3; s <= 9; s++) solo.receive(2, new Message.Accepted(ballot, s));
        assertThat(solo.paxos().applied()).isEqualTo(9);
        solo.member.wanted.add(RED);
        solo.turn();
        assertThat(solo.paxos().highest()).isEqualTo(9);

        // and then what one of them had voted for comes first
        solo.receive(4, promise(ballot, 1, 9, new Vote(10, Ballot.of(1, 9), word("old"))));
        assertThat(solo.sent(4, Message.Accept.class))
                .containsExactly(new Message.Accept(ballot, 10, word("old"), 9),
                        new Message.Accept(ballot, 11, RED, 9));
    }

    @Test
    void scheduledConfigurationIsFilledUpTo() {
        // when a change is decided on an idle cluster
        decideChange(2, 3, 4);

        // then every slot before the one where it takes effect is proposed, and not that one
        assertThat(solo.sent(3, Message.Accept.class)).extracting(Message.Accept::slot)
                .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(solo.member.configurations.isScheduled()).isTrue();
        for (long s = 3; s <= 9; s++) solo.receive(2, new Message.Accepted(ballot, s));
        assertThat(solo.member.configurations.current().version()).isEqualTo(2);
    }

    @Test
    void newLeaderFillsUpToAScheduledConfigurationToo() {
        // given a follower that knows of a change, scheduled for slot 9
        Solo other = Solo.of(2, 1, 2, 3);
        other.receive(1, new Message.Decided(1, List.of(change(1, 2, 3, 4)), 1));

        // when it leads
        long second = other.stand();
        other.receive(3, promise(second, 2, 1));
        other.receive(4, promise(second, 2, 0));

        // then it fills up to slot 8
        assertThat(other.paxos().highest()).isEqualTo(8);
    }

    @Test
    void votesAreAskedOfThoseWhoVoteInThatSlot() {
        // given a change to 2, 4 and 5
        decideChange(2, 4, 5);
        solo.receive(4, promise(ballot, 1, 0));
        solo.receive(5, promise(ballot, 1, 0));
        solo.forget();

        // when slots before and after it are told again
        solo.member.wanted.add(RED);
        solo.turn();
        for (long s = 3; s <= 8; s++) solo.receive(2, new Message.Accepted(ballot, s));
        solo.forget();
        for (int to = 2; to <= 6; to++) solo.paxos().onConnected(to);

        // then each is asked, or told, according to the slot
        assertThat(slots(3, Message.Accept.class)).containsExactly(9L);
        assertThat(slots(3, Message.Learn.class)).containsExactly(10L);
        assertThat(slots(4, Message.Accept.class)).containsExactly(10L);
        assertThat(slots(4, Message.Learn.class)).containsExactly(9L);
        assertThat(slots(2, Message.Accept.class)).containsExactly(9L, 10L);
        assertThat(slots(6, Message.Learn.class)).containsExactly(9L, 10L);
    }

    private List<Long> slots(int to, Class<? extends Message> kind) {
        return solo.sent(to, kind).stream().map(message -> message instanceof Message.Accept one
                ? one.slot() : ((Message.Learn) message).slot()).toList();
    }

    @Test
    void leaderOutsideTheNewConfigurationHandsOver() {
        // given a leader that the new voters are without
        decideChange(2, 3, 4);
        solo.receive(4, promise(ballot, 1, 0));
        solo.receive(3, new Message.HeartbeatAnswer(ballot, 2, 2, Print.NONE));

        // when it has not finished the window, it leads
        for (long s = 3; s <= 8; s++) solo.receive(2, new Message.Accepted(ballot, s));
        assertThat(solo.paxos().isLeading()).isTrue();
        assertThat(solo.sent(Message.HandOver.class)).isEmpty();

        // when it has, then the one that is furthest is asked to lead, and it stops
        solo.receive(2, new Message.Accepted(ballot, 9));
        assertThat(solo.addressees(Message.HandOver.class)).containsExactly(3);
        assertThat(solo.paxos().isLeading()).isFalse();
        solo.forget();
        solo.pass(10 * T);
        assertThat(solo.sent(Message.Prepare.class)).isEmpty();
    }

    @Test
    void leaverVotesUntilTheWindowIsOver() {
        // given voters 1 to 3, led by 1, with a window of 8, and a change to 1, 4 and 5
        Cluster cluster = Cluster.of(3, 2, 8);
        cluster.elect(1);
        cluster.kill(2);
        cluster.lose(letter -> letter.is(Message.Accepted.class) && letter.from() == 3
                && ((Message.Accepted) letter.message()).slot() > 2);
        cluster.propose(1, change(1, 1, 4, 5));
        cluster.run(10 * MILLI);

        // when the leaver knows of the change, then it still votes in the slots that are its own
        assertThat(cluster.member(3).configurations.last().version()).isEqualTo(2);
        assertThat(cluster.sent(3, Message.Accepted.class)).extracting(Message.Accepted::slot)
                .contains(3L, 9L);
        assertThat(cluster.paxos(1).applied()).isEqualTo(2);

        // and without it nothing goes on, whatever the new ones say
        cluster.lose(letter -> false);
        cluster.run(2 * T);
        assertThat(cluster.paxos(1).applied()).isEqualTo(9);

        // and is not needed any more, when that is over
        cluster.kill(3);
        cluster.propose(1, RED);
        cluster.run(50 * MILLI);
        assertThat(cluster.paxos(4).applied()).isEqualTo(10);
    }

    @Test
    void leaverServesItsLog() {
        // given a leaver that has applied everything
        Cluster cluster = Cluster.of(3, 3, 8);
        cluster.elect(3);
        cluster.isolate(6);
        cluster.propose(3, RED, change(1, 1, 2, 4));
        cluster.run(100 * MILLI);
        assertThat(cluster.member(3).configurations.has(3)).isFalse();

        // when one that is behind reaches it alone
        cluster.heal();
        for (int other : List.of(1, 2, 4, 5)) {
            cluster.cut(other, 6);
            cluster.cut(6, other);
        }
        cluster.paxos(6).pull(3);
        cluster.turn(6);
        cluster.run(5 * MILLI);

        // then it is told everything
        assertThat(cluster.member(6).applied).isEqualTo(cluster.member(3).applied);
    }

    @Test
    void leaverMayGoWhenTheNewOnesHaveWhatItVotedFor() {
        // given 3 leaves five, and only 1 and 2 of the new ones hear of it
        Cluster cluster = Cluster.of(5, 1, 8);
        cluster.elect(1);
        cluster.propose(1, RED);
        cluster.run(10 * MILLI);
        assertThat(cluster.paxos(3).mayGo()).isFalse();
        cluster.isolate(6);
        cluster.propose(1, change(1, 1, 5, 6));
        cluster.run(3 * MILLI);
        cluster.isolate(5);
        cluster.run(100 * MILLI);
        assertThat(cluster.member(3).configurations.has(3)).isFalse();

        // when it asks for long, then 1 alone has what it has voted for
        for (int i = 0; i < 10; i++) {
            assertThat(cluster.paxos(3).mayGo()).isFalse();
            cluster.run(10 * MILLI);
        }

        // when another one has it too, then it may
        cluster.heal();
        cluster.run(2 * T);
        cluster.paxos(3).mayGo();
        cluster.run(10 * MILLI);
        assertThat(cluster.paxos(3).mayGo()).isTrue();
        assertThat(cluster.paxos(1).mayGo()).isFalse();
    }

    @Test
    void memberRemovedByMistakeGoesOnAsAStandby() {
        // given 3 is paused, and 4 takes its place
        Cluster cluster = Cluster.of(3, 1, 8);
        long before = cluster.elect(1);
        cluster.pause(3);
        cluster.run(T);
        cluster.propose(1, change(1, 1, 2, 4), RED);
        cluster.run(100 * MILLI);

        // when it goes on, and reads
        BooleanSupplier read = () -> cluster.paxos(3).served() >= 1;
        assertThat(cluster.paxos(3).requestRead()).isEqualTo(1);
        cluster.resume(3);
        cluster.runUntil(read, 2 * T);

        // then it has all there is, disturbs nobody, and may be named again
        assertThat(cluster.member(3).applied).containsValue(RED);
        cluster.run(20 * T);
        assertThat(cluster.paxos(1).promised()).isEqualTo(before);
        assertThat(cluster.leader()).isEqualTo(1);
        cluster.propose(1, change(2, 1, 3, 4));
        cluster.run(100 * MILLI);
        cluster.kill(4);
        cluster.propose(1, word("again"));
        cluster.run(20 * MILLI);
        assertThat(cluster.member(2).applied).containsValue(word("again"));
    }

    @Test
    void leaderOutsideStaysWhereNobodyCouldTakeOver() {
        // given a leader outside the new configuration, which has not heard its voters lately
        decideChange(5, 6, 7);
        solo.receive(5, promise(ballot, 1, 0));
        solo.receive(6, promise(ballot, 1, 0));
        solo.pass(T + MILLI);
        for (long s = 3; s <= 9; s++) solo.receive(2, new Message.Accepted(ballot, s));
        assertThat(solo.paxos().isLeading()).isTrue();

        // when one of them answers, then it is asked
        solo.receive(7, new Message.HeartbeatAnswer(ballot, 9, 9, Print.NONE));
        assertThat(solo.addressees(Message.HandOver.class)).containsExactly(7);
        assertThat(solo.paxos().isLeading()).isFalse();
    }

    @Test
    void preVotesOfAMajorityOfEachConfigurationAreNeeded() {
        // given voters 4 to 6 are scheduled, and nobody is heard
        Solo three = Solo.of(1, 1, 2, 3);
        three.receive(2, new Message.Decided(1, List.of(change(1, 4, 5, 6)), 1));
        three.pass(2 * T);
        List<Message.PreVote> asked = three.sent(2, Message.PreVote.class);
        Message grant = new Message.PreVoteAnswer(asked.get(asked.size() - 1).number(), true,
                Ballot.NONE, 1);

        // when the old ones grant it, and one of the new ones
        for (int from = 2; from <= 4; from++) three.receive(from, grant);
        assertThat(three.sent(Message.Prepare.class)).isEmpty();

        // then it takes one more of these
        three.receive(6, grant);
        assertThat(three.addressees(Message.Prepare.class)).containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    void everyVoterIsReplacedAtOnce() {
        // given voters 1 to 3, and 4 to 6 stand by
        Cluster cluster = Cluster.of(3, 3, 8);
        cluster.elect(1);

        // when they are replaced, and two round trips and a hand-over have passed
        cluster.propose(1, RED, change(1, 4, 5, 6));
        cluster.runUntil(() -> cluster.hasLeader() && cluster.leader() > 3, 2 * T);
        for (int leaver = 1; leaver <= 3; leaver++) cluster.kill(leaver);
        cluster.propose(cluster.leader(), word("after"));
        cluster.run(20 * MILLI);

        // then the new ones go on without the old ones, and read
        assertThat(cluster.agreed()).contains(RED, word("after"));
        BooleanSupplier read = cluster.read(5);
        cluster.runUntil(read, 20 * MILLI);
    }

    @Test
    void changeInTheLastSlotOfAWindowWorksOut() {
        // given a leader of three with a window of two, and two standbys
        Cluster cluster = Cluster.of(3, 2, 2);
        cluster.elect(1);

        // when one change follows the other
        for (int i = 1; i <= 12; i++) {
            int[] voters = i % 2 == 1 ? new int[] {1, 4, 5} : new int[] {1, 2, 3};
            cluster.propose(1, word("w" + i), change(i, voters), word("x" + i));
            cluster.run(50 * MILLI);
            assertThat(cluster.member(2).configurations.current().version()).isEqualTo(i + 1);
            assertThat(cluster.paxos(1).isLeading()).isTrue();
        }

        // then all have seen everything
        assertThat(cluster.agreed()).contains(word("w1"), word("x12"));
    }

    @Test
    void changeOfAnOldVersionHasNoEffect() {
        // given two changes that expect the same version, one after the other
        Cluster cluster = Cluster.of(3, 2, 8);
        cluster.elect(1);
        cluster.propose(1, change(1, 1, 2, 4), change(1, 1, 2, 5));
        cluster.run(100 * MILLI);

        // then the first one counts
        assertThat(cluster.member(3).configurations.known())
                .containsExactly(new Configuration(2, 10, new int[] {1, 2, 4}));
    }

    @Test
    void twoChangesUnderWayTakeEffectInTurn() {
        // given two changes in slots next to each other
        Cluster cluster = Cluster.of(3, 3, 8);
        cluster.elect(1);
        cluster.propose(1, change(1, 1, 2, 4), change(2, 1, 5, 6));

        // when both have taken effect
        cluster.run(100 * MILLI);

        // then the last voters decide, without the others
        assertThat(cluster.member(1).configurations.known())
                .containsExactly(new Configuration(3, 11, new int[] {1, 5, 6}));
        for (int gone = 2; gone <= 4; gone++) cluster.kill(gone);
        cluster.propose(1, RED);
        cluster.run(20 * MILLI);
        assertThat(cluster.member(6).applied).containsValue(RED);
    }

    @Test
    void candidateThatHasNotHeardOfTheChangeFindsOut() {
        // given 3 has missed a change from 1, 2, 3 to 3, 4, 5, and everything after it
        Cluster cluster = Cluster.of(3, 2, 8);
        cluster.elect(1);
        cluster.isolate(3);
        cluster.propose(1, change(1, 3, 4, 5));
        cluster.run(100 * MILLI);
        cluster.heal();

        // when it stands by the old voters
        cluster.paxos(3).stand();
        cluster.turn(3);
        cluster.run(4 * T);

        // then it has learnt of it, and all agree
        int leader = cluster.leader();
        assertThat(leader).isIn(3, 4, 5);
        cluster.propose(leader, RED);
        cluster.run(50 * MILLI);
        assertThat(cluster.agreed()).endsWith(RED);
        assertThat(cluster.member(3).configurations.current().version()).isEqualTo(2);
    }

    @Test
    void deadVotersOfTheOldConfigurationAreReplaced() {
        // given two standbys, and a dead voter of three
        Cluster cluster = Cluster.of(3, 2, 64);
        cluster.elect(1);
        cluster.kill(3);

        // when it is replaced, and another voter dies, and is replaced
        cluster.propose(1, change(1, 1, 2, 4));
        cluster.run(100 * MILLI);
        cluster.kill(2);
        cluster.propose(1, change(2, 1, 4, 5));
        cluster.run(100 * MILLI);

        // then the cluster goes on
        cluster.propose(1, RED);
        cluster.run(20 * MILLI);
        assertThat(cluster.agreed()).endsWith(RED);
    }
}
