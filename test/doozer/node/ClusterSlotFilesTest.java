package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.ErrorCode;
import doozer.wire.Response;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients write into {@code /ctl/cal}, at a node that does not lead: rule C1. */
class ClusterSlotFilesTest {
    private final TestCluster cluster = new TestCluster();

    /** One that does not lead. */
    private ClusterNode follower() {
        return cluster.other(cluster.leader());
    }

    private Response put(int slot, String value) {
        return follower().call(Ask.set("/ctl/cal/" + slot, Long.MAX_VALUE, value));
    }

    private void untilVoters(int... numbers) {
        cluster.within(3_000,
                () -> Arrays.equals(cluster.leader().voterNumbers(), numbers)
                && !cluster.leader().replica().machine().configurations().isScheduled());
    }

    /** The next write of each node is answered at once: no sequence has a gap. */
    private void assertNoGap() {
        for (ClusterNode node : cluster.byAddress.values()) {
            int connection = node.begin(Ask.set("/works", -1, node.address()));
            assertThat(cluster.within(1_000, () -> node.isAnswered(connection))).isLessThan(100);
            assertThat(node.answers(connection, 1).get(0)).contains("rev=");
        }
    }

    private static void assertRefused(Response response, String why) {
        assertThat(response.error()).isEqualTo(ErrorCode.BAD_PATH);
        assertThat(response.errDetail()).contains(why);
    }

    @Test
    void openSlotsRaiseTheAimAndAreFilledToAnOddNumber() {
        // given three voters of five
        List<ClusterNode> nodes = cluster.founded(5);

        // when a slot is opened, then nothing comes of it: four is even
        assertThat(put(3, "").errCode()).isZero();
        cluster.pass(500);
        assertThat(cluster.leader().replica().machine().aim()).isEqualTo(4);
        assertThat(cluster.leader().voterNumbers()).containsExactly(1, 2, 3);

        // when another is opened, then both are filled in one change
        long version = cluster.leader().voters().version();
        assertThat(put(4, "").errCode()).isZero();
        untilVoters(1, 2, 3, 4, 5);
        assertThat(cluster.leader().voters().version()).isEqualTo(version + 1);
        cluster.pass(50);
        assertThat(nodes.get(0).value("/ctl/cal/3")).isEqualTo(nodes.get(3).id());
        assertThat(nodes.get(0).value("/ctl/cal/4")).isEqualTo(nodes.get(4).id());
        assertNoGap();
    }

    @Test
    void voterCountIsRaisedByItsFile() {
        cluster.founded(5);
        assertThat(follower().call(Ask.set("/ctl/voters", -1, "5")).errCode()).isZero();
        untilVoters(1, 2, 3, 4, 5);
        assertNoGap();
    }

    @Test
    void namedStandbyIsTakenAtOnceEvenNumbersIncluded() {
        List<ClusterNode> nodes = cluster.founded(4);
        assertThat(put(3, nodes.get(3).id()).errCode()).isZero();
        untilVoters(1, 2, 3, 4);
        assertNoGap();
    }

    @Test
    void namedStandbyTakesTheSlotOfAnother() {
        // given three voters of four
        List<ClusterNode> nodes = cluster.founded(4);

        // when the standby is named in the slot of a voter, then that is one change
        long version = cluster.leader().voters().version();
        assertThat(put(1, nodes.get(3).id()).errCode()).isZero();
        untilVoters(1, 3, 4);
        assertThat(cluster.leader().voters().version()).isEqualTo(version + 1);
        cluster.pass(500);
        assertThat(nodes.get(1).isVoter()).isFalse();
        assertNoGap();
    }

    @Test
    void slotOfTheLeaderItselfIsGivenToAnother() {
        List<ClusterNode> nodes = cluster.founded(4);
        ClusterNode leader = cluster.leader();
        int slot = leader.number() - 1;
        assertThat(put(slot, nodes.get(3).id()).errCode()).isZero();
        cluster.within(2_000, () -> !leader.isLeading() && !leader.isVoter());
        cluster.leader();
        assertNoGap();
    }

    @Test
    void emptiedSlotIsOpenAndDeletedOneIsGone() {
        // given four voters, named
        List<ClusterNode> nodes = cluster.founded(4);
        put(3, nodes.get(3).id());
        untilVoters(1, 2, 3, 4);

        // when the slot is emptied, then three vote, and the file is there
        assertThat(put(3, "").errCode()).isZero();
        untilVoters(1, 2, 3);
        cluster.pass(500);
        assertThat(cluster.leader().value("/ctl/cal/3")).isEmpty();
        assertThat(cluster.leader().voterNumbers()).containsExactly(1, 2, 3);

        // when it is deleted, then it is not, and the aim is as before
        assertThat(follower().call(Ask.del("/ctl/cal/3", -1)).errCode()).isZero();
        cluster.pass(50);
        assertThat(cluster.leader().value("/ctl/cal/3")).isNull();
        assertThat(cluster.leader().replica().machine().aim()).isEqualTo(3);
        assertNoGap();
    }

    @Test
    void whoseSlotIsDeletedIsVoterAgainUnlessFewerAreWanted() {
        // given three voters, all that there are
        cluster.three();
        assertThat(put(1, cluster.byAddress.get("10.0.0.2:8046").id()).errCode()).isZero();
        cluster.leader().call(Ask.del("/ctl/cal/1", -1));
        long version = cluster.leader().voters().version();
        cluster.within(2_000, () -> cluster.leader().voters().version() > version);
        untilVoters(1, 2, 3);

        // when fewer are wanted first, then it stays a standby
        cluster.leader().call(Ask.set("/ctl/voters", -1, "2"));
        String slot = "/ctl/cal/" + List.of("0", "1", "2").stream().filter(n -> cluster.leader()
                .value("/ctl/cal/" + n).equals(cluster.byAddress.get("10.0.0.2:8046").id()))
                .findFirst().get();
        assertThat(cluster.leader().call(Ask.del(slot, -1)).errCode()).isZero();
        untilVoters(1, 3);
        cluster.pass(1_000);
        assertThat(cluster.leader().voterNumbers()).containsExactly(1, 3);
        assertNoGap();
    }

    @Test
    void whatIsNoUsableMemberIsRefused() {
        // given three voters and a standby that nobody hears
        List<ClusterNode> nodes = cluster.founded(4);
        cluster.isolate(nodes.get(3));
        cluster.pass(400);

        // then each of these is refused, with the reason
        assertRefused(put(3, nodes.get(3).id()), "no member that could vote");
        assertRefused(put(3, "nobody"), "no member that could vote");
        assertRefused(put(3, nodes.get(1).id()), "no member that could vote");
        assertRefused(put(1, nodes.get(2).id()), "no member that could vote");
        assertThat(put(1, nodes.get(1).id()).errCode()).isZero();
        for (int slot = 3; slot < 7; slot++) assertThat(put(slot, "").errCode()).isZero();
        assertRefused(put(7, ""), "at most 7");
        assertThat(cluster.leader().voterNumbers()).containsExactly(1, 2, 3);
        assertThat(cluster.leader().voters().version()).isEqualTo(1);
        cluster.heal();
        cluster.pass(300);
        assertNoGap();
    }

    @Test
    void onlyVoterIsNotRemoved() {
        ClusterNode one = cluster.one();
        Response emptied = one.call(Ask.set("/ctl/cal/0", -1, ""));
        assertRefused(emptied, "only voter");
        assertRefused(one.call(Ask.del("/ctl/cal/0", -1)), "only voter");
        assertThat(one.set("/a", "x")).isPositive();
    }

    @Test
    void revisionOfTheFileIsCompared() {
        List<ClusterNode> nodes = cluster.founded(4);
        Response old = follower().call(Ask.set("/ctl/cal/1", 0, nodes.get(3).id()));
        assertThat(old.error()).isEqualTo(ErrorCode.REV_MISMATCH);
        assertThat(cluster.leader().voterNumbers()).containsExactly(1, 2, 3);
        assertNoGap();
    }

    @Test
    void changeThatOverlapsWithAnotherIsRefused() {
        // given three voters of five, and a network that takes its time
        List<ClusterNode> nodes = cluster.founded(5);
        ClusterNode leader = cluster.leader();
        for (ClusterNode from : nodes) {
            for (ClusterNode to : nodes) {
                if (from != to) cluster.delay(from, to, 10);
            }
        }

        // when a second change is asked for before the first one is decided
        int first = leader.begin(Ask.set("/ctl/cal/3", 0, nodes.get(3).id()));
        cluster.pass(3);
        int second = leader.begin(Ask.set("/ctl/cal/4", 0, nodes.get(4).id()));

        // then it was judged by voters that are not those of now
        cluster.within(1_000, () -> leader.isAnswered(second));
        assertThat(leader.responses(first, 1).get(0).errCode()).isZero();
        assertThat(leader.responses(second, 1).get(0).error()).isEqualTo(ErrorCode.REV_MISMATCH);
        assertThat(leader.responses(second, 1).get(0).errDetail()).contains("changed meanwhile");

        // and one that is asked for while the first waits to take effect is refused as such
        int third = leader.begin(Ask.set("/ctl/cal/4", 0, nodes.get(4).id()));
        cluster.within(1_000, () -> leader.isAnswered(third));
        assertRefused(leader.responses(third, 1).get(0), "changing already");
        cluster.heal();
        untilVoters(1, 2, 3, 4);
        assertNoGap();
    }

    @Test
    void changeThatTooFewWouldFollowIsRefused() {
        // given three voters, of which one is dead, and a standby
        List<ClusterNode> nodes = cluster.founded(4);
        ClusterNode dead = cluster.others(cluster.leader(), nodes.get(3)).get(0);
        ClusterNode left = cluster.others(cluster.leader(), nodes.get(3), dead).get(0);
        cluster.kill(dead);
        cluster.pass(500);

        // when the other follower's slot is to be emptied, then one of two would be left
        int slot = left.number() - 1;
        Response emptied = cluster.leader().call(Ask.set("/ctl/cal/" + slot, -1, ""));
        assertRefused(emptied, "too few");
        assertNoGap();
    }

    @Test
    void whatIsNoSlotIsRefusedEverywhere() {
        cluster.three();
        for (String path : new String[] {"/ctl/cal/x", "/ctl/cal/01", "/ctl/cal/1000",
            "/ctl/cal/1/a", "/ctl/node/a/addr", "/ctl/name"}) {
            Response response = follower().call(Ask.set(path, -1, "x"));
            assertThat(response.error()).as(path).isEqualTo(ErrorCode.BAD_PATH);
        }
        assertNoGap();
    }
}
