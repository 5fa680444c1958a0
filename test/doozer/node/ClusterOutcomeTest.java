package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.tree.Store;
import doozer.wire.ErrorCode;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a write: rules R11 and P11. */
class ClusterOutcomeTest {
    private final TestCluster cluster = new TestCluster();

    private static boolean isForward(PeerMessage message) {
        return message instanceof PeerMessage.Forward;
    }

    /** Its revisions, by file and value, as one node has them. */
    private static List<String> writes(ClusterNode node, String prefix) {
        List<String> writes = new ArrayList<>();
        Store store = node.replica().machine().store();
        for (long r = store.oldest(); r <= store.current().revision(); r++) {
            if (store.event(r).path().startsWith(prefix)) {
                writes.add(store.event(r).path() + "="
                        + new String(store.event(r).value(), StandardCharsets.UTF_8));
            }
        }
        return writes;
    }

    // Not sent: READONLY.

    @Test
    void unsentWritesAndLinearizableReadsAreReadonlyAfterASecond() {
        // given a node that is cut off, and has noticed
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        cluster.isolate(node);
        cluster.until(() -> node.replica().paxos().route() == 0);

        // when its clients write and read, in every dialect
        int[] connections = {node.open(), node.openNine(), node.openSeed(), node.openText()};
        for (int connection : connections) {
            node.send(connection, Ask.set("/a", 0, "x").tag(1));
            node.send(connection, Ask.get("/a").tag(2));
            node.send(connection, Ask.rev().tag(3));
            node.send(connection, Ask.stat("/a").tag(4));
        }

        // then they hear within a second or little more that it was not done, and may go on
        long millis = cluster.within(1_100, () -> Arrays.stream(connections)
                .allMatch(connection -> hasAnswers(node, connection, 4)));
        assertThat(millis).isGreaterThan(500);
        for (int connection : connections) {
            assertThat(node.hasClosed(connection)).isFalse();
            for (int tag = 1; tag <= 4; tag++) {
                assertThat(node.response(connection, tag).error()).isEqualTo(ErrorCode.READONLY);
            }
        }
        // The seed era reads the detail as an address.
        assertThat(node.response(connections[2], 1).errDetail()).isNull();
        assertThat(node.response(connections[1], 1).errDetail()).contains("never will be");

        // and from then on at once; and nothing of it ever happens
        int late = node.begin(Ask.set("/b", 0, "x"));
        cluster.pass(3);
        assertThat(node.isAnswered(late)).isTrue();
        cluster.heal();
        cluster.within(2_000, () -> node.replica().paxos().route() != 0);
        assertThat(node.ask(Ask.get("/a"))).contains("rev=0");
        assertThat(writes(cluster.leader(), "/a")).isEmpty();
    }

    private static boolean hasAnswers(ClusterNode node, int connection, int tags) {
        for (int tag = 1; tag <= tags; tag++) {
            if (node.responses(connection, tag).isEmpty()) return false;
        }
        return true;
    }

    @Test
    void writeWithinTheSecondIsNotLost() {
        // given a node that loses its leader
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        cluster.kill(leader);
        cluster.pass(5);

        // when it is written to at once, then the next leader does it
        int write = node.begin(Ask.set("/a", 0, "x"));
        cluster.within(1_000, () -> node.isAnswered(write));
        assertThat(node.answers(write, 1).get(0)).contains("rev=");
    }

    @Test
    void everythingElseGoesOnWithoutAQuorum() {
        // given a node that is cut off
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        long revision = cluster.leader().set("/a", "x");
        cluster.until(() -> node.revision() == revision);
        cluster.isolate(node);
        cluster.pass(3_000);

        // then reads at a revision, waits and watches for what is past, and INFO are answered
        assertThat(node.ask(Ask.get("/a").rev(revision))).contains("value=x");
        assertThat(node.ask(Ask.waitFor("/a", revision))).contains("value=x");
        assertThat(node.info("writable")).isEqualTo("false");
        int watch = node.open();
        node.send(watch, Ask.watch("/a").rev(revision).tag(1));
        cluster.pass(3);
        assertThat(node.answers(watch, 1).get(1)).contains("value=x");

        // and those for what is to come wait, for as long as it takes
        int wait = node.begin(Ask.waitFor("/a", revision + 1));
        int read = node.begin(Ask.get("/a").rev(revision + 1));
        cluster.pass(8_000);
        assertThat(node.isAnswered(wait)).isFalse();
        assertThat(node.isAnswered(read)).isFalse();
        assertThat(node.hasClosed(wait)).isFalse();

        // when it is healed, by itself, then they are answered
        cluster.heal();
        cluster.leader().set("/a", "y");
        cluster.within(2_000, () -> node.isAnswered(wait) && node.isAnswered(read));
        assertThat(node.answers(wait, 1).get(0)).contains("value=y");
        assertThat(node.answers(read, 1).get(0)).contains("value=y");
        assertThat(node.answers(watch, 1)).hasSize(3);
    }

    @Test
    void localReadsAreAnsweredWithoutAQuorum() {
        // given a node that reads as it is, and is cut off
        List<ClusterNode> nodes = cluster.three();
        Settings.Cluster usual = cluster.settings(nodes.get(0).address());
        ClusterNode local = cluster.start("10.0.0.4:8046", new Settings.Cluster(usual.peers(), 3,
                8, 1, usual.times(), usual.log(), true));
        cluster.until(local::isWritable);
        nodes.get(0).set("/a", "old");
        cluster.until(() -> "old".equals(local.value("/a")));
        cluster.isolate(local);
        cluster.leader().set("/a", "new");
        cluster.pass(2_000);

        // then it answers at once, from what it has
        int read = local.begin(Ask.get("/a"));
        cluster.pass(2);
        assertThat(local.answers(read, 1).get(0)).contains("value=old");
        assertThat(local.ask(Ask.set("/a", -1, "x"))).contains("READONLY");
    }

    // Sent: unknown.

    @Test
    void unknownOutcomeIsNeverReadonly() {
        // given a follower whose writes were sent on, and nothing comes of them
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        cluster.lose((from, to, message) -> isForward(message));
        int own = node.open();
        int nine = node.openNine();
        int seed = node.openSeed();
        int text = node.openText();
        int undecided = node.openUndecided();
        for (int connection : new int[] {own, nine, seed, text, undecided}) {
            node.send(connection, Ask.set("/a", -1, "c" + connection).tag(1));
        }
        cluster.pass(3);
        cluster.isolate(node);

        // when five seconds have passed, then no client was told anything before
        cluster.pass(4_900);
        for (int connection : new int[] {own, nine, seed, text}) {
            assertThat(node.responses(connection, 1)).isEmpty();
            assertThat(node.hasClosed(connection)).isFalse();
        }
        cluster.pass(150);

        // then old clients see their connection close, and nothing else
        assertThat(node.responses(nine, 1)).isEmpty();
        assertThat(node.hasClosed(nine)).isTrue();
        assertThat(node.responses(seed, 1)).isEmpty();
        assertThat(node.hasClosed(seed)).isTrue();
        assertThat(node.responses(undecided, 1)).isEmpty();
        assertThat(node.hasClosed(undecided)).isTrue();
        // a person is told before, and our own client is told and goes on
        assertThat(node.answers(text, 1).get(0)).contains("OTHER (outcome unknown)");
        assertThat(node.hasClosed(text)).isTrue();
        assertThat(node.answers(own, 1).get(0)).contains("OTHER (outcome unknown)");
        assertThat(node.hasClosed(own)).isFalse();
        assertThat(node.reason(nine)).contains("unknown");
    }

    @Test
    void whatWasGivenUpIsFollowedByAnEmptyCommandUnderItsSequence() {
        // given a follower that has given up a write, which nobody has
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        long last = cluster.leader().replica().machine().members().of(node.number()).last();
        List<LogEntry> forwarded = new ArrayList<>();
        cluster.lose((from, to, message) -> isForward(message));
        int write = node.begin(Ask.set("/a", -1, "given up"));
        cluster.pass(5_050);
        assertThat(node.answers(write, 1).get(0)).contains("outcome unknown");

        // when the way is free again, with another write behind it
        cluster.lose((from, to, message) -> {
            if (message instanceof PeerMessage.Forward forward) {
                forwarded.addAll(forward.entries());
            }
            return false;
        });
        int next = node.begin(Ask.set("/a", -1, "next"));
        cluster.within(1_000, () -> node.isAnswered(next));

        // then the sequence has no gap, and what was given up never happens
        assertThat(forwarded).filteredOn(entry -> entry.sequence() == last + 1).isNotEmpty()
                .allMatch(entry -> entry.command() instanceof Command.Empty);
        assertThat(writes(node, "/a")).containsExactly("/a=next");
        assertThat(node.answers(next, 1).get(0)).contains("rev=");
        cluster.pass(100);
        assertThat(cluster.leader().replica().machine().members().of(node.number()).last())
                .isEqualTo(last + 2);
    }

    @Test
    void readyIsNotGivenUp() {
        // given three, whose own commands get nowhere for longer than a client would wait
        String[] all = {"10.0.0.1:8046", "10.0.0.2:8046", "10.0.0.3:8046"};
        for (String address : all) cluster.start(address, all);
        cluster.lose((from, to, message) -> isForward(message));
        cluster.pass(7_000);

        // when the way is free, then all of them say that they take writes
        cluster.heal();
        cluster.within(3_000, () -> cluster.byAddress.values().stream()
                .allMatch(ClusterNode::isWritable));
    }

    @Test
    void deposedLeaderGivesUpWhatItProposedAndRefusesWhatItDidNot() {
        // given a leader that is cut off, with a write that it has proposed
        cluster.three();
        ClusterNode leader = cluster.leader();
        cluster.isolate(leader);
        int nine = leader.openNine();
        leader.send(nine, Ask.set("/a", -1, "proposed").tag(1));
        cluster.pass(1_000);
        assertThat(leader.isLeading()).isFalse();

        // when another is written later, then that one is refused, and the first is not
        int late = leader.openNine();
        leader.send(late, Ask.set("/a", -1, "late").tag(1));
        cluster.pass(1_000);
        assertThat(leader.responses(late, 1).get(0).error()).isEqualTo(ErrorCode.READONLY);
        assertThat(leader.responses(nine, 1)).isEmpty();
        cluster.pass(3_200);
        assertThat(leader.hasClosed(nine)).isTrue();
        assertThat(leader.responses(nine, 1)).isEmpty();

        // and healed, nothing but that one may have happened
        cluster.heal();
        cluster.until(leader::isWritable);
        cluster.pass(1_000);
        assertThat(writes(cluster.leader(), "/a")).doesNotContain("/a=late");
    }

    @Test
    void readsThatNoMajorityAnswersAreRefusedWhileALeaderIsHeard() {
        // given a follower that hears its leader, and whose questions for reads are lost
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        cluster.lose(message -> message instanceof PeerMessage.Slots slots
                && slots.message() instanceof Message.Probe);
        int read = node.begin(Ask.get("/a"));

        // then it hangs no longer than a write would
        cluster.within(6_000, () -> node.isAnswered(read));
        assertThat(node.answers(read, 1).get(0)).contains("READONLY");
    }

    // Once.

    @Test
    void noAnswerBeforeDecidedAndApplied() {
        // given a leader that hears of no votes, and of nothing that others have decided
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode follower = cluster.other(leader);
        long applied = leader.applied();
        cluster.lose((from, to, message) -> to == leader
                && message instanceof PeerMessage.Slots slots
                && (slots.message() instanceof Message.Accepted
                || slots.message() instanceof Message.Decided));
        int atLeader = leader.begin(Ask.set("/a", -1, "x"));
        int atFollower = follower.begin(Ask.set("/b", -1, "x"));
        int watch = leader.open();
        leader.send(watch, Ask.watch("/**").rev(leader.revision() + 1).tag(1));

        // when it has proposed, then nobody is told before it knows of a majority
        for (int i = 0; i < 140; i++) {
            cluster.step();
            assertThat(leader.applied()).isEqualTo(applied);
            assertThat(leader.isAnswered(atLeader)).isFalse();
            assertThat(leader.answers(watch, 1).size()).isLessThanOrEqualTo(1);
            // A follower knows of two votes, the leader's and its own, as soon as it has voted.
            boolean isApplied = "x".equals(follower.value("/b"));
            assertThat(follower.isAnswered(atFollower)).isEqualTo(isApplied);
        }
        assertThat(follower.isAnswered(atFollower)).isTrue();
        cluster.heal();
        cluster.within(1_000, () -> leader.isAnswered(atLeader));
        assertThat(leader.value("/a")).isEqualTo("x");
        assertThat(leader.answers(watch, 1)).hasSize(3);
    }

    @Test
    void retryAcrossLeadersAppliesOnce() {
        // given a standby with ten connections, and somebody who watches
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        List<Integer> connections = new ArrayList<>();
        for (int i = 0; i < 10; i++) connections.add(standby.open());
        int watch = standby.begin(Ask.watch("/w/*").rev(1));

        // when they write without waiting, and the leader dies, comes back, the next is cut off
        ClusterNode dead = null;
        for (int round = 1; round <= 40; round++) {
            for (int connection : connections) {
                standby.send(connection,
                        Ask.set("/w/" + connection + "." + round, -1, "x").tag(round));
            }
            cluster.pass(4);
            if (round == 20) cluster.start(dead.address(), standby.address());
            if (round == 10) dead = cluster.leader();
            if (round == 10) cluster.kill(dead);
            if (round == 30) cluster.isolate(cluster.leader());
            if (round == 30) cluster.breakCutLinks();
        }
        cluster.pass(1_000);
        cluster.heal();
        cluster.within(5_000, () -> connections.stream()
                .allMatch(connection -> hasAnswers(standby, connection, 40)));

        // then each took effect once, in the order in which its connection sent it
        for (int connection : connections) assertRising(standby, connection, 40);
        List<String> paths = standby.responses(watch, 1).stream().map(Response::path)
                .filter(path -> path != null).toList();
        assertThat(paths).hasSize(400).doesNotHaveDuplicates();
    }

    private static void assertRising(ClusterNode node, int connection, int tags) {
        long last = 0;
        for (int tag = 1; tag <= tags; tag++) {
            Response response = node.response(connection, tag);
            assertThat(response.error()).isNull();
            assertThat(response.rev()).isGreaterThan(last);
            last = response.rev();
        }
    }

    @Test
    void writesGoThroughAPeerThatHearsTheLeader() {
        // given a follower and a leader that cannot reach each other, and a third that both can
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        cluster.cut(leader, node);
        cluster.cut(node, leader);
        cluster.breakCutLinks();
        cluster.pass(1_000);

        // when it is written to and read from, then that works, and the leader is the same
        for (int i = 0; i < 5; i++) {
            int write = node.begin(Ask.set("/a", -1, "" + i));
            cluster.within(1_000, () -> node.isAnswered(write));
            assertThat(node.answers(write, 1).get(0)).contains("rev=");
            int read = node.begin(Ask.get("/a"));
            cluster.within(1_000, () -> node.isAnswered(read));
            assertThat(node.answers(read, 1).get(0)).contains("value=" + i);
        }
        assertThat(leader.isLeading()).isTrue();
    }

    @Test
    void writesFindAWayWhereTheLeaderIsHeardAndNotReached() {
        // given a follower that hears its leader, but cannot open a connection to it
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        cluster.cut(node, leader);
        cluster.breakLinks(node, leader);
        cluster.pass(1_000);
        assertThat(leader.isLeading()).isTrue();

        // when it is written to, then the third one passes it on
        int write = node.begin(Ask.set("/a", -1, "x"));
        cluster.within(2_000, () -> node.isAnswered(write));
        assertThat(node.answers(write, 1).get(0)).contains("rev=");
    }

    @Test
    void lostForwardIsMadeUpForWhileOthersFollow() {
        // given a leader that is new, and has heard nothing of a follower's writes
        cluster.three();
        cluster.kill(cluster.leader());
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        cluster.pass(300);
        int[] left = {1};
        cluster.lose((from, to, message) -> isForward(message) && left[0]-- > 0);

        // when the first one is lost and others follow, one each ten milliseconds
        List<Integer> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(node.begin(Ask.set("/w/" + i, 0, "x")));
            cluster.pass(10);
        }

        // then it is sent again soon, and all of them are done, in order
        assertThat(node.isAnswered(writes.get(0))).isTrue();
        cluster.within(700, () -> writes.stream().allMatch(node::isAnswered));
        long last = 0;
        for (int write : writes) {
            assertThat(node.responses(write, 1).get(0).error()).isNull();
            assertThat(node.responses(write, 1).get(0).rev()).isGreaterThan(last);
            last = node.responses(write, 1).get(0).rev();
        }
    }

    @Test
    void staleForwardOfAPeerDoesNotShutOutItsOrigin() {
        // given a leader that was elected after a standby had written for a while
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        for (int i = 0; i < 10; i++) standby.set("/a", "" + i);
        cluster.kill(cluster.leader());
        ClusterNode leader = cluster.leader();
        cluster.pass(300);
        standby.set("/a", "10");
        long last = leader.replica().machine().members().of(standby.number()).last();

        // when a peer that was asleep passes on what the standby has sent before
        cluster.other(leader, standby).say(leader, new PeerMessage.Forward(List.of(
                new LogEntry(standby.number(), last - 7, new Command.Nop()),
                new LogEntry(standby.number(), last - 6, new Command.Nop()))));
        cluster.pass(50);

        // then what it writes from now on is done as before
        for (int i = 0; i < 10; i++) {
            int write = standby.begin(Ask.set("/a", -1, "" + i));
            assertThat(cluster.within(1_000, () -> standby.isAnswered(write))).isLessThan(50);
            assertThat(standby.answers(write, 1).get(0)).contains("rev=");
        }
    }

    @Test
    void commandsOfAnOriginAreExecutedInOrderAndOnce() {
        // given a member that has sent one command
        ClusterNode one = cluster.one();
        Machine machine = one.replica().machine();
        int origin = one.number();
        long last = machine.members().of(origin).last();
        long revision = one.revision();

        // when others of it are applied, then only the next one is executed
        assertThat(machine.apply(new LogEntry(origin, last, new Command.Nop())))
                .isSameAs(Result.REPEATED);
        assertThat(machine.apply(new LogEntry(origin, last + 2, new Command.Nop())))
                .isSameAs(Result.GAP);
        assertThat(machine.apply(new LogEntry(99, 1, new Command.Nop())).isDone()).isFalse();
        assertThat(one.revision()).isEqualTo(revision);
        assertThat(machine.apply(new LogEntry(origin, last + 1, new Command.Nop())).isDone())
                .isTrue();
        assertThat(machine.apply(new LogEntry(origin, last + 1, new Command.Nop())))
                .isSameAs(Result.REPEATED);

        // and one that is refused counts too
        assertThat(machine.apply(new LogEntry(origin, last + 2, new Command.Empty("no"))).code())
                .isEqualTo(ErrorCode.BAD_PATH);
        assertThat(machine.members().of(origin).last()).isEqualTo(last + 2);
        assertThat(one.revision()).isEqualTo(revision + 1);
    }

    @Test
    void leaderChangeUnderLoadSendsLittleTwice() {
        // given a standby that writes on and on, over a network that takes its time
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        for (ClusterNode from : cluster.byAddress.values()) {
            for (ClusterNode to : cluster.others(from)) cluster.delay(from, to, 5);
        }
        long[] entries = {0};
        cluster.lose((from, to, message) -> {
            if (from == standby && message instanceof PeerMessage.Forward forward) {
                entries[0] += forward.entries().size();
            }
            return false;
        });

        // when the leader dies in the middle of it
        List<Integer> writes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writes.add(standby.begin(Ask.set("/w/" + i, 0, "x")));
            cluster.pass(2);
            if (i == 150) cluster.kill(cluster.leader());
        }
        cluster.within(2_000, () -> writes.stream().allMatch(standby::isAnswered));

        // then all are done, and it does not send everything again and again
        assertThat(writes).allMatch(write ->
                standby.responses(write, 1).get(0).error() == null);
        assertThat(entries[0]).isLessThan(600);
    }

    @Test
    void nothingIsSentAgainUnderANewNumber() {
        // given a standby with a write that was sent and lost, which is dropped for its silence
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        int old = standby.number();
        Settings.Times times = Settings.Times.DEFAULT;
        cluster.lose((from, to, message) -> isForward(message));
        int write = standby.openNine();
        standby.send(write, Ask.set("/a", 0, "x").tag(1));
        cluster.pass(3);
        cluster.isolate(standby);
        cluster.within(13_000,
                () -> cluster.leader().replica().machine().members().of(old) == null);
        assertThat(times.answerNanos()).isLessThan(times.silenceNanos());

        // when it is back under a new number, then its client knows nothing, and nothing comes
        List<LogEntry> forwarded = new ArrayList<>();
        cluster.heal();
        cluster.lose((from, to, message) -> {
            if (message instanceof PeerMessage.Forward forward && from == standby) {
                forwarded.addAll(forward.entries());
            }
            return false;
        });
        cluster.within(5_000, () -> standby.number() > old && standby.isWritable());
        assertThat(standby.hasClosed(write)).isTrue();
        assertThat(forwarded).filteredOn(entry -> entry.origin() > old)
                .noneMatch(entry -> entry.command() instanceof Command.Set);
        assertThat(forwarded).filteredOn(entry -> entry.origin() > old).first()
                .extracting(LogEntry::sequence).isEqualTo(1L);
        assertThat(standby.ask(Ask.get("/a"))).contains("rev=0");
    }
}
