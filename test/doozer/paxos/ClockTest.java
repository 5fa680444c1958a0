package doozer.paxos;

import static doozer.paxos.Cluster.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member makes of time, and of time that it has missed itself. */
class ClockTest {
    private static final long T = Timing.DEFAULT.electionNanos();
    private static final long MINUTE = 60_000 * MILLI;
    private static final long ANNS = Ballot.of(1, 1);

    @Test
    void selfPauseSuspectsNobody() {
        // given a follower, a second after the last heartbeat that it has read
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.receive(1, new Message.Heartbeat(ANNS, 0, Print.NONE));
        solo.nowNanos += 1_000 * MILLI;

        // when it is a second late, and has not come to read anything
        solo.turn();

        // then it suspects nobody, and asks nobody
        assertThat(solo.paxos().leader()).isEqualTo(ANNS);
        assertThat(solo.paxos().route()).isEqualTo(1);
        assertThat(solo.paxos().isHeardWithin(1, 2 * T)).isTrue();
        solo.receive(3, new Message.PreVote(1, 0, true));
        assertThat(solo.sent(3, Message.PreVoteAnswer.class).get(0).isGranted()).isFalse();
        assertThat(solo.sent(Message.PreVote.class)).isEmpty();

        // but does when there is nothing from then on
        solo.pass(2 * solo.paxos().electionNanos());
        assertThat(solo.sent(Message.PreVote.class)).isNotEmpty();
    }

    @Test
    void pausedLeaderSuspectsNoFollower() {
        // given a leader that stood still for longer than it waits for followers
        Cluster cluster = Cluster.of(3);
        long ballot = cluster.elect(1);
        cluster.run(100 * MILLI);
        for (int number = 1; number <= 3; number++) cluster.pause(number);
        cluster.run(5 * T);

        // when all go on, it first, and before it has heard anything
        cluster.resume(1);
        assertThat(cluster.paxos(1).isLeading()).isTrue();
        cluster.resume(2);
        cluster.resume(3);
        cluster.run(5 * T);

        // then nothing has changed
        assertThat(cluster.paxos(1).isLeading()).isTrue();
        assertThat(cluster.paxos(1).promised()).isEqualTo(ballot);
    }

    @Test
    void pausedFollowerDisturbsNobody() {
        // given a follower of five that stands still now and then
        Cluster cluster = Cluster.of(5);
        long ballot = cluster.elect(1);

        // when it goes on each time
        for (long pause : new long[] {100, 300, 1_000, 5_000}) {
            cluster.pause(5);
            cluster.run(pause * MILLI);
            cluster.resume(5);
            cluster.run(500 * MILLI);
        }

        // then the leader is who it was
        assertThat(cluster.leader()).isEqualTo(1);
        assertThat(cluster.paxos(1).promised()).isEqualTo(ballot);
        assertThat(cluster.sent(5, Message.Prepare.class)).isEmpty();
    }

    @Test
    void grantsFromBeforeAPauseDoNotCountAfterIt() {
        // given a member that has asked for pre-votes, and then stands still for ten seconds
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.pass(2 * T);
        List<Message.PreVote> asked = solo.sent(3, Message.PreVote.class);
        assertThat(asked).isNotEmpty();
        long number = asked.get(asked.size() - 1).number();
        solo.nowNanos += 10_000 * MILLI;

        // when it reads that 3 granted it then, and that it leads now
        solo.receive(3, new Message.PreVoteAnswer(number, true, Ballot.NONE, 0),
                new Message.Heartbeat(Ballot.of(9, 3), 0, Print.NONE));

        // then it follows, and disturbs nobody
        assertThat(solo.sent(Message.Prepare.class)).isEmpty();
        assertThat(solo.sent(Message.Nack.class)).isEmpty();
        assertThat(solo.paxos().leader()).isEqualTo(Ballot.of(9, 3));
    }

    @Test
    void patienceIsFiveTimesTheWorstLateness() {
        // given nothing was late yet, whatever the clock's origin is
        for (long origin : new long[] {0, 1L << 40, -(1L << 60)}) {
            Patience patience = new Patience(T);
            assertThat(patience.onLate(0, origin)).isEqualTo(T);

            // when a turn is late by a little, by more, and by far too much
            assertThat(patience.onLate(20 * MILLI, origin)).isEqualTo(T);
            assertThat(patience.onLate(100 * MILLI, origin + 1)).isEqualTo(500 * MILLI);
            assertThat(patience.onLate(0, origin + MINUTE)).isEqualTo(500 * MILLI);
            assertThat(patience.onLate(1_000 * MILLI, origin + MINUTE)).isEqualTo(2_000 * MILLI);

            // then that is remembered for five to ten minutes, and then forgotten
            assertThat(patience.onLate(0, origin + 6 * MINUTE)).isEqualTo(2_000 * MILLI);
            assertThat(patience.onLate(0, origin + 11 * MINUTE)).isEqualTo(T);
        }
    }

    @Test
    void patienceIsNotThatOfAProcessThatWasStopped() {
        // given one that was late by more than any collector makes it
        Patience patience = new Patience(T);
        assertThat(patience.onLate(1_001 * MILLI, 0)).isEqualTo(T);
        assertThat(patience.onLate(60_000 * MILLI, 1)).isEqualTo(T);
    }

    @Test
    void patienceIsForgottenAfterALongSleep() {
        // given a turn that was late, and then none for an hour
        Patience patience = new Patience(T);
        patience.onLate(100 * MILLI, 0);
        assertThat(patience.onLate(0, 60 * MINUTE)).isEqualTo(T);
    }

    @Test
    void latenessIsMeasuredFromWhenItWantedToBeWoken() {
        // given a follower that wants to be woken when its leader is late
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.receive(1, new Message.Heartbeat(ANNS, 0, Print.NONE));
        assertThat(solo.paxos().untilNanos()).isBetween(T, 2 * T);

        // when it is woken in time, or earlier, by messages
        for (int i = 0; i < 10; i++) {
            solo.nowNanos += 100 * MILLI;
            solo.receive(1, new Message.Heartbeat(ANNS, 0, Print.NONE));
        }
        assertThat(solo.paxos().electionNanos()).isEqualTo(T);

        // then only what comes after that is lateness
        solo.nowNanos = solo.member.wakeNanos + 40 * MILLI;
        solo.turn();
        assertThat(solo.paxos().electionNanos()).isEqualTo(200 * MILLI);
    }

    @Test
    void leaderAloneNeverWakesUp() {
        // given the only member, that leads
        Member alone = new Member(1, Member.Setting.window(8), letter -> { });
        alone.found(new int[] {1}, List.of(1));
        alone.turn(0, List.of());
        alone.paxos.stand();
        alone.turn(0, List.of());

        // then there is nothing to come back for, until there are two
        assertThat(alone.paxos.isLeading()).isTrue();
        assertThat(alone.wakeNanos).isEqualTo(Long.MAX_VALUE);
        alone.paxos.setMembers(new int[] {1, 2});
        alone.turn(MINUTE, List.of());
        assertThat(alone.wakeNanos).isEqualTo(MINUTE + 25 * MILLI);
        assertThat(alone.paxos.electionNanos()).isEqualTo(T);
    }

    @Test
    void guestNeverWakesUp() {
        // given a process that is no member
        Solo solo = Solo.of(4, 1, 2, 3);
        solo.paxos().setSelf(0);
        solo.turn();
        assertThat(solo.member.wakeNanos).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoWasHeardAndHowFarTheyAre() {
        // given a follower that has heard 1, and how far 3 is
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.receive(1, new Message.Heartbeat(ANNS, 0, Print.NONE));
        solo.receive(3, new Message.HeartbeatAnswer(ANNS, 5, 6, Print.NONE));
        solo.receive(3, new Message.HeartbeatAnswer(ANNS, 4, 6, Print.NONE));

        // then it knows, and nothing of the others
        assertThat(solo.paxos().appliedBy(3)).isEqualTo(5);
        assertThat(solo.paxos().appliedBy(2)).isZero();
        assertThat(solo.paxos().appliedBy(4)).isZero();
        assertThat(solo.paxos().appliedBy(77)).isZero();
        assertThat(solo.paxos().isHeardWithin(1, 0)).isTrue();
        assertThat(solo.paxos().isHeardWithin(2, 0)).isTrue();
        assertThat(solo.paxos().isHeardWithin(4, MINUTE)).isFalse();
        assertThat(solo.paxos().isHeardWithin(77, MINUTE)).isFalse();

        // and keeps it for those who stay when the members change
        solo.pass(10 * MILLI);
        solo.paxos().setMembers(new int[] {2, 3, 8});
        assertThat(solo.paxos().appliedBy(3)).isEqualTo(5);
        assertThat(solo.paxos().isHeardWithin(3, 10 * MILLI)).isTrue();
        assertThat(solo.paxos().isHeardWithin(3, 9 * MILLI)).isFalse();
        assertThat(solo.paxos().isHeardWithin(1, MINUTE)).isFalse();
    }

    @Test
    void silenceCountsFromWhenOneBecameAMember() {
        // given a member that has just begun, and others that it has never heard
        Solo solo = Solo.of(2, 1, 2, 3);
        assertThat(solo.paxos().isSilentFor(1, 100 * MILLI)).isFalse();
        solo.pass(100 * MILLI);
        solo.paxos().setMembers(new int[] {1, 2, 3, 4});

        // when 1 is heard, and a new one has not said anything yet
        solo.receive(1, new Message.Probe(1));
        solo.pass(60 * MILLI);

        // then who has been there for long is silent, and these two are not yet
        assertThat(solo.paxos().isSilentFor(3, 100 * MILLI)).isTrue();
        assertThat(solo.paxos().isSilentFor(1, 100 * MILLI)).isFalse();
        assertThat(solo.paxos().isSilentFor(1, 50 * MILLI)).isTrue();
        assertThat(solo.paxos().isSilentFor(77, 0)).isFalse();
        solo.pass(60 * MILLI);
        assertThat(solo.paxos().isSilentFor(1, 100 * MILLI)).isTrue();
    }

    @Test
    void readsUnderWayTellHowLongTheyWait() {
        // given a read that nobody answers
        Solo solo = Solo.of(2, 1, 2, 3);
        solo.pass(MILLI);
        assertThat(solo.paxos().readsWaitedNanos()).isZero();
        solo.paxos().requestRead();
        solo.turn();

        // when it is asked again and again
        solo.pass(5 * T);
        assertThat(solo.paxos().readsWaitedNanos()).isEqualTo(5 * T);

        // then that is over when it is served
        List<Message.Probe> probes = solo.sent(1, Message.Probe.class);
        solo.receive(1, new Message.ProbeAnswer(probes.get(probes.size() - 1).id(), 0, 0));
        assertThat(solo.paxos().readsWaitedNanos()).isZero();
    }
}
