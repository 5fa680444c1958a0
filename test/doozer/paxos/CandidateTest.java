package doozer.paxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may stand, who grants it, and when a candidate gives up. */
class CandidateTest {
    private static final Value RED = Words.word("red");
    private static final long MILLI = Solo.MILLI;
    private static final long T = Timing.DEFAULT.electionNanos();
    private static final long ANNS = Ballot.of(1, 1);

    @Test
    void preVoteChangesNothing() {
        // given a member that hears no leader
        Solo solo = Solo.of(2, 1, 2, 3);
        long before = solo.paxos().promised();

        // when it is asked
        solo.receive(3, new Message.PreVote(7, 0, true));

        // then it grants it, and has promised nothing
        assertThat(solo.sent(3, Message.PreVoteAnswer.class))
                .containsExactly(new Message.PreVoteAnswer(7, true, Ballot.NONE, 0));
        assertThat(solo.paxos().promised()).isEqualTo(before);
    }

    @Test
    void preVoteIsRefusedWhileALeaderIsHeard() {
        // given a member that hears a leader
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.receive(1, new Message.Heartbeat(ANNS, 0, Print.NONE));

        // when it is asked within t, it refuses, and says who leads
        solo.pass(T - MILLI);
        solo.receive(3, new Message.PreVote(1, 0, true));
        assertThat(solo.sent(3, Message.PreVoteAnswer.class))
                .containsExactly(new Message.PreVoteAnswer(1, false, ANNS, 0));

        // and no longer when it has missed the leader for t
        solo.forget();
        solo.pass(MILLI);
        solo.receive(3, new Message.PreVote(2, 0, true));
        assertThat(solo.sent(3, Message.PreVoteAnswer.class))
                .containsExactly(new Message.PreVoteAnswer(2, true, Ballot.NONE, 0));

        // nor does a leader grant it
        Solo leader = Solo.of(1, 1, 2, 3);
        long ballot = leader.lead(2);
        leader.receive(3, new Message.PreVote(1, 0, true));
        assertThat(leader.sent(3, Message.PreVoteAnswer.class))
                .containsExactly(new Message.PreVoteAnswer(1, false, ballot, 0));
    }

    @Test
    void preVoteIsRefusedToOneTooFarBehind() {
        // given a member at slot 20, with a window of 8
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.receive(1, new Message.Decided(1, Collections.nCopies(20, RED), 20));

        // when one asks who is 9 slots behind, and one who is 8, and one who may not stand
        solo.receive(3, new Message.PreVote(1, 11, true), new Message.PreVote(2, 12, true),
                new Message.PreVote(3, 20, false));

        // then only the second is granted
        assertThat(solo.sent(3, Message.PreVoteAnswer.class))
                .extracting(Message.PreVoteAnswer::isGranted).containsExactly(false, true, false);
    }

    @Test
    void grantsOfEarlierAttemptsDoNotCount() {
        // given a member of five that has asked twice
        Solo solo = Solo.of(1, 1, 2, 3, 4, 5);
        solo.pass(5 * T);
        List<Message.PreVote> asked = solo.sent(2, Message.PreVote.class);
        long number = asked.get(asked.size() - 1).number();
        assertThat(number).isGreaterThan(1);

        // when three grant the first time, and one the last, twice
        for (int from = 2; from <= 4; from++) solo.receive(from, grant(number - 1));
        solo.receive(2, grant(number), grant(number));
        assertThat(solo.sent(Message.Prepare.class)).isEmpty();

        // then it takes another one
        solo.receive(3, grant(number));
        assertThat(solo.sent(Message.Prepare.class)).isNotEmpty();
    }

    private static Message.PreVoteAnswer grant(long number) {
        return new Message.PreVoteAnswer(number, true, Ballot.NONE, 0);
    }

    @Test
    void standbyNeverStands() {
        // given three voters and two standbys, of whom one voter lives
        Cluster cluster = Cluster.of(3, 2, 64);
        cluster.elect(1);
        cluster.kill(1);
        cluster.kill(2);

        // when much time passes
        cluster.run(20 * T);
        cluster.paxos(4).stand();
        cluster.turn(4);

        // then nobody leads, and the standbys have promised nothing new
        assertThat(cluster.hasLeader()).isFalse();
        assertThat(cluster.sent(4, Message.Prepare.class)).isEmpty();
        assertThat(cluster.sent(4, Message.PreVote.class)).isNotEmpty()
                .noneMatch(Message.PreVote::stands);
    }

    @Test
    void candidateWithoutPromisesAsksBeforeItStandsAgain() {
        // given a candidate of three whose Prepare nobody answers
        Solo solo = Solo.of(1, 1, 2, 3);
        long ballot = solo.stand();
        solo.forget();

        // when an election timeout has passed
        solo.pass(2 * T);

        // then it has asked whether it should, and has not just taken another round
        assertThat(solo.sent(2, Message.PreVote.class)).isNotEmpty();
        assertThat(solo.sent(Message.Prepare.class)).isEmpty();
        assertThat(solo.paxos().promised()).isEqualTo(ballot);
        // and promises that come too late are of no use
        solo.receive(2, Solo.promise(ballot, 1, 0));
        assertThat(solo.paxos().isLeading()).isFalse();
    }

    @Test
    void candidateThatIsNoVoterAnyMoreGivesUp() {
        // given a candidate of three that has to fetch 30 slots first
        Solo solo = Solo.of(1, 1, 2, 3);
        long ballot = solo.stand();
        solo.receive(2, Solo.promise(ballot, 1, 30));

        // when it learns by some of them that others vote now, and hears no more
        List<Value> some = new ArrayList<>(Collections.nCopies(9, RED));
        some.set(0, Words.change(1, 2, 3, 4));
        solo.receive(2, new Message.Decided(1, some, 30));
        solo.forget();
        solo.pass(10 * T);

        // then it has not stood again, and only asks who leads
        assertThat(solo.sent(Message.Prepare.class)).isEmpty();
        assertThat(solo.sent(Message.PreVote.class)).isNotEmpty()
                .noneMatch(Message.PreVote::stands);
    }

    @Test
    void leaderThatWasOnlyHeardIsOutbidAtOnce() {
        // given a follower that has promised nothing to the leader it hears
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.receive(1, new Message.Heartbeat(Ballot.of(9, 1), 0, Print.NONE));
        assertThat(solo.paxos().promised()).isEqualTo(Ballot.NONE);

        // when it stands, then its first round is above that
        assertThat(solo.stand()).isEqualTo(Ballot.of(10, 2));
    }
}
