package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Message;
import doozer.paxos.Print;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may talk with whom: rule R2. */
class ClusterLinksTest {
    private static final String HERE = "10.0.0.66:8046";

    private final TestCluster cluster = new TestCluster();

    private ClusterId id() {
        return cluster.leader().replica().machine().genesis().id();
    }

    private static PeerMessage.Hello hello(ClusterStranger of, ClusterId cluster, int window) {
        return new PeerMessage.Hello(Links.PROTOCOL, "local", cluster, window,
                cluster == null ? 0 : 1, of.profile(), null);
    }

    /** Whether somebody with that hello is heard, and not closed. */
    private boolean isWelcome(PeerMessage.Hello hello) {
        ClusterNode leader = cluster.leader();
        ClusterStranger stranger = cluster.stranger(HERE);
        stranger.hello = hello;
        stranger.dial(leader.address());
        cluster.pass(400);
        boolean isOpen = cluster.links(stranger, leader) == 1;
        boolean isKnown = leader.peer(hello.self().incarnation()) != null;
        assertThat(isKnown).isEqualTo(isOpen);
        cluster.kill(stranger);
        cluster.pass(50);
        return isOpen;
    }

    @Test
    void helloThatDoesNotFitIsRefusedWithALine() {
        // given three, and what would be welcome
        cluster.three();
        ClusterStranger other = cluster.stranger("10.0.0.67:8046");
        PeerMessage.Hello good = new PeerMessage.Hello(Links.PROTOCOL, "local", id(), 8, 1,
                new Profile(other.incarnation, HERE, "bob", "1.1", Leases.LEVEL), null);
        assertThat(isWelcome(good)).isTrue();
        // One that speaks a later version as well, and is to speak this one with us.
        assertThat(isWelcome(new PeerMessage.Hello(Links.PROTOCOL + 1, "local", id(), 8, 1,
                good.self(), null))).isTrue();
        assertThat(cluster.said("refused")).isEmpty();

        // when one thing in it is another, then it is not
        ClusterId elsewhere = new ClusterId(new Incarnation(5, 5), 0, 5);
        Profile wild = new Profile(other.incarnation, "0.0.0.0:8046", "bob", "1.1", Leases.LEVEL);
        Profile odd = new Profile(other.incarnation, "nowhere at all", "bob", "1.1", Leases.LEVEL);
        Profile old = new Profile(other.incarnation, HERE, "bob", "0.1", 0);
        List<PeerMessage.Hello> bad = List.of(
                new PeerMessage.Hello(0, "local", id(), 8, 1, good.self(), null),
                new PeerMessage.Hello(1, "other", id(), 8, 1, good.self(), null),
                new PeerMessage.Hello(1, "local", elsewhere, 8, 1, good.self(), null),
                new PeerMessage.Hello(1, "local", id(), 64, 1, good.self(), null),
                new PeerMessage.Hello(1, "local", id(), 8, Leases.LEVEL + 1, good.self(), null),
                new PeerMessage.Hello(1, "local", id(), 8, 1, old, null),
                new PeerMessage.Hello(1, "local", id(), 8, 1, wild, null),
                new PeerMessage.Hello(1, "local", id(), 8, 1, odd, null));
        String[] words = {"version 0 of the protocol", "\"other\"", "another cluster",
            "window of 64", "version too far", "version too far", "-advertise", "-advertise"};
        for (int i = 0; i < bad.size(); i++) {
            int said = cluster.said("refused").size();
            assertThat(isWelcome(bad.get(i))).as(words[i]).isFalse();
            assertThat(cluster.said("refused").size()).as(words[i]).isGreaterThan(said);
            assertThat(cluster.said("refused").get(said)).contains(words[i]);
        }
        assertThat(cluster.leader().replica().machine().members().numbers())
                .containsExactly(1, 2, 3);
    }

    @Test
    void linkMeantForAnotherIsClosed() {
        cluster.three();
        ClusterStranger stranger = cluster.stranger(HERE);
        PeerMessage.Hello plain = hello(stranger, null, 0);
        assertThat(isWelcome(new PeerMessage.Hello(1, "local", null, 0, 0, plain.self(),
                new Incarnation(5, 5)))).isFalse();
        assertThat(isWelcome(new PeerMessage.Hello(1, "local", null, 0, 0, plain.self(),
                cluster.leader().replica().self().incarnation()))).isTrue();
    }

    @Test
    void freshNodeWithAWrongNameEndsRefused() {
        cluster.three();
        ClusterNode wrong = cluster.start(new TestCluster.Start(HERE, HERE, "wrong"),
                cluster.settings("10.0.0.1:8046"));
        cluster.within(1_000, wrong::isDead);
        assertThat(wrong.ending).isEqualTo(Effects.Ending.REFUSED);
        assertThat(cluster.said("end REFUSED").get(0)).contains("\"local\"").contains("\"wrong\"");
    }

    @Test
    void freshNodeDoesNotEndForAnAddressThatAStrangerTells() {
        // given one that waits for others to found with, and a node of another cluster
        ClusterNode fresh = cluster.start("10.0.0.1:8046", "10.0.0.1:8046", "10.0.0.2:8046");
        cluster.start(new TestCluster.Start("10.0.0.3:8046", "10.0.0.3:8046", "other"),
                cluster.settings());

        // when somebody tells that one's address as its own
        ClusterStranger stranger = cluster.stranger(HERE);
        stranger.hello = new PeerMessage.Hello(1, "local", null, 0, 0, new Profile(
                stranger.incarnation, "10.0.0.3:8046", "mallory", "1.0", Leases.LEVEL), null);
        stranger.dial(fresh.address());
        cluster.pass(500);

        // then it says so, and goes on
        assertThat(cluster.said("refused").toString()).contains("\"other\"");
        assertThat(fresh.ending).isNull();
    }

    @Test
    void memberDoesNotEndForAStrangersWrongName() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterStranger stranger = cluster.stranger(HERE);
        stranger.hello = new PeerMessage.Hello(1, "other", null, 0, 0, stranger.profile(), null);
        stranger.dial(leader.address());
        cluster.pass(500);
        assertThat(leader.ending).isNull();
    }

    @Test
    void newerConnectionReplacesTheOlder() {
        // given a stranger with a connection, on which it has been heard
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterStranger stranger = cluster.stranger(HERE);
        stranger.hello = hello(stranger, id(), 8);
        int older = stranger.dial(leader.address());
        cluster.pass(5);
        stranger.say(older, new PeerMessage.Slots(new Message.Pull(1)));
        cluster.within(300, () -> stranger.heardOfSlots(m -> m instanceof Message.Decided) == 1);

        // when it opens another, then the older is closed, and what is said there is not heard
        stranger.dial(leader.address());
        stranger.say(older, new PeerMessage.Slots(new Message.Pull(1)));
        cluster.pass(2);
        stranger.say(older, new PeerMessage.Slots(new Message.Pull(1)));
        cluster.pass(300);
        assertThat(cluster.links(stranger, leader)).isEqualTo(1);
        long answers = stranger.heardOfSlots(m -> m instanceof Message.Decided);
        assertThat(answers).isLessThanOrEqualTo(2);
    }

    @Test
    void muteConnectionIsClosedAfterAnElectionTimeout() {
        // given one that connects and says nothing, and one that takes connections and is mute
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterStranger mute = cluster.stranger(HERE);
        mute.isMute = true;
        mute.dial(leader.address());
        ClusterNode fresh = cluster.start("10.0.0.9:8046", HERE);
        cluster.pass(3);
        assertThat(cluster.links(mute, leader)).isEqualTo(1);
        assertThat(cluster.links(fresh, mute)).isEqualTo(1);

        // when an election timeout has passed, then both are closed
        cluster.pass(155);
        assertThat(cluster.links(mute, leader)).isZero();
        cluster.pass(15);
        assertThat(cluster.links(fresh, mute)).isLessThanOrEqualTo(1);
        cluster.within(300, () -> cluster.links(fresh, mute) == 0);
    }

    @Test
    void whatIsSaidBeforeAHelloIsNotHeard() {
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterStranger stranger = cluster.stranger(HERE);
        stranger.isMute = true;
        int link = stranger.dial(leader.address());
        cluster.pass(2);
        long ballot = leader.replica().paxos().promised() + (1L << 32);
        stranger.say(link, new PeerMessage.Slots(new Message.Heartbeat(ballot, 99, Print.NONE)));
        stranger.say(link, new PeerMessage.JoinAsk(stranger.profile()));
        cluster.pass(50);
        assertThat(leader.replica().keeper().joiners()).isEmpty();
        assertThat(leader.isLeading()).isTrue();
    }

    @Test
    void linksThatBreakAreOpenedAgainAndNothingIsLost() {
        // given three, and a link that breaks every few milliseconds, each way in turn
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        for (int i = 0; i < 60; i++) {
            cluster.breakLinks(i % 2 == 0 ? leader : node, i % 2 == 0 ? node : leader);
            int write = node.begin(Ask.set("/a", -1, "" + i));
            cluster.within(1_000, () -> node.isAnswered(write));
            assertThat(node.answers(write, 1).get(0)).contains("rev=");
        }

        // then there is one link each way, and still the same leader
        cluster.pass(100);
        for (ClusterNode from : cluster.byAddress.values()) {
            for (ClusterNode to : cluster.others(from)) {
                assertThat(cluster.links(from, to)).isEqualTo(1);
            }
        }
        assertThat(leader.isLeading()).isTrue();
    }

    @Test
    void congestedLinkLosesNothingThatIsNotMadeUpFor() {
        // given links that take few messages at a time, and a slow one
        cluster.logSlots = 1_000;
        List<ClusterNode> nodes = cluster.three();
        cluster.queueAtMost(4);
        ClusterNode leader = cluster.leader();
        ClusterNode node = cluster.other(leader);
        cluster.delay(leader, node, 8);
        cluster.delay(node, leader, 8);

        // when much is written at each
        List<Integer> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(nodes.get(i % 3).begin(Ask.set("/w/" + i, 0, "x")));
            cluster.step();
        }
        cluster.within(4_000, () -> {
            for (int i = 0; i < 100; i++) {
                if (!nodes.get(i % 3).isAnswered(writes.get(i))) return false;
            }
            return true;
        });

        // then all of it is done
        for (int i = 0; i < 100; i++) {
            assertThat(nodes.get(i % 3).answers(writes.get(i), 1).get(0)).contains("rev=");
        }
        cluster.within(1_000, () -> nodes.stream().map(ClusterNode::hash).distinct().count() == 1);
    }

    @Test
    void processReachedByTwoAddressesIsOneMember() {
        // given a cluster of one, and a joiner that is told two addresses of it
        ClusterNode one = cluster.one();
        cluster.byAddress.put("10.0.0.99:8046", one);

        // when it joins, then it does not open and close links for ever
        ClusterNode joiner = cluster.start("10.0.0.2:8046", "10.0.0.99:8046", "10.0.0.1:8046");
        cluster.within(3_000, joiner::isWritable);
        cluster.pass(500);
        assertThat(joiner.replica().machine().members().numbers()).containsExactly(1, 2);
        assertThat(cluster.links(joiner, one)).isEqualTo(1);
        cluster.byAddress.remove("10.0.0.99:8046");
    }

    // What it costs.

    @Test
    void idleNodesSleep() {
        // given a cluster of one, and one of three with a standby
        TestCluster alone = new TestCluster();
        ClusterNode one = alone.one();
        cluster.three();
        cluster.joined(4);
        alone.pass(500);
        cluster.pass(500);

        // when nothing happens for five seconds
        int before = one.turns();
        alone.pass(5_000);
        List<ClusterNode> nodes = List.copyOf(cluster.byAddress.values());
        long[] turns = nodes.stream().mapToLong(ClusterNode::turns).toArray();
        long applied = cluster.leader().applied();
        cluster.pass(5_000);

        // then the one sleeps, the others wake for heartbeats, and nothing is written
        assertThat(one.turns() - before).isLessThan(3);
        for (int i = 0; i < turns.length; i++) {
            assertThat(nodes.get(i).turns() - turns[i]).isLessThan(5 * 40 * 4);
        }
        assertThat(cluster.leader().applied()).isEqualTo(applied);
    }

    @Test
    void nodeThatReachesNobodySleepsTheMostOfTheTime() {
        // given a follower, a leader and a guest with requests, none of which reaches anybody
        cluster.three();
        ClusterNode leader = cluster.leader();
        ClusterNode follower = cluster.other(leader);
        ClusterNode guest = cluster.start("10.0.0.4:8046", "10.0.0.9:8046");
        cluster.delay(follower, leader, 500);
        for (ClusterNode node : cluster.byAddress.values()) node.begin(Ask.set("/a", -1, "x"));
        cluster.pass(5);
        for (ClusterNode node : cluster.byAddress.values()) {
            node.begin(Ask.get("/a"));
            node.begin(Ask.waitFor("/b", 1));
            cluster.isolate(node);
        }
        cluster.breakCutLinks();

        // when eight seconds pass, then each wakes a few times to try again
        List<ClusterNode> nodes = List.of(leader, follower, guest);
        long[] turns = nodes.stream().mapToLong(ClusterNode::turns).toArray();
        cluster.pass(8_000);
        for (int i = 0; i < turns.length; i++) {
            assertThat(nodes.get(i).turns() - turns[i]).isLessThan(8 * 60);
        }
    }
}
