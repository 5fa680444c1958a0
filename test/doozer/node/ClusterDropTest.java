package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members that a client sends away: by a DEL of their address, and by LEAVE. */
class ClusterDropTest {
    private final TestCluster cluster = new TestCluster();

    private static String address(ClusterNode node) {
        return "/ctl/node/" + node.id() + "/addr";
    }

    private static void assertGone(ClusterNode at, ClusterNode dropped, int number) {
        for (String file : List.of("addr", "hostname", "version", "writable")) {
            assertThat(at.value("/ctl/node/" + dropped.id() + "/" + file)).as(file).isNull();
        }
        assertThat(at.value("/ctl/ns/local/" + dropped.id())).isNull();
        assertThat(at.replica().machine().members().of(number)).isNull();
    }

    private static void assertRefused(Response response, String why) {
        assertThat(response.error()).isEqualTo(ErrorCode.BAD_PATH);
        assertThat(response.errDetail()).contains(why);
    }

    /** All that are there have the same state, and take writes without a gap. */
    private void assertWorks() {
        for (ClusterNode node : cluster.byAddress.values()) {
            int connection = node.begin(Ask.set("/works", -1, node.address()));
            assertThat(cluster.within(1_000, () -> node.isAnswered(connection))).isLessThan(100);
            assertThat(node.answers(connection, 1).get(0)).contains("rev=");
        }
        ClusterNode any = cluster.leader();
        cluster.within(1_000, () -> cluster.byAddress.values().stream()
                .allMatch(node -> node.applied() == any.applied() && node.hash() == any.hash()));
    }

    @Test
    void deadStandbyIsDroppedAtOnceByADelOfItsAddress() {
        // given a standby that has just died
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode follower = cluster.other(cluster.leader(), standby);
        int number = standby.number();
        cluster.kill(standby);
        int watch = follower.open();
        follower.send(watch, Ask.watch("/ctl/node/" + standby.id() + "/*").tag(1));
        cluster.pass(20);
        long before = follower.revision();

        // when a client of a follower deletes its address
        Response answer = follower.call(Ask.del(address(standby), -1));

        // then all its files go, an event each, and the answer has the last revision
        assertThat(answer.errCode()).isZero();
        assertThat(answer.rev()).isEqualTo(before + 5).isEqualTo(follower.revision());
        assertGone(follower, standby, number);
        cluster.pass(20);
        assertThat(follower.responses(watch, 1).stream().skip(1)).hasSize(4)
                .allMatch(event -> (event.flags() & Flags.DEL) != 0);
        assertWorks();
        assertRefused(follower.call(Ask.del(address(standby), -1)), "no member has that id");
    }

    @Test
    void voterIsNotDropped() {
        List<ClusterNode> nodes = cluster.three();
        long hash = cluster.leader().node().current().hash();
        for (ClusterNode node : nodes) {
            assertRefused(cluster.other(cluster.leader()).call(Ask.del(address(node), -1)),
                    "demote it first");
        }
        assertThat(cluster.leader().node().current().hash()).isEqualTo(hash);
        assertWorks();
    }

    @Test
    void voterThatIsOnlyScheduledIsNotDropped() {
        // given a standby that will vote in a while, by a network that takes its time
        List<ClusterNode> nodes = cluster.founded(4);
        ClusterNode leader = cluster.leader();
        for (ClusterNode other : cluster.others(leader)) cluster.delay(leader, other, 20);
        int promoted = leader.begin(Ask.set("/ctl/cal/3", 0, nodes.get(3).id()));
        cluster.until(() -> leader.isAnswered(promoted));
        assertThat(leader.replica().machine().configurations().isScheduled()).isTrue();

        // then it is too late to drop it
        assertRefused(leader.call(Ask.del(address(nodes.get(3)), -1)), "demote it first");
    }

    @Test
    void revisionOfTheFileIsCompared() {
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        Response old = cluster.leader().call(Ask.del(address(standby), 1));
        assertThat(old.error()).isEqualTo(ErrorCode.REV_MISMATCH);
        assertThat(cluster.leader().value(address(standby))).isNotNull();
    }

    @Test
    void otherFilesOfAMemberAreNotForClients() {
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        String directory = "/ctl/node/" + standby.id();
        for (String path : List.of(directory + "/hostname", directory + "/addr/x",
                directory + "/x/addr", directory + "/writable", "/ctl/node/addr")) {
            assertRefused(standby.call(Ask.del(path, -1)), "clients may write only");
        }
        assertRefused(standby.call(Ask.set(address(standby), -1, "x")), "clients may write only");
        assertWorks();
    }

    @Test
    void memberThatIsDroppedWhileItIsThereJoinsAgain() {
        // given a standby, and a client of it that drops it and writes on
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        int number = standby.number();
        int client = standby.open();
        standby.send(client, Ask.del(address(standby), -1).tag(1));
        standby.send(client, Ask.set("/late", -1, "x").tag(2));

        // then the client hears of the first; of the second, which came from nobody, nobody can say
        assertThat(standby.response(client, 1).errCode()).isZero();
        assertThat(standby.response(client, 2).errDetail()).isEqualTo("outcome unknown");
        cluster.within(3_000, () -> standby.number() > number && standby.isWritable());
        assertThat(cluster.leader().value(address(standby))).isEqualTo(standby.address());
        assertWorks();
    }

    @Test
    void whoseVotesMayBeNeededIsNotDropped() {
        // given a voter that votes no more, as of now, in a cluster that wants no other
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode demoted = cluster.other(leader);
        leader.call(Ask.set("/ctl/voters", 0, "2"));
        leader.begin(Ask.del("/ctl/cal/" + (demoted.number() - 1), -1));
        cluster.until(() -> !leader.replica().machine().configurations().has(demoted.number()));

        // when it is dropped before the leader knows that the new voters have all that it voted for
        Response early = leader.call(Ask.del(address(demoted), -1));

        // then that is refused for now
        assertRefused(early, "try again");
        cluster.pass(100);
        assertThat(leader.call(Ask.del(address(demoted), -1)).errCode()).isZero();
        cluster.within(3_000, demoted::isWritable);
        assertWorks();
    }

    @Test
    void nodeThatIsAskedToLeaveAnswersAndLeaves() {
        // given four, and a client of a voter
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode leaver = cluster.other(cluster.leader(), standby);
        int number = leaver.number();

        // when it is asked to leave, then it says that it does, and does
        int client = leaver.begin(new Request(Verb.LEAVE));
        cluster.within(100, () -> leaver.isAnswered(client));
        assertThat(leaver.answers(client, 1)).containsExactly("flags=3");
        cluster.within(3_000, leaver::isDead);
        assertThat(leaver.ending).isEqualTo(Effects.Ending.LEFT);
        cluster.within(1_000, standby::isVoter);
        assertGone(standby, leaver, number);
        assertWorks();
    }

    @Test
    void onlyMemberIsNotAskedToLeave() {
        ClusterNode one = cluster.one();
        Response refused = one.call(new Request(Verb.LEAVE));
        assertThat(refused.error()).isEqualTo(ErrorCode.OTHER);
        assertThat(refused.errDetail()).contains("only member");
        cluster.pass(1_000);
        assertThat(one.isDead()).isFalse();
    }

    @Test
    void guestLeavesAtOnceAndHasAnswered() {
        ClusterNode guest = cluster.start("10.0.0.9:8046", "10.0.0.1:8046");
        int client = guest.begin(new Request(Verb.LEAVE));
        cluster.within(100, guest::isDead);
        assertThat(guest.answers(client, 1)).containsExactly("flags=3");
        assertThat(guest.ending).isEqualTo(Effects.Ending.LEFT);
    }
}
