package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.backup.Restore;
import doozer.backup.Restored;
import doozer.build.Counts;
import doozer.client.ClusterLostException;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.TooLateException;
import doozer.net.LoopPeer;
import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.wire.Address;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal beside a cluster under load: what is left when the one, or the other, is killed. */
class JournalDrillTest {
    private static final long GAP = 1_000_000_000;
    private static final int WRITERS = 3;

    @TempDir
    private Path folder;
    private DrillCluster cluster;
    private String uri;
    private JournalProcess journal;
    private final List<Load> loads = new ArrayList<>();

    /** Somebody who writes, one file after the other, and knows what was acknowledged. */
    private final class Load implements AutoCloseable {
        private final DoozerClient client;
        private final Thread thread;
        private final TreeMap<Long, String> acknowledged = new TreeMap<>();
        private volatile boolean isOver;
        private volatile DoozerException end;

        Load(int number) {
            client = DoozerClient.builder().address(cluster.node(number).address())
                    .timeout(Duration.ofSeconds(20)).connect();
            thread = new Thread(() -> write(number), "load " + number);
            thread.start();
        }

        private void write(int number) {
            for (int i = 0; !isOver; i++) {
                String file = "/load/" + number + "/" + i % 50 + " " + i;
                String[] words = file.split(" ");
                try {
                    long revision = client.set(words[0], -1, bytes(words[1]));
                    acknowledged.put(revision, file);
                } catch (DoozerException e) {
                    end = e;
                    if (e instanceof ClusterLostException) return;
                    if (e.getCause() instanceof ClusterLostException) return;
                }
            }
        }

        /** All that was acknowledged, once it has ended. */
        Map<Long, String> end() throws InterruptedException {
            isOver = true;
            thread.join();
            return acknowledged;
        }

        @Override
        public void close() {
            isOver = true;
            client.close();
        }
    }

    @BeforeEach
    void startThree() {
        cluster = DrillCluster.start(DrillCluster.Plan.of(3, 0), new PlainNetwork());
        uri = "doozer:" + cluster.nodes().stream().map(node -> "ca=" + node.address())
                .collect(Collectors.joining("&", "?", ""));
        journal = new JournalProcess(folder, uri);
    }

    @AfterEach
    void stop() throws Exception {
        loads.forEach(Load::close);
        for (Load load : loads) load.thread.join();
        journal.close();
        cluster.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void startLoad() {
        for (int i = 1; i <= WRITERS; i++) loads.add(new Load(i));
    }

    private Map<Long, String> endLoad() throws InterruptedException {
        TreeMap<Long, String> all = new TreeMap<>();
        for (Load load : loads) all.putAll(load.end());
        return all;
    }

    /** Every revision that was acknowledged is in it as it was, up to its own; gives the others. */
    private static long missing(Restored restored, Map<Long, String> acknowledged) {
        long missing = 0;
        long first = acknowledged.keySet().iterator().next();
        assertThat(restored.store().oldest()).isLessThanOrEqualTo(first);
        for (Map.Entry<Long, String> one : acknowledged.entrySet()) {
            String[] words = one.getValue().split(" ");
            if (one.getKey() > restored.revision()) {
                missing++;
                continue;
            }
            Event event = restored.store().event(one.getKey());
            assertThat(event.path()).as("%d", one.getKey()).isEqualTo(words[0]);
            assertThat(event.value()).isEqualTo(bytes(words[1]));
        }
        return missing;
    }

    @Test
    void killedJournalsHaveEveryAcknowledgedChange() throws Exception {
        // given a journal with a first snapshot, and those who write
        journal.start();
        journal.await("snapshot_revision", 1);
        startLoad();
        Random random = new Random(7);
        int kills = Counts.of(5, 200);
        for (int i = 0; i < kills; i++) {
            Await.pass(Duration.ofMillis(300 + random.nextInt(500)));
            journal.kill();
            journal.start();
        }

        // when all have ended, then each change is in it that was acknowledged
        Map<Long, String> acknowledged = endLoad();
        long last = cluster.node(1).ask(DoozerClient::rev);
        journal.await("revision", last);
        journal.terminate();
        Restored restored = Restore.from(journal.directory())
                .withHistory(10_000_000, 1L << 40).read();
        assertThat(restored.lost()).isEmpty();
        assertThat(restored.revision()).isGreaterThanOrEqualTo(last);
        assertThat(missing(restored, acknowledged)).isZero();
        System.out.println("journal: killed " + kills + " times, " + acknowledged.size()
                + " acknowledged changes, all there");
    }

    @Test
    void wholeClusterIsLostAndComesBackFromTheJournal() throws Exception {
        // given a journal, load, and an old client
        journal.start();
        journal.await("snapshot_revision", 1);
        startLoad();
        int port = Address.parse(cluster.node(1).address()).port();
        long seen;
        try (LoopPeer old = LoopPeer.connect(port)) {
            seen = old.call(new Request(Verb.SET).path("/old").rev(0).value(bytes("x"))).rev();
        }
        Await.pass(Duration.ofSeconds(2));

        // when all nodes die at once, and one begins again with what the journal has
        for (DrillNode node : cluster.nodes()) node.kill();
        long synced = journal.status("synced_revision");
        journal.terminate();
        Restored restored = Restore.from(journal.directory())
                .withHistory(10_000_000, 1L << 40).read();
        cluster.node(1).extra("-restore", journal.directory().toString());
        for (DrillNode node : cluster.nodes()) node.start();
        cluster.awaitVoters(cluster.nodes(), DrillCluster.PATIENCE);

        // then our own clients hear that it is another cluster
        for (Load load : loads) {
            assertThat(Await.within(DrillCluster.PATIENCE, () -> !load.thread.isAlive())).isTrue();
            assertThat(load.end).satisfiesAnyOf(
                    end -> assertThat(end).isInstanceOf(ClusterLostException.class),
                    end -> assertThat(end).hasCauseInstanceOf(ClusterLostException.class));
        }
        Map<Long, String> acknowledged = endLoad();

        // and only the tail is lost that was not forced, which is known
        assertThat(restored.revision()).isGreaterThanOrEqualTo(synced);
        long missing = missing(restored, acknowledged);
        System.out.println("journal: " + acknowledged.size() + " acknowledged changes, the newest "
                + missing + " of them lost with the cluster");
        assertThat(missing).isLessThan(acknowledged.size() / 2);
        assertThatEverythingGoesOn(restored, port, seen);
    }

    private void assertThatEverythingGoesOn(Restored restored, int port, long seen)
            throws Exception {
        // old clients, at revisions that nobody has ever seen
        try (LoopPeer old = LoopPeer.connect(port)) {
            assertThat(old.call(new Request(Verb.GET).path("/old")).value()).isEqualTo(bytes("x"));
            long next = old.call(new Request(Verb.SET).path("/old").rev(seen).value(bytes("y")))
                    .rev();
            assertThat(next).isGreaterThan(restored.revision() + GAP);
        }
        // and our own when they are opened anew, everything with the revision that it had
        try (DoozerClient anew = DoozerClient.builder().uri(uri).connect()) {
            anew.walk("/load/**").forEach(file -> {
                FileEntry was = (FileEntry) restored.store().current().find(file.path());
                assertThat(file.revision()).isEqualTo(was.revision());
                assertThat(file.body()).isEqualTo(was.value());
            });
            assertThat(anew.walk("/load/**")).hasSize(50 * WRITERS);
            assertThatThrownBy(() -> anew.await("/**", restored.revision() + 1))
                    .isInstanceOf(TooLateException.class);
        }
    }
}
