package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.backup.Inspection;
import doozer.backup.Restore;
import doozer.backup.Restored;
import doozer.client.DoozerClient;
import doozer.tree.FileEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal beside a cluster whose majority is lost, and that an operator has go on. */
class JournalRecoverTest {
    private static final long GAP = 1_000_000_000;
    private static final int FILES = 200;

    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long write(DrillNode node, String body) {
        return node.ask(client -> {
            long last = 0;
            for (int i = 0; i < FILES; i++) last = client.set("/f/" + i, -1, bytes(body + i));
            return last;
        });
    }

    private static void checkSame(Restored restored, DrillNode node) {
        node.ask(client -> {
            client.walk("/f/*", restored.revision(), file -> {
                FileEntry entry = (FileEntry) restored.store().current().find(file.path());
                assertThat(entry.value()).isEqualTo(file.body());
                assertThat(entry.revision()).isEqualTo(file.revision());
                return true;
            });
            return true;
        });
        assertThat(restored.store().current().find("/f/0")).isNotNull();
    }

    @Test
    void journalGoesOnIntoTheNewEpochAndKeepsTheOldOne() throws Exception {
        try (DrillCluster cluster = DrillCluster.start(DrillCluster.Plan.of(3, 0),
                new PlainNetwork());
                JournalProcess journal = new JournalProcess(folder, "doozer:"
                        + cluster.nodes().stream().map(node -> "ca=" + node.address())
                                .collect(Collectors.joining("&", "?", "")))) {
            // given a journal that has all of the cluster
            DrillNode survivor = cluster.node(3);
            journal.start();
            journal.await("snapshot_revision", 1);
            long before = write(survivor, "before");
            String epoch = survivor.ask(DoozerClient::identity);
            journal.await("synced_revision", before);

            // when two are lost, and the third goes on
            cluster.node(1).kill();
            cluster.node(2).kill();
            assertThat(Await.within(DrillCluster.PATIENCE, () -> recover(survivor))).isTrue();
            long begun = System.nanoTime();
            assertThat(survivor.writes()).isTrue();
            String now = survivor.ask(DoozerClient::identity);
            long after = write(survivor, "after");
            journal.await("synced_revision", after);
            journal.await("snapshot_revision", GAP);
            System.out.println("journal: in the new epoch after "
                    + (System.nanoTime() - begun) / 1_000_000 + " ms");
            journal.terminate();

            // then it says so, and has both
            assertThat(journal.log()).anyMatch(line -> line.contains("BEGINNING ANEW: the cluster"
                    + " was recovered by force: it was " + epoch + ", and is " + now));
            checkNew(Restore.from(journal.directory()).read(), now, after);
            checkSame(Restore.from(journal.directory()).read(), survivor);
            checkOld(Restore.from(journal.directory()).atRevision(before).read(), epoch);
            assertThat(Inspection.verify(journal.directory())).hasEntrySatisfying("gap_1",
                    gap -> assertThat(gap).contains("recovered by force"));
        }
    }

    private static void checkNew(Restored restored, String epoch, long last) {
        assertThat(restored.revision()).isGreaterThanOrEqualTo(last);
        assertThat(restored.identity()).startsWith(epoch + " ");
        assertThat(restored.lost()).isEmpty();
    }

    private static void checkOld(Restored restored, String epoch) {
        assertThat(restored.identity()).isEqualTo(epoch);
        for (int i = 0; i < FILES; i++) {
            FileEntry file = (FileEntry) restored.store().current().find("/f/" + i);
            assertThat(file.value()).isEqualTo(bytes("before" + i));
        }
    }

    /** False while it is too early: it still hears of a leader. */
    private boolean recover(DrillNode survivor) {
        try {
            return Printed.by(folder, "", "-a", "doozer:?ca=" + survivor.address(), "recover",
                    "-yes").status() == 0;
        } catch (Exception e) {
            throw new DrillException("the command could not be run: " + e.getMessage());
        }
    }
}
