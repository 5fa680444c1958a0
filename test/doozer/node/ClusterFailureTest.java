package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Configuration;
import doozer.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node whose state is not what it should be takes part no more: rules P7, P14 and R16. */
class ClusterFailureTest {
    private final TestCluster cluster = new TestCluster();

    private static Profile profile(int number) {
        return new Profile(new Incarnation((long) number << 50, number), "10.0.0.77:8046", "bob",
                "1.0", Leases.LEVEL);
    }

    /** Clients of a node that takes part no more. */
    private void assertStopped(ClusterNode node, long revision, String value) {
        assertThat(node.replica().isStopped()).isTrue();
        assertThat(node.ask(Ask.get("/a").rev(revision))).contains("value=" + value);
        assertThat(node.ask(Ask.waitFor("/a", 1))).contains("path=/a");
        assertThat(node.call(Ask.set("/b", -1, "x")).error()).isEqualTo(ErrorCode.READONLY);
        assertThat(node.call(Ask.get("/a")).error()).isEqualTo(ErrorCode.READONLY);
        assertThat(node.info("role")).isEqualTo("stopped");
        assertThat(cluster.said("takes-no-part")).hasSize(1);
        assertThat(cluster.said("takes-no-part").get(0)).contains(node.address());
    }

    @Test
    void applyThatFailsStopsTheNodeAndNotTheProcess() {
        // given three voters and a standby, and a node at which a slot cannot be applied
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader, standby);
        leader.set("/a", "x");
        cluster.pass(50);
        int sent = node.openNine();
        cluster.delay(node, leader, 50);
        node.send(sent, Ask.set("/sent", -1, "x").tag(1));
        cluster.pass(5);
        String inTheWay = "/ctl/node/" + profile(1).incarnation().id();
        node.replica().machine().store().set(inTheWay, -1, new byte[0]);
        long revision = node.revision();

        // when such a slot comes, with something before it
        leader.propose(new Command.Set("/partial", -1, new byte[1]));
        leader.propose(new Command.Join(profile(1)));
        cluster.within(20, () -> node.replica().isStopped());
        cluster.pass(5);

        // then nothing of the slot is there, and the rest can be read
        assertThat(node.revision()).isEqualTo(revision);
        assertThat(node.value("/partial")).isNull();
        assertThat(leader.value("/partial")).isNotNull();
        assertStopped(node, revision, "x");
        assertThat(node.hasClosed(sent)).isTrue();
        assertThat(node.responses(sent, 1)).isEmpty();

        // and the others go on without it
        cluster.heal();
        cluster.within(12_000, standby::isVoter);
        assertThat(leader.voters().has(node.number())).isFalse();
        assertThat(standby.ask(Ask.set("/c", -1, "x"))).contains("rev=");
    }

    @Test
    void stoppedNodeKeepsNothingOfThoseWhoKnock() throws ReflectiveOperationException {
        // given a node that takes part no more
        cluster.three();
        ClusterNode node = cluster.other(cluster.leader());
        node.replica().stop("as a test wants it");

        // when others try to reach it, for long
        cluster.pass(3_000);

        // then it has kept none of it
        var inbox = Membership.class.getDeclaredField("inbox");
        inbox.setAccessible(true);
        assertThat((Iterable<?>) inbox.get(node.replica().membership())).isEmpty();
        for (ClusterNode other : cluster.others(node)) {
            assertThat(cluster.links(other, node)).isLessThanOrEqualTo(1);
        }

        // and when it is asked to leave, then it does
        node.leave();
        cluster.within(1_000, node::isDead);
        assertThat(node.ending).isEqualTo(Effects.Ending.LEFT);
    }

    @Test
    void nodeThatDiffersFromAMajorityStops() {
        for (boolean isLeader : new boolean[] {false, true}) {
            TestCluster cluster = new TestCluster();
            // given three that are equal, and one that is changed by what is no command
            cluster.three();
            ClusterNode leader = cluster.leader();
            ClusterNode node = isLeader ? leader : cluster.other(leader);
            leader.set("/a", "x");
            cluster.pass(50);
            node.replica().machine().store().set("/evil", -1, new byte[1]);

            // when they have been idle after another slot
            cluster.other(node).set("/b", "x");
            cluster.within(2_000, () -> node.replica().isStopped());

            // then that one takes part no more, and says so, and the others go on
            assertThat(cluster.said("takes-no-part")).hasSize(1);
            assertThat(cluster.said("takes-no-part").get(0)).contains(node.address());
            cluster.pass(1_000);
            ClusterNode other = cluster.other(node);
            assertThat(other.ask(Ask.set("/c", -1, "x"))).contains("rev=");
            assertThat(other.info("alarm")).isEmpty();
        }
    }

    @Test
    void withoutAMajorityThatIsAlikeAllRaiseAnAlarm() {
        // given three of which each has something else
        List<ClusterNode> nodes = cluster.three();
        for (int i = 0; i < 3; i++) {
            nodes.get(i).replica().machine().store().set("/evil", -1, new byte[i]);
        }

        // when they have been idle after another slot
        cluster.leader().set("/b", "x");
        cluster.pass(1_000);

        // then nobody stops, and it is said
        assertThat(nodes).noneMatch(node -> node.replica().isStopped());
        assertThat(cluster.said("state-differs")).isNotEmpty();
        assertThat(cluster.leader().info("alarm")).isNotEmpty();
    }

    @Test
    void nodesThatAreAlikeNeverStopHoweverTheyCameToIt() {
        // given a change of voters whose last slot is one at which hashes are told
        cluster.founded(5);
        ClusterNode leader = cluster.leader();
        ClusterNode behind = cluster.byAddress.get("10.0.0.5:8046");
        // Decided at 1017, with a window of 8, and filled up to 1024.
        long last = 1016;
        while (leader.applied() < last - 40) {
            for (int i = 0; i < 6; i++) leader.begin(Ask.nop());
            cluster.step();
        }
        cluster.pass(50);
        cluster.isolate(behind);
        cluster.breakCutLinks();
        while (leader.applied() < last) leader.set("/a", "x");
        leader.propose(new Command.Config(leader.voters().version(), new int[] {1, 2, 4}));
        cluster.pass(500);
        assertThat(leader.applied()).isEqualTo(1024);
        assertThat(leader.voters().firstSlot()).isEqualTo(1025);

        // when one gets all of it as a snapshot, and all are idle
        cluster.heal();
        cluster.within(3_000, () -> behind.applied() == 1024);
        cluster.pass(1_000);

        // then nobody takes another for one that differs
        assertThat(cluster.byAddress.values()).noneMatch(node -> node.replica().isStopped());
        assertThat(cluster.said("state-differs")).isEmpty();
    }

    // Feature levels.

    @Test
    void levelIsRaisedOneByOneAndNobodyBelowItJoins() {
        // given a cluster of one
        ClusterNode one = cluster.one();
        Machine machine = one.replica().machine();

        // when its level is raised, then by one, and no further
        assertThat(machine.level(new Command.Level(Leases.LEVEL + 2)).code())
                .isEqualTo(ErrorCode.REV_MISMATCH);
        assertThat(machine.level(new Command.Level(Leases.LEVEL)).code())
                .isEqualTo(ErrorCode.REV_MISMATCH);
        assertThat(machine.level(new Command.Level(Leases.LEVEL + 1)).isDone()).isTrue();
        assertThat(machine.level()).isEqualTo(Leases.LEVEL + 1);

        // then nobody joins that does not support it
        assertThat(machine.join(new Command.Join(profile(1))).code()).isEqualTo(ErrorCode.RANGE);
    }

    @Test
    void levelIsRaisedOnlyWhenAllSupportIt() {
        for (int lowest = 0; lowest <= Leases.LEVEL; lowest++) {
            TestCluster cluster = new TestCluster();
            // given a cluster from before there were levels, with a member that supports so much
            ClusterNode one = cluster.one();
            Machine machine = one.replica().machine();
            Profile old = profile(2);
            List<Member> members = new ArrayList<>(machine.members().copy());
            members.add(new Member(2, new Profile(old.incarnation(), old.address(), "bob", "0.9",
                    lowest), 0));
            installAtLevelZero(one, members);
            assertThat(machine.level()).isZero();

            // when the leader has had time, then it is raised if that one supports it
            cluster.pass(2_000);
            assertThat(machine.level()).isEqualTo(lowest);
        }
    }

    private static void installAtLevelZero(ClusterNode node, List<Member> members) {
        Machine machine = node.replica().machine();
        long slot = node.applied() + 1;
        List<Configuration> known = List.copyOf(machine.configurations().known());
        Members all = new Members();
        all.restore(members, 3);
        long hash = machine.store().current().hash() * 31 + all.hash();
        for (Configuration one : known) hash = hash * 31 + one.hashCode();
        node.replica().install(new Snapshot(machine.genesis(), slot, members, 3, known, 0,
                hash * 31, 0, 0, List.of()), node.copyOfStore());
    }
}
