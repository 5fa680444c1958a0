package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How a cluster is born by consent: rule R14. */
class ClusterBirthTest {
    private static final String A = "10.0.0.1:8046";
    private static final String B = "10.0.0.2:8046";
    private static final String C = "10.0.0.3:8046";

    private final TestCluster cluster = new TestCluster();
    /** Everything that was said of geneses. */
    private final List<Genesis> born = new ArrayList<>();

    private void listen() {
        cluster.lose((from, to, message) -> {
            if (message instanceof PeerMessage.Born one) born.add(one.genesis());
            return false;
        });
    }

    private static ClusterId idOf(ClusterNode node) {
        Genesis genesis = node.replica().machine().genesis();
        return genesis == null ? null : genesis.id();
    }

    private boolean areOne() {
        TreeSet<String> ids = new TreeSet<>();
        for (ClusterNode node : cluster.byAddress.values()) ids.add("" + idOf(node));
        return ids.size() == 1 && !ids.contains("null");
    }

    @Test
    void foundersRaceMakesOneCluster() {
        for (int race = 0; race < 20; race++) {
            TestCluster cluster = new TestCluster();
            List<Genesis> born = new ArrayList<>();
            // given delays that let each of three believe for a while that it founds
            String[] all = {A, B, C};
            List<ClusterNode> nodes = new ArrayList<>();
            cluster.lose((from, to, message) -> {
                if (message instanceof PeerMessage.Born one) born.add(one.genesis());
                return false;
            });
            for (int i = 0; i < 3; i++) {
                nodes.add(cluster.start(all[(i + race) % 3], all));
                cluster.pass(race % 4);
            }
            for (ClusterNode from : nodes) {
                for (ClusterNode to : nodes) {
                    cluster.delay(from, to, (race * 7 + from.number() + nodes.indexOf(from) * 11
                            + nodes.indexOf(to) * 5) % 40);
                }
            }

            // when they race, then one of them founds, once, and all three vote in what it founds
            cluster.within(5_000, () -> nodes.stream().allMatch(ClusterNode::isWritable));
            assertThat(born.stream().map(Genesis::id).distinct()).as("race " + race).hasSize(1);
            assertThat(nodes).allMatch(ClusterNode::isVoter);
            assertThat(nodes).extracting(node -> idOf(node)).containsOnly(born.get(0).id());
        }
    }

    @Test
    void founderWithTheHigherIncarnationYields() {
        // given two, so that each asks the other, and none of the answers has arrived
        listen();
        ClusterNode low = cluster.start(A, A, B);
        ClusterNode high = cluster.start(B, A, B);
        List<String> granted = new ArrayList<>();
        cluster.lose((from, to, message) -> {
            if (message instanceof PeerMessage.ConsentAnswer answer && answer.isGranted()) {
                granted.add(from.address());
            }
            return false;
        });

        // when they have settled it
        cluster.until(() -> low.isWritable() && high.isWritable());

        // then the one with the higher incarnation has let the other found
        assertThat(low.replica().self().incarnation())
                .isLessThan(high.replica().self().incarnation());
        assertThat(granted).containsOnly(high.address());
        assertThat(low.voterNumbers()).containsExactly(1);
    }

    @Test
    void nothingIsFoundedWithoutTheConsentOfAll() {
        // given two of three
        listen();
        ClusterNode first = cluster.start(A, A, B, C);
        ClusterNode second = cluster.start(B, A, B, C);

        // when they wait for long, then there is no cluster, and clients hear that it is so
        int write = first.begin(Ask.set("/a", 0, "x"));
        int read = second.begin(Ask.get("/a"));
        cluster.pass(20_000);
        assertThat(born).isEmpty();
        assertThat(idOf(first)).isNull();
        assertThat(first.answers(write, 1).get(0)).contains("READONLY");
        assertThat(second.answers(read, 1).get(0)).contains("READONLY");

        // and as soon as the third is there, there is one
        ClusterNode third = cluster.start(C, A, B, C);
        cluster.within(3_000, () -> first.isVoter() && second.isVoter() && third.isVoter());
    }

    @Test
    void consentOfTwoOfThreeIsNotEnough() {
        // given three that know each other, and nobody gets the consent of the third
        ClusterNode first = cluster.start(A, A, B, C);
        ClusterNode second = cluster.start(B, A, B, C);
        ClusterNode third = cluster.start(C, A, B, C);
        cluster.lose((from, to, message) ->
                from == third && message instanceof PeerMessage.ConsentAnswer);
        cluster.pass(3_000);
        assertThat(cluster.byAddress.values()).allMatch(node -> idOf(node) == null);

        // when the third dies, then they still need it, though they knew it
        cluster.kill(third);
        cluster.heal();
        cluster.pass(3_000);
        assertThat(idOf(first)).isNull();
        assertThat(idOf(second)).isNull();
        cluster.start(C, A, B, C);
        cluster.within(3_000, this::areOne);
    }

    @Test
    void thirdThatIsOnlyHeardAndNotReachedConsentsToNothing() {
        // given three, of which one hears nothing of the other two, though they hear it
        listen();
        ClusterNode first = cluster.start(A, A, B, C);
        ClusterNode second = cluster.start(B, A, B, C);
        ClusterNode third = cluster.start(C, A, B, C);
        cluster.cut(first, third);
        cluster.cut(second, third);

        // when they wait, then nothing is founded; healed, one cluster is
        cluster.pass(3_000);
        assertThat(idOf(first)).isNull();
        assertThat(idOf(second)).isNull();
        cluster.heal();
        cluster.within(4_000, this::areOne);
        assertThat(third.isVoter()).isTrue();
    }

    @Test
    void restartInTheMiddleOfABirthMakesOneCluster() {
        for (int at = 0; at < 60; at += 3) {
            TestCluster cluster = new TestCluster();
            // given three that are about to found
            for (String address : new String[] {A, B, C}) cluster.start(address, A, B, C);
            cluster.pass(at);

            // when one of them dies, and starts again a little later with the same command line
            cluster.kill(cluster.byAddress.get(at % 2 == 0 ? A : C));
            cluster.pass(at % 5);
            cluster.start(at % 2 == 0 ? A : C, A, B, C);

            // then all three are one cluster in the end; who was founded away starts anew
            cluster.within(20_000, () -> {
                for (String address : new String[] {A, B, C}) {
                    if (!cluster.byAddress.containsKey(address)) cluster.start(address, A, B, C);
                }
                return cluster.byAddress.values().stream().allMatch(ClusterNode::isWritable)
                        && cluster.byAddress.values().stream()
                                .map(ClusterBirthTest::idOf).distinct().count() == 1;
            });
        }
    }

    @Test
    void nodeWhoseClusterNeverHadAQuorumStartsAnew() {
        // given three, of which only one hears that a cluster was born
        ClusterNode first = cluster.start(A, A, B, C);
        cluster.start(B, A, B, C);
        cluster.start(C, A, B, C);
        cluster.lose(message -> message instanceof PeerMessage.Born);
        cluster.until(() -> cluster.byAddress.values().stream()
                .anyMatch(node -> idOf(node) != null));
        ClusterNode founder = cluster.byAddress.values().stream()
                .filter(node -> idOf(node) != null).findFirst().get();
        cluster.isolate(founder);
        cluster.breakCutLinks();

        // when it has no quorum for ten seconds, then it ends, to start again
        assertThat(cluster.within(11_000, founder::isDead)).isBetween(9_000L, 10_100L);
        assertThat(founder.next.peers()).containsExactly(A, B, C);

        // and with the new incarnation there is one cluster
        cluster.heal();
        cluster.again(founder);
        cluster.within(5_000, () -> cluster.byAddress.values().stream()
                .allMatch(ClusterNode::isWritable));
        assertThat(areOne()).isTrue();
        assertThat(first).isNotNull();
    }

    @Test
    void birthThatNobodyHasVotedForIsShownToNoClient() {
        // given a founder that nobody else has heard of, and who asked it of revisions before
        cluster.start(A, A, B, C);
        cluster.start(B, A, B, C);
        cluster.start(C, A, B, C);
        List<int[]> early = new ArrayList<>();
        for (ClusterNode node : cluster.byAddress.values()) early.add(ofRevisions(node));
        cluster.lose(message -> message instanceof PeerMessage.Born);
        cluster.until(() -> cluster.byAddress.values().stream()
                .anyMatch(node -> idOf(node) != null));
        List<ClusterNode> nodes = new ArrayList<>(cluster.byAddress.values());
        ClusterNode founder = nodes.stream().filter(node -> idOf(node) != null).findFirst().get();

        // when it is asked again, then it tells nothing of what may never have been
        int[] late = ofRevisions(founder);
        int[] first = early.get(nodes.indexOf(founder));
        cluster.isolate(founder);
        cluster.pass(8_000);
        for (int[] asked : List.of(first, late)) {
            for (int connection : asked) {
                assertThat(founder.answers(connection, 1)).as("connection " + connection)
                        .allMatch(answer -> answer.equals("flags=1 rev=0")
                                || answer.contains("READONLY"));
            }
        }
    }

    @Test
    void watchFromBeforeTheBirthHearsAllOfIt() {
        // given watches of the first revisions at three that are no cluster yet
        List<ClusterNode> nodes = List.of(cluster.start(A, A, B, C), cluster.start(B, A, B, C),
                cluster.start(C, A, B, C));
        List<int[]> asked = nodes.stream().map(ClusterBirthTest::ofRevisions).toList();

        // when there is one, then each hears of its first files, each once and in order
        cluster.within(3_000, () -> nodes.stream().allMatch(ClusterNode::isVoter));
        nodes.get(0).set("/a", "x");
        cluster.pass(100);
        for (int i = 0; i < 3; i++) {
            ClusterNode node = nodes.get(i);
            List<Long> told = node.responses(asked.get(i)[0], 1).stream()
                    .filter(one -> one.path() != null).map(Response::rev).toList();
            assertThat(told).containsExactlyElementsOf(
                    LongStream.rangeClosed(1, node.revision()).boxed().toList());
            assertThat(node.responses(asked.get(i)[1], 1).get(0).rev()).isEqualTo(2);
            assertThat(node.answers(asked.get(i)[2], 1).get(0)).contains("value=");
        }
    }

    /** Asks for what was: a watch, a wait and a read; gives their connections. */
    private static int[] ofRevisions(ClusterNode node) {
        return new int[] {node.begin(Ask.watch("/**").rev(1)), node.begin(Ask.waitFor("/**", 2)),
                node.begin(Ask.get("/ctl/name").rev(7))};
    }

    @Test
    void founderThatMissedTheBirthHearsOfItFromTheOthers() {
        // given three of which the founder tells one of the others only, and dies
        List<ClusterNode> nodes = List.of(cluster.start(A, A, B, C), cluster.start(B, A, B, C),
                cluster.start(C, A, B, C));
        List<TestCluster.Host> told = new ArrayList<>();
        cluster.lose((from, to, message) -> {
            if (!(message instanceof PeerMessage.Born)) return false;
            if (told.isEmpty()) told.add(to);
            return to != told.get(0);
        });
        cluster.until(() -> nodes.stream().filter(node -> idOf(node) != null).count() == 2);
        ClusterNode founder = nodes.stream().filter(node -> idOf(node) != null
                && node != told.get(0)).findFirst().get();
        cluster.kill(founder);
        assertThat(nodes.stream().mapToLong(ClusterNode::applied).max()).hasValue(0);

        // when the two that are left can talk, then both vote in what was founded
        cluster.heal();
        cluster.within(3_000, () -> nodes.stream().filter(node -> node != founder)
                .allMatch(ClusterNode::isWritable));
    }

    @Test
    void clusterThatNeverHadAQuorumBindsNobody() {
        // given two, of which the second founds, and the first, who votes alone, dies of it
        ClusterNode second = cluster.start(B, A, B);
        ClusterNode first = cluster.start(A, A, B);
        cluster.lose(message -> message instanceof PeerMessage.Born);
        cluster.until(() -> idOf(second) != null);
        assertThat(second.replica().machine().genesis().firstVoters()).isEqualTo(1);
        assertThat(second.number()).isEqualTo(2);
        cluster.kill(first);
        cluster.heal();

        // when both start again, each when it has ended, then they are a cluster in the end
        cluster.start(A, A, B);
        cluster.within(30_000, () -> {
            if (!cluster.byAddress.containsKey(A)) cluster.start(A, A, B);
            if (!cluster.byAddress.containsKey(B)) cluster.start(B, A, B);
            return cluster.byAddress.values().stream().allMatch(ClusterNode::isWritable);
        });
        assertThat(areOne()).isTrue();
    }

    @Test
    void whoHadAQuorumNeverStartsAnew() {
        // given three, and one that is cut off after the birth
        List<ClusterNode> nodes = cluster.three();
        cluster.isolate(nodes.get(0));

        // when that takes long, then it stays what it is, and is back when it is over
        cluster.pass(25_000);
        assertThat(nodes.get(0).ending).isNull();
        cluster.heal();
        cluster.within(5_000, nodes.get(0)::isVoter);
    }

    @Test
    void lateStarterJoinsWhatExists() {
        // given three that are a cluster, of which one is dead
        List<ClusterNode> nodes = cluster.three();
        nodes.get(1).set("/a", "x");
        cluster.kill(nodes.get(2));

        // when it starts again with the same command line, then it joins, and founds nothing
        ClusterNode late = cluster.start(C, A, B, C);
        cluster.within(5_000, late::isVoter);
        assertThat(idOf(late)).isEqualTo(idOf(nodes.get(0)));
        assertThat(late.value("/a")).isEqualTo("x");
    }

    @Test
    void firstVotersAreTheLargestOddNumberInListOrder() {
        for (int count = 1; count <= 8; count++) {
            TestCluster cluster = new TestCluster();
            List<ClusterNode> nodes = cluster.founded(count);
            int[] voters = nodes.get(0).replica().machine().genesis().firstVoters() == 1
                    ? new int[] {1} : new int[] {1, 2, 3};
            assertThat(count < 3 ? 1 : 3).isEqualTo(voters.length);
            assertThat(nodes.get(count - 1).voterNumbers()).containsExactly(voters);
            for (int i = 0; i < count; i++) assertThat(nodes.get(i).number()).isEqualTo(i + 1);
        }
    }

    @Test
    void memberOfAClusterNeitherFoundsNorConsents() {
        // given one that was born alone, and two that name it in their list
        ClusterNode one = cluster.one();
        listen();
        ClusterNode second = cluster.start(B, A, B, C);
        ClusterNode third = cluster.start(C, A, B, C);

        // when they have started, then they join it
        cluster.within(5_000, () -> second.isVoter() && third.isVoter());
        assertThat(born).isEmpty();
        assertThat(idOf(second)).isEqualTo(idOf(one));
    }

    @Test
    void bornThatIsToldTwiceOrByAStrangerChangesNothing() {
        // given three that are a cluster
        List<ClusterNode> nodes = cluster.three();
        nodes.get(0).set("/a", "x");
        cluster.pass(100);
        Genesis genesis = nodes.get(0).replica().machine().genesis();
        long revision = nodes.get(1).revision();

        // when the birth is told again, and that of another cluster
        nodes.get(0).say(nodes.get(1), new PeerMessage.Born(genesis));
        nodes.get(0).say(nodes.get(1), new PeerMessage.Born(new Genesis(
                new ClusterId(new Incarnation(9, 9), 0, 9), "local", 8, 3, genesis.founders())));
        cluster.pass(500);

        // then nothing has changed
        assertThat(idOf(nodes.get(1))).isEqualTo(genesis.id());
        assertThat(nodes.get(1).revision()).isEqualTo(revision);
        assertThat(nodes.get(1).isVoter()).isTrue();

        // and a stranger's word founds nothing where nobody has consented to it
        ClusterNode fresh = cluster.start("10.0.0.8:8046", "10.0.0.9:8046");
        ClusterStranger stranger = cluster.stranger("10.0.0.9:8046");
        int link = stranger.dial(fresh.address());
        cluster.pass(50);
        stranger.say(link, new PeerMessage.Born(new Genesis(
                new ClusterId(new Incarnation(9, 9), 0, 9), "local", 8, 3,
                List.of(stranger.profile(), fresh.replica().self()))));
        cluster.pass(50);
        assertThat(idOf(fresh)).isNull();
    }

    @Test
    void twoThatLostTheirMemoryDoNotOutvoteTheSurvivor() {
        // given three of which two die, and start again with the same command line
        List<ClusterNode> nodes = cluster.three();
        nodes.get(0).set("/a", "x");
        listen();
        cluster.kill(nodes.get(1));
        cluster.kill(nodes.get(2));
        ClusterNode second = cluster.start(B, A, B, C);
        ClusterNode third = cluster.start(C, A, B, C);

        // when they wait for long, then nothing is founded, nothing is decided, nothing hangs
        int write = second.begin(Ask.set("/b", 0, "x"));
        int read = nodes.get(0).begin(Ask.get("/a"));
        cluster.pass(12_000);
        assertThat(born).isEmpty();
        assertThat(second.number()).isZero();
        assertThat(third.number()).isZero();
        assertThat(second.answers(write, 1).get(0)).contains("READONLY");
        assertThat(nodes.get(0).answers(read, 1).get(0)).contains("READONLY");
        assertThat(nodes.get(0).value("/a")).isEqualTo("x");
        // They learn, as guests do.
        assertThat(second.value("/a")).isEqualTo("x");
    }

    @Test
    void allThatLostTheirMemoryFoundAnotherCluster() {
        List<ClusterNode> nodes = cluster.three();
        ClusterId old = idOf(nodes.get(0));
        for (ClusterNode node : nodes) cluster.kill(node);
        List<ClusterNode> again = new ArrayList<>();
        for (String address : new String[] {A, B, C}) again.add(cluster.start(address, A, B, C));
        cluster.within(5_000, () -> again.stream().allMatch(ClusterNode::isVoter));
        assertThat(idOf(again.get(0))).isNotEqualTo(old);
    }

    @Test
    void founderWhoseMachineLosesItsPowerHoldsUpNobody() {
        String[] all = {A, B, C};
        for (int words = 1; words <= 8; words++) {
            TestCluster cluster = new TestCluster();
            // given three that are about to found, over a network that takes its time
            List<ClusterNode> nodes = new ArrayList<>();
            for (String address : all) nodes.add(cluster.start(address, all));
            for (ClusterNode from : nodes) {
                for (ClusterNode to : nodes) cluster.delay(from, to, 3);
            }
            int[] left = {words};
            cluster.lose((from, to, message) -> {
                boolean isWord = message instanceof PeerMessage.ConsentAsk
                        || message instanceof PeerMessage.ConsentAnswer
                        || message instanceof PeerMessage.Born;
                if (isWord) left[0]--;
                return false;
            });

            // when the founder's machine loses its power after so many words, and is back later
            cluster.until(() -> left[0] <= 0);
            cluster.vanish(nodes.get(0));
            cluster.pass(1_000);
            cluster.start(A, all);

            // then all three are one cluster in the end
            cluster.within(25_000, () -> {
                for (String address : all) {
                    if (!cluster.byAddress.containsKey(address)) cluster.start(address, all);
                }
                return cluster.byAddress.values().stream().allMatch(ClusterNode::isWritable)
                        && cluster.byAddress.values().stream()
                                .map(ClusterBirthTest::idOf).distinct().count() == 1;
            });
        }
    }
}
