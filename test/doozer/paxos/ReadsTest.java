package doozer.paxos;

import static doozer.paxos.Cluster.MILLI;
import static doozer.paxos.Words.change;
import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Reads that see everything that was acknowledged before they were asked for. */
class ReadsTest {
    private static final Value RED = word("red");
    private static final long T = Timing.DEFAULT.electionNanos();
    private static final long ANNS = Ballot.of(1, 1);

    /** Member 3 of three, with a window of 8 slots, whose peers are played by the test. */
    private final Solo solo = Solo.of(3, 1, 2, 3);

    private long lastProbe(Solo of) {
        List<Message.Probe> probes = of.sent(Message.Probe.class);
        return probes.get(probes.size() - 1).id();
    }

    private long request() {
        long ticket = solo.paxos().requestRead();
        solo.turn();
        return ticket;
    }

    @Test
    void readWaitsForAMajority() {
        // given a read at one of three
        long ticket = request();
        assertThat(solo.addressees(Message.Probe.class)).containsExactly(1, 2);
        assertThat(solo.paxos().served()).isLessThan(ticket);

        // when a standby answers, and one of another question, then that is nothing
        solo.receive(5, new Message.ProbeAnswer(lastProbe(solo), 0, 0));
        solo.receive(1, new Message.ProbeAnswer(lastProbe(solo) + 1, 0, 0));
        assertThat(solo.paxos().served()).isLessThan(ticket);

        // when a voter does, then it may be served
        solo.receive(1, new Message.ProbeAnswer(lastProbe(solo), 0, 0));
        assertThat(solo.paxos().served()).isEqualTo(ticket);
    }

    @Test
    void readWaitsForTheHighestVote() {
        // given a voter that has applied nothing, but voted in slot 2
        long ticket = request();
        solo.receive(1, new Message.ProbeAnswer(lastProbe(solo), 2, 0));

        // then the read waits for that slot: it may be acknowledged elsewhere
        assertThat(solo.paxos().served()).isLessThan(ticket);
        solo.receive(2, new Message.Decided(1, List.of(RED), 1));
        assertThat(solo.paxos().served()).isLessThan(ticket);
        solo.receive(2, new Message.Decided(2, List.of(RED), 2));
        assertThat(solo.paxos().served()).isEqualTo(ticket);
    }

    @Test
    void ownVoteCountsLikeAnothers() {
        // given we have voted in slot 2 ourselves
        solo.receive(1, new Message.Accept(ANNS, 2, RED, 0));

        // when another voter knows of nothing
        long ticket = request();
        solo.receive(2, new Message.ProbeAnswer(lastProbe(solo), 0, 0));

        // then the read waits for it
        assertThat(solo.paxos().served()).isLessThan(ticket);
        solo.receive(1, new Message.Accept(ANNS, 1, RED, 0));
        assertThat(solo.paxos().served()).isEqualTo(ticket);
    }

    @Test
    void voterAnswersTheHighestThatItHasVotedFor() {
        // given a voter of five that has applied slot 1, and voted in slots 1 and 5
        Solo voter = Solo.of(3, 1, 2, 3, 4, 5);
        voter.receive(1, new Message.Accept(ANNS, 1, RED, 0),
                new Message.Accept(ANNS, 5, RED, 1));

        // when it is asked, then it says both
        voter.receive(2, new Message.Probe(17));
        assertThat(voter.sent(2, Message.ProbeAnswer.class))
                .containsExactly(new Message.ProbeAnswer(17, 5, 1));

        // and one that got that far by a snapshot says the same
        Solo other = Solo.of(4, 1, 2, 3, 4, 5);
        other.member.install(voter.member.snapshot());
        other.receive(2, new Message.Probe(18));
        assertThat(other.sent(2, Message.ProbeAnswer.class))
                .containsExactly(new Message.ProbeAnswer(18, 1, 1));
    }

    @Test
    void readsThatComeWhileOneIsUnderWayWaitForTheNext() {
        // given a read under way
        long first = request();
        long probe = lastProbe(solo);

        // when two more come, and then the answer
        long second = request();
        assertThat(request()).isEqualTo(second);
        solo.receive(1, new Message.ProbeAnswer(probe, 0, 0));

        // then the first is served, and these two are asked for together
        assertThat(second).isGreaterThan(first);
        assertThat(solo.paxos().served()).isEqualTo(first);
        assertThat(lastProbe(solo)).isNotEqualTo(probe);

        // and the same answer, come twice, does not serve them
        solo.receive(1, new Message.ProbeAnswer(probe, 0, 0));
        assertThat(solo.paxos().served()).isEqualTo(first);
        solo.receive(1, new Message.ProbeAnswer(lastProbe(solo), 0, 0));
        assertThat(solo.paxos().served()).isEqualTo(second);
    }

    @Test
    void readProbesAgainOnConfigurationChange() {
        // given a read, before the answers to which a change of voters is applied
        long ticket = request();
        long probe = lastProbe(solo);
        solo.receive(2, new Message.Decided(1, List.of(change(1, 3, 4, 5)), 1));

        // then the old question is void, and the new one goes to both
        solo.forget();
        solo.receive(1, new Message.ProbeAnswer(probe, 0, 0));
        solo.receive(2, new Message.ProbeAnswer(probe, 0, 0));
        assertThat(solo.paxos().served()).isLessThan(ticket);
        solo.paxos().onConnected(4);
        long again = lastProbe(solo);
        assertThat(again).isNotEqualTo(probe);
        solo.receive(2, new Message.ProbeAnswer(again, 1, 1));
        assertThat(solo.paxos().served()).isLessThan(ticket);

        // when it takes effect, then everything begins anew once more
        solo.receive(2, new Message.Decided(2, java.util.Collections.nCopies(7, RED), 8));
        solo.receive(4, new Message.ProbeAnswer(again, 8, 8));
        assertThat(solo.paxos().served()).isLessThan(ticket);
        assertThat(lastProbe(solo)).isNotEqualTo(again);
        solo.receive(4, new Message.ProbeAnswer(lastProbe(solo), 8, 8));
        assertThat(solo.paxos().served()).isEqualTo(ticket);
    }

    @Test
    void answersAndTheChangeInOneTurnDoNotServe() {
        // given a read that has its answers, but has to wait for slot 1
        long ticket = request();
        long probe = lastProbe(solo);
        solo.receive(1, new Message.ProbeAnswer(probe, 1, 1));

        // when slot 1 is a change of voters
        solo.receive(2, new Message.Decided(1, List.of(change(1, 3, 4, 5)), 1));

        // then the new voters are asked
        assertThat(solo.paxos().served()).isLessThan(ticket);
        assertThat(solo.sent(4, Message.Probe.class)).hasSize(1);
    }

    @Test
    void majorityOfEachConfigurationHasToAnswer() {
        // given voters 4 to 6 are scheduled
        solo.receive(2, new Message.Decided(1, List.of(change(1, 4, 5, 6)), 1));
        solo.forget();

        // when one reads
        long ticket = request();
        long probe = lastProbe(solo);
        assertThat(solo.addressees(Message.Probe.class)).containsExactly(1, 2, 4, 5, 6);
        solo.receive(1, new Message.ProbeAnswer(probe, 1, 1));
        solo.receive(4, new Message.ProbeAnswer(probe, 1, 1));
        assertThat(solo.paxos().served()).isLessThan(ticket);

        // then it takes both majorities
        solo.receive(5, new Message.ProbeAnswer(probe, 1, 1));
        assertThat(solo.paxos().served()).isEqualTo(ticket);
    }

    @Test
    void probeIdIsNeverReused() {
        // given many reads, of which some begin anew
        solo.receive(2, new Message.Decided(1, List.of(change(1, 3, 4, 5)), 1));
        for (int i = 0; i < 50; i++) {
            request();
            if (i == 20) {
                List<Value> values = java.util.Collections.nCopies(7, RED);
                solo.receive(2, new Message.Decided(2, values, 8));
            }
            for (int from = 1; from <= 5; from++) {
                if (from == 3) continue;
                solo.receive(from, new Message.ProbeAnswer(lastProbe(solo), 0, 0));
            }
        }

        // then each question to one peer has an id of its own
        List<Message.Probe> probes = solo.sent(4, Message.Probe.class);
        assertThat(probes).extracting(Message.Probe::id).hasSizeGreaterThanOrEqualTo(50)
                .doesNotHaveDuplicates();
        // and a late answer to an old one, from another, serves nothing
        long ticket = request();
        for (Message.Probe old : probes) {
            solo.receive(5, new Message.ProbeAnswer(old.id(), 0, 0));
        }
        assertThat(solo.paxos().served()).isLessThan(ticket);
    }

    @Test
    void lostQuestionIsAskedAgain() {
        // given a read, the question of which is lost
        request();
        solo.forget();

        // when a connection is new, and then t has passed
        solo.paxos().onConnected(1);
        assertThat(solo.sent(1, Message.Probe.class)).hasSize(1);
        solo.pass(T);

        // then it was asked again, and only of those who have not answered
        assertThat(solo.sent(2, Message.Probe.class)).hasSize(1);
    }

    @Test
    void pausedLeaderServesNoStaleRead() {
        // given a leader that is paused, while another is elected, and red is written
        Cluster cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.pause(1);
        cluster.hold(2, 1);
        cluster.hold(3, 1);
        cluster.runUntil(cluster::hasLeader, 4 * T);
        cluster.propose(cluster.leader(), RED);
        cluster.run(20 * MILLI);
        assertThat(cluster.member(2).applied).containsValue(RED);

        // when it goes on, and has a read before it has read its mail
        cluster.afterTurn(member -> {
            if (member.number != 1 || member.paxos.served() < 1) return;
            // then red is there when the read may be served
            assertThat(member.applied).containsValue(RED);
        });
        assertThat(cluster.paxos(1).requestRead()).isEqualTo(1);
        cluster.resume(1);
        assertThat(cluster.paxos(1).isLeading()).isTrue();
        assertThat(cluster.paxos(1).served()).isZero();
        cluster.run(10 * MILLI);
        assertThat(cluster.paxos(1).served()).isZero();

        // and it may, soon after it has
        cluster.release();
        cluster.runUntil(() -> cluster.paxos(1).served() >= 1, 100 * MILLI);
    }

    @Test
    void idleReadAfterFailoverReturns() {
        // given a leader whose value has reached one voter alone
        Cluster cluster = Cluster.of(5);
        cluster.elect(1);
        cluster.lose(letter -> letter.is(Message.Accept.class) && letter.to() != 2);
        cluster.propose(1, RED);
        cluster.run(2 * MILLI);
        assertThat(cluster.paxos(2).vote(2)).isNotNull();
        cluster.kill(1);
        cluster.lose(letter -> false);

        // when another leads, by the promises of those who know of nothing
        cluster.isolate(2);
        cluster.runUntil(cluster::hasLeader, 4 * T);
        cluster.run(20 * MILLI);
        cluster.heal();

        // then a read that asks that voter returns everywhere, without any write
        for (int number = 2; number <= 5; number++) {
            BooleanSupplier read = cluster.read(number);
            cluster.runUntil(read, 200 * MILLI);
        }
    }

    @Test
    void leaderFillsUpToWhatSomebodyHasVotedFor() {
        // given an idle leader
        Solo leader = Solo.of(1, 1, 2, 3);
        long ballot = leader.lead(2);
        leader.receive(2, new Message.Accepted(ballot, 1));
        leader.forget();

        // when one says, in an earlier ballot and in this, that it has voted in slot 3
        leader.receive(3, new Message.HeartbeatAnswer(ballot - 1, 0, 9, Print.NONE));
        assertThat(leader.sent(Message.Accept.class)).isEmpty();
        leader.receive(3, new Message.HeartbeatAnswer(ballot, 1, 3, Print.NONE));

        // then slots 2 and 3 are proposed, and nothing more
        assertThat(leader.sent(3, Message.Accept.class)).extracting(Message.Accept::slot)
                .containsExactly(2L, 3L);
    }

    @Test
    void leaderFillsUpToNothingThatNobodyCanHaveVotedFor() {
        // given an idle leader with a window of 8
        Solo leader = Solo.of(1, 1, 2, 3);
        long ballot = leader.lead(2);
        leader.receive(2, new Message.Accepted(ballot, 1));
        leader.forget();

        // when one says that it has voted in a slot that is far out of reach
        leader.receive(3, new Message.HeartbeatAnswer(ballot, 1, 1_000_000, Print.NONE));

        // then nothing is proposed for it
        assertThat(leader.sent(Message.Accept.class)).isEmpty();
    }

    @Test
    void voterThatTheLeaderDoesNotHearHoldsUpNoRead() {
        // given 2 alone has voted for three values of 1, who is dead
        Cluster cluster = Cluster.of(5);
        cluster.elect(1);
        cluster.lose(letter -> letter.is(Message.Accept.class) && letter.to() != 2);
        cluster.propose(1, RED, RED, RED);
        cluster.run(2 * MILLI);
        cluster.kill(1);
        cluster.lose(letter -> false);
        assertThat(cluster.paxos(2).highest()).isEqualTo(4);

        // and 3 leads, who has not heard of them, and is cut off from 2 alone
        cluster.isolate(2);
        cluster.run(T);
        cluster.elect(3);
        cluster.heal();
        cluster.cut(2, 3);
        cluster.cut(3, 2);
        cluster.run(T);

        // then reads that ask 2 do not wait for the next write
        for (int number = 2; number <= 5; number++) {
            BooleanSupplier read = cluster.read(number);
            cluster.runUntil(read, 3 * T);
        }
    }

    @Test
    void standbyReadsToo() {
        // given three voters and a standby
        Cluster cluster = Cluster.of(3, 1, 64);
        cluster.elect(1);
        cluster.propose(1, RED);

        // when the standby reads before it has heard of that
        BooleanSupplier read = cluster.read(4);
        cluster.runUntil(read, 50 * MILLI);

        // then it has it
        assertThat(cluster.member(4).applied).containsValue(RED);
    }

    @Test
    void onlyVoterReadsAtOnce() {
        // given the only voter, that leads
        Cluster cluster = Cluster.of(1, 1, 64);
        cluster.elect(1);

        // then its reads take no time, and those of others do
        assertThat(cluster.read(1).getAsBoolean()).isTrue();
        assertThat(cluster.read(2).getAsBoolean()).isFalse();
    }

    @Test
    void cutOffMemberServesNoRead() {
        // given a follower of three that is cut off
        Cluster cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3);
        BooleanSupplier read = cluster.read(3);

        // when much time passes, it is not served; when it is back, it is
        cluster.run(10 * T);
        assertThat(read.getAsBoolean()).isFalse();
        cluster.heal();
        cluster.runUntil(read, 2 * T);
    }

    @Test
    void readOfOneWhoIsNoLongerAMemberWaitsWithoutHaste() {
        // given a read under way at a member whose entry is dropped
        request();
        solo.paxos().setSelf(0);

        // when time passes
        solo.forget();
        solo.pass(10 * T);

        // then it asks nobody, and does not ask to be woken without end
        assertThat(solo.sent(Message.Probe.class)).isEmpty();
        assertThat(solo.paxos().untilNanos()).isPositive();
        assertThat(solo.paxos().electionNanos()).isEqualTo(T);
    }
}
