package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a node tells of the members. */
class ClusterInfoTest {
    private final TestCluster cluster = new TestCluster();

    private static List<String> members(ClusterNode node) {
        String text = new String(node.call(new Request(Verb.INFO)).value(),
                StandardCharsets.UTF_8);
        int from = text.indexOf("# Members\n") + "# Members\n".length();
        return text.substring(from, text.indexOf("# ", from)).lines().toList();
    }

    /** The value of a field of a member's line. */
    private static String field(ClusterNode at, ClusterNode of, String name) {
        for (String part : at.info(of.id()).split(" ")) {
            if (part.startsWith(name + "=")) return part.substring(name.length() + 1);
        }
        return null;
    }

    @Test
    void leaderKnowsOfEachMember() {
        // given three voters and a standby
        cluster.three();
        ClusterNode standby = cluster.joined(4);
        ClusterNode leader = cluster.leader();

        // then each has a line, with what the leader knows
        assertThat(members(leader)).hasSize(4).allMatch(line -> line.matches(
                "[A-Z2-7]{16}:address=10[.]0[.]0[.][1-4]:8046 role=[a-z]+ slot=\\d+ "
                + "heard_ms=\\d+"));
        assertThat(field(leader, leader, "role")).isEqualTo("leader");
        assertThat(field(leader, standby, "role")).isEqualTo("standby");
        for (ClusterNode voter : cluster.others(leader, standby)) {
            assertThat(field(leader, voter, "role")).isEqualTo("voter");
            assertThat(field(leader, voter, "address")).isEqualTo(voter.address());
            assertThat(Long.parseLong(field(leader, voter, "heard_ms"))).isLessThan(60);
            assertThat(field(leader, voter, "slot")).isEqualTo(String.valueOf(leader.applied()));
        }
        assertThat(field(leader, leader, "slot")).isEqualTo(String.valueOf(leader.applied()));
        assertThat(field(leader, leader, "heard_ms")).isEqualTo("0");
    }

    @Test
    void followerKnowsOfItselfAndOfTheLeader() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode follower = cluster.other(leader);
        assertThat(field(follower, leader, "role")).isEqualTo("leader");
        assertThat(field(follower, follower, "role")).isEqualTo("voter");
        assertThat(field(follower, follower, "slot"))
                .isEqualTo(String.valueOf(follower.applied()));
        assertThat(Long.parseLong(field(follower, leader, "heard_ms"))).isLessThan(60);
    }

    @Test
    void whoIsDeadIsNotHeardAnyMore() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode dead = cluster.other(leader);
        cluster.kill(dead);
        cluster.pass(3_000);
        assertThat(Long.parseLong(field(leader, dead, "heard_ms"))).isBetween(2_900L, 3_100L);
    }

    @Test
    void whoHasNeverSaidAnythingIsUnknown() {
        // given a member of which nobody has ever heard a word
        cluster.three();
        Incarnation silent = cluster.newIncarnation();
        cluster.leader().propose(new Command.Join(
                new Profile(silent, "10.9.9.9:8046", "ann", "1.0", Leases.LEVEL)));
        cluster.pass(100);
        assertThat(cluster.leader().info(silent.id()))
                .isEqualTo("address=10.9.9.9:8046 role=standby slot=- heard_ms=-");
    }

    @Test
    void leaderThatIsGoneIsCalledAVoter() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode alone = cluster.other(leader);
        cluster.isolate(alone);
        cluster.pass(2_000);
        assertThat(field(alone, leader, "role")).isEqualTo("voter");
        assertThat(alone.info("leader")).isEmpty();
        assertThat(members(alone)).hasSize(3);
    }

    @Test
    void whatOthersTellCannotPassForAnotherLineOrField() {
        // given a member whose address is whatever could break a line
        cluster.three();
        Incarnation odd = cluster.newIncarnation();
        cluster.leader().propose(new Command.Join(new Profile(odd,
                "a b\r\nc:d role=leader\u0085\u2028\u00e9" + "x".repeat(400), "ann", "1.0",
                Leases.LEVEL)));
        cluster.pass(100);

        // then it is one word of bounded length
        assertThat(members(cluster.leader())).hasSize(4);
        String line = cluster.leader().info(odd.id());
        assertThat(line).startsWith("address=a?b??c:d?role=leader???xxx")
                .endsWith("x role=standby slot=- heard_ms=-").hasSizeLessThan(400);
    }

    @Test
    void keysOfAllLinesDiffer() {
        cluster.three();
        String text = new String(cluster.leader().call(new Request(Verb.INFO)).value(),
                StandardCharsets.UTF_8);
        TreeSet<String> keys = new TreeSet<>();
        assertThat(text.lines()).allMatch(line -> keys.add(line.replaceFirst(":.*", "")));
    }
}
