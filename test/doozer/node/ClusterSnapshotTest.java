package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.wire.ErrorCode;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Those who are far behind: rules P12 and P13. */
class ClusterSnapshotTest {
    private final TestCluster cluster = new TestCluster();

    private static boolean isSnapshot(PeerMessage message) {
        return message instanceof PeerMessage.SnapshotBegin
                || message instanceof PeerMessage.SnapshotPart;
    }

    private static Machine machine(ClusterNode node) {
        return node.replica().machine();
    }

    /** So many writes, one after the other. */
    private void write(int count) {
        ClusterNode leader = cluster.leader();
        for (int i = 0; i < count; i++) leader.set("/w/" + i % 20, "" + i);
    }

    /** Keeps one away while more is written than the log holds. */
    private ClusterNode leftBehind(int writes) {
        ClusterNode node = cluster.other(cluster.leader());
        cluster.isolate(node);
        cluster.breakCutLinks();
        write(writes);
        return node;
    }

    @Test
    void snapshotCarriesEverythingAndNeverRollsBack() {
        // given a cluster with a history, a standby, commands of each, and a change of voters
        cluster.founded(4);
        for (ClusterNode node : cluster.byAddress.values()) node.set("/n", node.address());
        ClusterNode gone = cluster.start("10.0.0.7:8046", "10.0.0.1:8046");
        cluster.until(gone::isWritable);
        cluster.kill(gone);
        write(30);
        ClusterNode leader = cluster.leader();
        leader.call(Ask.del("/w/3", -1));
        List<PeerMessage> messages = new ArrayList<>();
        cluster.lose((from, to, message) -> {
            if (isSnapshot(message)) messages.add(message);
            return false;
        });

        // when another one joins
        ClusterNode joiner = cluster.joined(5);
        cluster.pass(100);

        // then it has everything that the others have
        assertThat(messages).isNotEmpty();
        assertEqual(joiner, leader);

        // when the same snapshot comes again, as from one that was asleep
        write(5);
        cluster.pass(50);
        long applied = joiner.applied();
        long installed = joiner.replica().snapshots().installed();
        for (PeerMessage message : messages) {
            for (ClusterNode node : cluster.others(joiner)) node.say(joiner, message);
        }
        cluster.pass(100);

        // then nothing is rolled back
        assertThat(joiner.replica().snapshots().installed()).isEqualTo(installed);
        assertThat(joiner.applied()).isGreaterThanOrEqualTo(applied);
        assertThat(joiner.hash()).isEqualTo(leader.hash());
    }

    /** All of the replicated state, one thing after the other. */
    private static void assertEqual(ClusterNode one, ClusterNode other) {
        Machine its = machine(one);
        Machine theirs = machine(other);
        assertThat(one.applied()).isEqualTo(other.applied());
        assertThat(one.hash()).isEqualTo(other.hash());
        assertThat(its.genesis()).isEqualTo(theirs.genesis());
        assertThat(its.level()).isEqualTo(theirs.level());
        assertThat(its.members().numbers()).containsExactly(theirs.members().numbers());
        assertThat(its.members().nextNumber()).isEqualTo(theirs.members().nextNumber());
        for (Member member : theirs.members().all()) {
            assertThat(its.members().of(member.number).last()).isEqualTo(member.last());
            assertThat(its.members().of(member.number).profile).isEqualTo(member.profile);
        }
        assertThat(its.configurations().known()).isEqualTo(theirs.configurations().known());
        assertThat(its.store().oldest()).isEqualTo(theirs.store().oldest());
        for (long r = its.store().oldest(); r <= one.revision(); r++) {
            assertThat(its.store().event(r).path()).isEqualTo(theirs.store().event(r).path());
            assertThat(its.store().at(r).hash()).isEqualTo(theirs.store().at(r).hash());
        }
    }

    @Test
    void snapshotLeavesPromisesAlone() {
        // given a voter that is left behind, and has promised more than anybody has heard of
        cluster.three();
        ClusterNode node = leftBehind(40);
        long promised = node.replica().paxos().promised();
        assertThat(promised).isPositive();

        // when it catches up by a snapshot
        cluster.heal();
        cluster.within(3_000, () -> node.replica().snapshots().installed() == 1);

        // then it has promised what it had, or more
        assertThat(Long.compareUnsigned(node.replica().paxos().promised(), promised))
                .isGreaterThanOrEqualTo(0);
        cluster.within(1_000, () -> node.applied() == cluster.leader().applied());
    }

    @Test
    void scheduledChangeOfVotersIsInASnapshot() {
        // given a standby that is left behind, and a change of voters that waits to take effect
        cluster.founded(5);
        ClusterNode leader = cluster.leader();
        ClusterNode behind = cluster.byAddress.get("10.0.0.5:8046");
        cluster.isolate(behind);
        cluster.breakCutLinks();
        write(30);
        long version = leader.voters().version();
        cluster.lose(message -> message instanceof PeerMessage.Slots slots
                && slots.message() instanceof Message.Accept accept
                && ((Batch) accept.value()).entries().isEmpty());
        leader.propose(new Command.Config(version, new int[] {1, 2, 4}));
        cluster.pass(20);
        assertThat(machine(leader).configurations().isScheduled()).isTrue();

        // when a snapshot of that state is installed at the one behind
        behind.replica().install(machine(leader).snapshot(leader.applied()), leader.copyOfStore());

        // then it knows of both, and from which slot on
        assertThat(machine(behind).configurations().known())
                .isEqualTo(machine(leader).configurations().known()).hasSize(2);
        assertThat(behind.hash()).isEqualTo(leader.hash());
        cluster.heal();
        cluster.within(2_000, () -> !machine(behind).configurations().isScheduled());
        cluster.pass(100);
        assertThat(behind.hash()).isEqualTo(cluster.leader().hash());
    }

    @Test
    void joinerSlowerThanTheLogCatchesUp() {
        // given a cluster with half a megabyte, whose log holds sixteen slots
        cluster.three();
        ClusterNode leader = cluster.leader();
        for (int i = 0; i < 500; i++) {
            leader.propose(
                    new Command.Set("/big/" + i, -1, new byte[1000]));
        }
        cluster.pass(50);

        // when another joins over a slow network, while every millisecond a slot is written
        ClusterNode joiner = cluster.start("10.0.0.4:8046", leader.address());
        for (ClusterNode node : cluster.others(joiner)) {
            cluster.delay(node, joiner, 20);
            cluster.delay(joiner, node, 20);
        }
        for (int i = 0; i < 3_000 && !joiner.isWritable(); i++) {
            leader.propose(new Command.Set("/w/" + i % 50, -1, new byte[9]));
            cluster.step();
        }

        // then it is a member in time, and equal when it is quiet
        assertThat(joiner.isWritable()).isTrue();
        assertThat(joiner.replica().snapshots().installed()).isBetween(1L, 3L);
        cluster.pass(200);
        assertThat(joiner.hash()).isEqualTo(leader.hash());
    }

    @Test
    void snapshotWhoseSenderDiesComesFromAnother() {
        // given a joiner that is in the middle of a snapshot
        cluster.founded(4);
        ClusterNode leader = cluster.leader();
        for (int i = 0; i < 500; i++) {
            leader.propose(
                    new Command.Set("/big/" + i, -1, new byte[1000]));
        }
        cluster.pass(50);
        List<TestCluster.Host> senders = new ArrayList<>();
        cluster.lose((from, to, message) -> {
            if (message instanceof PeerMessage.SnapshotBegin) senders.add(from);
            return message instanceof PeerMessage.SnapshotPart part && part.part() > 2
                    && senders.size() == 1;
        });
        ClusterNode joiner = cluster.start("10.0.0.5:8046", "10.0.0.1:8046", "10.0.0.2:8046");
        cluster.until(() -> senders.size() == 1);
        cluster.pass(20);

        // when its sender dies, then another one sends all of it
        cluster.kill(senders.get(0));
        cluster.within(4_000, joiner::isWritable);
        assertThat(joiner.node().current().hash())
                .isEqualTo(cluster.leader().node().current().hash());
    }

    @Test
    void waitsWatchesAndReadsAreRunOverTheHistoryOfASnapshot() {
        // given a node that is left behind for fewer revisions than history holds, with clients
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        long from = node.revision();
        int watch = node.open();
        node.send(watch, Ask.watch("/w/*").rev(from + 1).tag(1));
        int wait = node.begin(Ask.waitFor("/w/7", from + 1));
        int late = node.begin(Ask.waitFor("/w/1", from + 30));
        int read = node.begin(Ask.get("/w/2").rev(from + 10));
        int future = node.begin(Ask.get("/w/2").rev(from + 1_000));
        cluster.pass(5);
        assertThat(leftBehind(50)).isSameAs(node);

        // when it gets a snapshot
        cluster.heal();
        cluster.within(3_000, () -> node.revision() == cluster.leader().revision());
        cluster.pass(20);
        assertThat(node.replica().snapshots().installed()).isEqualTo(1);

        // then the watch has heard of each write once, and nothing hangs that has its revision
        List<Long> told = node.responses(watch, 1).stream().filter(one -> one.path() != null)
                .map(Response::rev).toList();
        assertThat(told).hasSize(50).isSorted().doesNotHaveDuplicates();
        assertThat(told.get(0)).isEqualTo(from + 1);
        assertThat(node.responses(wait, 1).get(0).rev()).isEqualTo(from + 8);
        assertThat(node.responses(late, 1).get(0).rev()).isEqualTo(from + 42);
        assertThat(node.answers(read, 1).get(0)).contains("value=2");
        assertThat(node.isAnswered(future)).isFalse();

        // and goes on
        long next = cluster.leader().set("/w/7", "next");
        cluster.pass(20);
        assertThat(node.responses(watch, 1)).hasSize(52).last()
                .extracting(Response::rev).isEqualTo(next);
    }

    @Test
    void whatIsOlderThanTheHistoryOfASnapshotIsTooLate() {
        // given a node that is left behind for more revisions than history holds, with clients
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        long from = node.revision();
        int watch = node.open();
        node.send(watch, Ask.watch("/w/*").rev(from + 1).tag(1));
        int wait = node.begin(Ask.waitFor("/w/7", from + 1));
        int read = node.begin(Ask.get("/w/2").rev(from + 10));
        int held = node.begin(Ask.get("/w/2").rev(from + 140));
        cluster.pass(5);
        assertThat(leftBehind(150)).isSameAs(node);

        // when it gets a snapshot, then they are told, and from where on they may go on
        cluster.heal();
        cluster.within(3_000, () -> node.isAnswered(wait) && node.isAnswered(read));
        long oldest = machine(node).store().oldest();
        Response end = node.responses(watch, 1).get(node.responses(watch, 1).size() - 1);
        assertThat(end.error()).isEqualTo(ErrorCode.TOO_LATE);
        assertThat(end.rev()).isEqualTo(oldest).isGreaterThan(from);
        assertThat(node.responses(watch, 1)).noneMatch(one -> one.path() != null);
        assertThat(node.responses(wait, 1).get(0).error()).isEqualTo(ErrorCode.TOO_LATE);
        assertThat(node.responses(read, 1).get(0).error()).isEqualTo(ErrorCode.TOO_LATE);
        assertThat(node.responses(held, 1).get(0).error()).isNull();
    }

    @Test
    void guestAnswersItsClientsOverItsFirstSnapshot() {
        // given a process that belongs to no cluster yet, with clients that wait
        cluster.three();
        long revision = cluster.leader().set("/a", "x");
        ClusterNode guest = cluster.start("10.0.0.4:8046", "10.0.0.9:8046", "10.0.0.1:8046");
        int watch = guest.open();
        guest.send(watch, Ask.watch("/a").rev(revision).tag(1));
        int read = guest.begin(Ask.get("/a").rev(revision));
        cluster.step();
        assertThat(guest.isAnswered(read)).isFalse();

        // when it joins, then they are answered
        cluster.within(2_000, () -> guest.isAnswered(read));
        assertThat(guest.answers(read, 1).get(0)).contains("value=x");
        assertThat(guest.responses(watch, 1)).hasSize(2);
        assertThat(guest.responses(watch, 1).get(1).rev()).isEqualTo(revision);
    }

    @Test
    void pendingCommandThatASnapshotHasIsUnknownAndTheNextOnesGoOn() {
        // given a follower whose write is applied by the others, while it hears nothing of it
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        ClusterNode leader = cluster.leader();
        int nine = node.openNine();
        int own = node.open();
        cluster.lose((from, to, message) -> to == node);
        node.send(nine, Ask.set("/a", 0, "x").tag(1));
        node.send(own, Ask.set("/b", 0, "x").tag(1));
        cluster.within(100, () -> leader.value("/b") != null);
        write(40);

        // when it catches up by a snapshot, then nobody can tell its clients what came of it
        cluster.heal();
        cluster.within(3_000, () -> node.replica().snapshots().installed() == 1);
        cluster.pass(20);
        assertThat(node.hasClosed(nine)).isTrue();
        assertThat(node.responses(nine, 1)).isEmpty();
        assertThat(node.answers(own, 1).get(0)).contains("outcome unknown");

        // and the next ones are done
        node.send(own, Ask.set("/c", 0, "x").tag(2));
        cluster.within(500, () -> !node.responses(own, 2).isEmpty());
        assertThat(node.responses(own, 2).get(0).error()).isNull();
        assertThat(node.value("/a")).isEqualTo("x");
    }

    @Test
    void windowIsThatOfTheClusterNotOnesOwn() {
        // given a cluster with a window of eight
        cluster.three();

        // when one joins that would found one with another window
        Settings.Cluster usual = cluster.settings("10.0.0.1:8046");
        ClusterNode joiner = cluster.start("10.0.0.4:8046", new Settings.Cluster(usual.peers(), 3,
                64, 1, usual.times(), usual.log(), false));
        cluster.until(joiner::isWritable);

        // then it has that of the cluster
        assertThat(machine(joiner).configurations().window()).isEqualTo(8);
    }
}
