package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.tree.Store;
import doozer.tree.StoreBuilder;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clusters that begin with a state that was restored. */
class ClusterRestoreTest {
    private static final String A = "10.0.0.1:8046";
    private static final String B = "10.0.0.2:8046";
    private static final String C = "10.0.0.3:8046";
    private static final ClusterId PARENT = new ClusterId(new Incarnation(-3, 4), 2, 5);
    private static final long REVISION = 2_000_000_040L;
    private static final long FIRST = REVISION + Gap.LENGTH;

    private final TestCluster cluster = new TestCluster();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A store as a backup has it: with members, a session, and files of other clusters. */
    private static Store store() throws Exception {
        StoreBuilder files = new StoreBuilder(REVISION);
        files.add("/a", 7, 0, bytes("x"));
        files.add("/ctl/boot/prod", 21, 0, bytes("boot"));
        files.add("/ctl/cal/0", 22, 0, bytes("AAAAAAAAAAAAAAAA"));
        files.add("/ctl/cal/7", 23, 0, bytes("BBBBBBBBBBBBBBBB"));
        files.add("/ctl/name", 1, 0, bytes("local"));
        files.add("/ctl/node/AAAAAAAAAAAAAAAA/addr", 2, 0, bytes("10.9.9.9:8046"));
        files.add("/ctl/ns/local/AAAAAAAAAAAAAAAA", 24, 0, bytes("10.9.9.9:8046"));
        files.add("/ctl/ns/local/mine", 35, 30, bytes("in the way"));
        files.add("/ctl/ns/prod/CCCCCCCCCCCCCCCC", 26, 0, bytes("10.8.8.8:8046"));
        files.add("/ctl/sess/30", 30, 30, bytes("ann"));
        files.add("/ctl/voters", 31, 0, bytes("3"));
        files.add("/lock", REVISION, 30, bytes("ann"));
        return files.store(1, 0);
    }

    private static InitialState state() throws Exception {
        return InitialState.restored(PARENT.text() + " 40-1000000040 1000000041-2000000030", 0,
                store(), path -> 1_000);
    }

    private static InitialState sessions(int sessions, int files, int nameLength)
            throws Exception {
        StoreBuilder builder = new StoreBuilder(REVISION);
        for (int i = 1; i <= sessions; i++) {
            String id = "" + (100_000 + i);
            builder.add("/ctl/sess/" + id, 100_000 + i, 100_000 + i, bytes(""));
        }
        for (int i = 0; i < files; i++) {
            builder.add("/f/" + (100_000 + i) + "x".repeat(nameLength), REVISION - files + i,
                    100_001 + i % sessions, bytes(""));
        }
        return InitialState.restored(PARENT.text(), 0, builder.store(1, 0), path -> 1_000);
    }

    @Test
    void sessionsThatNoClusterCouldHaveHadAreRefused() throws Exception {
        assertThat(sessions(20_000, 0, 0).sessions()).hasSize(20_000);
        assertThatThrownBy(() -> sessions(20_001, 0, 0)).hasMessage("there are 20001 sessions, and"
                + " there may be at most 20000");
        assertThat(sessions(1, 1_000, 0).sessions().get(0).files).hasSize(1_000);
        assertThatThrownBy(() -> sessions(1, 1_001, 0)).hasMessage("session 100001 owns 1001 files,"
                + " and may own at most 1000");
        // 4137 bytes a file, and 64 a session
        assertThat(sessions(3, 2_027, 4_000).sessions()).hasSize(3);
        assertThatThrownBy(() -> sessions(3, 2_031, 4_000)).hasMessageContaining("bytes of names,"
                + " and there may be at most 8388608");
    }

    private static void assertRestored(ClusterNode node) {
        Genesis genesis = node.replica().machine().genesis();
        assertThat(genesis.origin().parent()).isEqualTo(PARENT);
        assertThat(genesis.id().genesis()).isNotEqualTo(PARENT.genesis());
        assertThat(genesis.id().epoch()).isZero();
        assertThat(node.value("/a")).isEqualTo("x");
        assertThat(node.value("/ctl/ns/prod/CCCCCCCCCCCCCCCC")).isEqualTo("10.8.8.8:8046");
        assertThat(node.value("/ctl/boot/prod")).isEqualTo("boot");
        for (String gone : List.of("/ctl/cal/7", "/ctl/node/AAAAAAAAAAAAAAAA/addr",
                "/ctl/ns/local/AAAAAAAAAAAAAAAA", "/ctl/ns/local/mine")) {
            assertThat(node.value(gone)).as(gone).isNull();
        }
        assertThat(node.revision()).isGreaterThan(FIRST);
    }

    @Test
    void oneThatIsAloneBeginsWithIt() throws Exception {
        ClusterNode node = cluster.restored(A, state());
        cluster.until(node::isWritable);
        assertRestored(node);
        assertThat(node.value("/ctl/cal/0")).isEqualTo(node.id());

        // then files have the revisions that they had, and what nobody can have seen is refused
        assertThat(node.call(new Request(Verb.STAT).path("/a")).rev()).isEqualTo(7);
        for (long lost : new long[] {41, 1_000_000_040, 1_000_000_042, 2_000_000_030,
            REVISION + 1, FIRST}) {
            assertThat(node.call(Ask.set("/a", lost, "y")).errCode()).as("%d", lost)
                    .isEqualTo(ErrorCode.REV_MISMATCH.number());
            assertThat(node.call(new Request(Verb.WAIT).path("/**").rev(lost)).errCode())
                    .as("%d", lost).isEqualTo(ErrorCode.TOO_LATE.number());
        }
        assertThat(node.call(Ask.set("/a", 40, "y")).errCode()).isZero();

        // and the session lives for as long as it does, from now on
        assertThat(node.value("/lock")).isEqualTo("ann");
        cluster.pass(500);
        assertThat(node.value("/lock")).isEqualTo("ann");
        cluster.within(2_000, () -> node.value("/lock") == null);
        assertThat(node.value("/ctl/sess/30")).isNull();
    }

    @Test
    void oneOfThreeThatBringsItFoundsAndTheOthersJoin() throws Exception {
        // given three with the same list, of which the one that would give way has something
        ClusterNode first = cluster.start(A, A, B, C);
        ClusterNode second = cluster.start(B, A, B, C);
        ClusterNode third = cluster.restored(C, state(), A, B, C);

        // then that is what the cluster begins with, and all vote in the end
        cluster.within(20_000, () -> first.isVoter() && second.isVoter() && third.isVoter());
        for (ClusterNode node : List.of(first, second, third)) assertRestored(node);
        assertThat(first.hash()).isEqualTo(third.hash());
    }

    @Test
    void ofThreeThatBringItOneIsUsed() throws Exception {
        List<ClusterNode> nodes = List.of(cluster.restored(A, state(), A, B, C),
                cluster.restored(B, state(), A, B, C), cluster.restored(C, state(), A, B, C));
        cluster.within(20_000, () -> nodes.stream().allMatch(ClusterNode::isVoter));
        for (ClusterNode node : nodes) assertRestored(node);
        assertThat(cluster.said("restore-ignored")).hasSize(2);
    }

    @Test
    void whoJoinsDoesNotUseIt() throws Exception {
        List<ClusterNode> three = cluster.three();
        ClusterNode node = cluster.restored("10.0.0.4:8046", state(), A);
        cluster.within(5_000, node::isWritable);
        assertThat(node.value("/a")).isNull();
        assertThat(node.hash()).isEqualTo(three.get(0).hash());
        assertThat(cluster.said("restore-ignored")).hasSize(1);
    }

    @Test
    void productionIsNotDisturbedByWhatIsRestoredOfIt() throws Exception {
        // given a cluster, and a copy of it that knows of its members
        List<ClusterNode> three = cluster.three();
        ClusterId production = three.get(0).replica().machine().genesis().id();
        InitialState copy = InitialState.restored(production.text(), 0, store(), path -> 1_000);
        ClusterNode test = cluster.restored("10.0.0.9:8046", copy);
        cluster.until(test::isWritable);
        ClusterStranger bridge = cluster.stranger("10.0.0.66:8046");
        bridge.hello = new PeerMessage.Hello(Links.PROTOCOL, "local",
                test.replica().machine().genesis().id(), 8, Leases.LEVEL,
                new Profile(bridge.incarnation, test.address(), "bob", "1.1", Leases.LEVEL), null);
        for (ClusterNode node : three) bridge.dial(node.address());
        cluster.pass(1_000);
        assertThat(three).noneMatch(node -> node.replica().isStopped());
        assertThat(three.get(0).set("/b", "x")).isPositive();
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() throws Exception {
        String id = PARENT.text();
        for (String wrong : new String[] {"", "x", id + "0", id + " 5", id + " 5-",
            id + " 5-5", id + " 7-9 8-12", id + " 5-" + (REVISION + 1),
            id + " 5-99999999999999999999"}) {
            assertThatThrownBy(() -> InitialState.restored(wrong, 0, store(), path -> 1_000))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> InitialState.restored(id, 0, store(), path -> 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("session 30");
        StoreBuilder files = new StoreBuilder(9);
        files.add("/lock", 8, 5, bytes("x"));
        Store orphaned = files.store(1, 0);
        assertThatThrownBy(() -> InitialState.restored(id, 0, orphaned, path -> 1_000))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("session 5");
    }

    /** One file, at that revision of the cluster. */
    private static Store store(String path, long revision) throws Exception {
        StoreBuilder files = new StoreBuilder(revision);
        files.add(path, 7, 0, new byte[1]);
        return files.store(1, 0);
    }

    @Test
    void whatStandsInTheWayOfReservedFilesIsRefused() throws Exception {
        for (String path : List.of("/ctl", "/ctl/name/x", "/ctl/cal", "/ctl/node", "/ctl/ns",
                "/ctl/ns/local", "/ctl/voters/1", "/ctl/sess", "/ctl/sess/1/2", "/ctl/other")) {
            Store store = store(path, 40);
            assertThatThrownBy(() -> InitialState.restored(PARENT.text(), 0, store, p -> 1_000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(path + " ");
        }
        Store last = store("/a", 1L << 62);
        assertThatThrownBy(() -> InitialState.restored(PARENT.text(), 0, last, p -> 1_000))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("go on from");
    }

    @Test
    void sameBackupRestoredTwiceGoesOnAtOtherRevisions() throws Exception {
        long[] revisions = new long[2];
        for (int i = 0; i < 2; i++) {
            // an hour, and a second more
            ClusterNode node = cluster.restored("10.0.0." + (i + 1) + ":8046",
                    InitialState.restored(PARENT.text(), 3_600 + i, store("/a", 40), p -> 1_000));
            cluster.until(node::isWritable);
            revisions[i] = node.set("/a", "content " + i);
            assertThat(node.call(Ask.set("/a", revisions[0] + 1, "lost update")).errCode())
                    .isEqualTo(i == 0 ? 0 : ErrorCode.REV_MISMATCH.number());
            cluster.kill(node);
        }
        assertThat(revisions[1]).isGreaterThan(revisions[0] + 900_000);
    }
}
