package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a journal does about files of its own that were good, and are not any more. */
class JournalDamageTest {
    private static final String ANEW = "BEGINNING ANEW: DAMAGED: ";

    private final MemoryDisk disk = new MemoryDisk(1);
    private final FakeCluster cluster = new FakeCluster();
    private JournalOptions options = JournalOptions.USUAL.withRoll(200);
    private JournalFiles files;

    /** One snapshot, and some segments behind it. */
    @BeforeEach
    void write() throws Exception {
        cluster.set("/first", "x");
        JournalRun run = run().begin().turns(3);
        append(run, 10);
        assertThat(files.snapshots()).hasSize(1);
        assertThat(files.segments()).hasSizeGreaterThan(4);
    }

    private JournalRun run() {
        JournalRun run = new JournalRun(disk, cluster);
        run.options = options;
        return run;
    }

    private void append(JournalRun run, int turns) throws Exception {
        for (int i = 0; i < turns; i++) {
            cluster.randomSteps(new Random(i), 3);
            run.turns(1);
        }
        run.close();
        files = JournalFiles.list(disk, JournalRun.DIRECTORY);
    }

    private Map<Path, byte[]> contents() throws Exception {
        Map<Path, byte[]> contents = new TreeMap<>();
        JournalFiles now = JournalFiles.list(disk, JournalRun.DIRECTORY);
        for (JournalFiles.Entry one : now.segments()) contents.put(one.file(), bytes(one));
        for (JournalFiles.Entry one : now.snapshots()) contents.put(one.file(), bytes(one));
        return contents;
    }

    private byte[] bytes(JournalFiles.Entry entry) {
        return disk.bytes(entry.file());
    }

    /** It says that the file is bad, touches nothing that is there, and is of use again. */
    private void checkBegunAnew(Path named, String what) throws Exception {
        Map<Path, byte[]> before = contents();
        cluster.set("/behind", what);
        JournalRun run = run().begin();

        assertThat(run.log).as(what).singleElement().asString().startsWith(ANEW + named)
            .contains("Nothing behind that can be restored before");
        run.turns(2);
        assertThat(run.log).as(what).anyMatch(line -> line.startsWith("snapshot of revision "));
        Map<Path, byte[]> after = contents();
        before.forEach((file, bytes) -> assertThat(after.get(file)).as(what).isEqualTo(bytes));
        cluster.set("/behind", what + " and more");
        run.turns(1).close();
        assertThat(JournalRun.text(run.restore())).as(what)
            .isEqualTo(FakeCluster.text(cluster.at(cluster.revision())));

        // and what is said once is not said again
        JournalRun next = run().begin();
        assertThat(next.log).as(what).singleElement().asString().startsWith("going on behind");
        next.close();
        for (Path file : contents().keySet()) {
            if (!before.containsKey(file)) disk.delete(file);
        }
    }

    @Test
    void eachFlippedByteOfAMiddleSegmentIsFoundAtTheBeginning() throws Exception {
        Path middle = files.segments().get(2).file();
        byte[] good = disk.bytes(middle);
        for (int i = 0; i < good.length; i++) {
            // Another version is none of damage.
            if (i >= Encoder.MAGIC.length && i < Encoder.PREAMBLE) continue;
            byte[] bad = good.clone();
            bad[i] ^= 1;
            disk.put(middle, bad);
            checkBegunAnew(middle, "byte " + i);
        }
    }

    @Test
    void middleSegmentThatIsCutAnywhereIsFoundAtTheBeginning() throws Exception {
        Path middle = files.segments().get(2).file();
        byte[] good = disk.bytes(middle);
        for (int length = 0; length < good.length; length += 3) {
            disk.put(middle, Arrays.copyOf(good, length));
            JournalRun run = run().begin();
            assertThat(run.log).as("cut to " + length).singleElement().asString()
                .startsWith(ANEW).contains(".journal: ");
            run.close();
            disk.delete(JournalFiles.segment(JournalRun.DIRECTORY, cluster.revision() + 1));
        }
    }

    @Test
    void segmentThatIsMissingIsFoundWhicheverItIs() throws Exception {
        for (int i = 0; i < files.segments().size() - 1; i++) {
            Path missing = files.segments().get(i).file();
            byte[] good = disk.bytes(missing);
            disk.delete(missing);
            checkBegunAnew(files.segments().get(i + 1).file(), "segment " + i + " is missing");
            disk.put(missing, good);
        }
    }

    @Test
    void damageThatTheNewestStateDoesNotNeedIsLeftToWhoeverAsksForAnOlderOne() throws Exception {
        // given a newer snapshot than what is damaged
        options = options.withSnapshots(1, Duration.ofHours(1));
        append(run().begin(), 4);
        assertThat(files.snapshots()).hasSizeGreaterThan(1);
        disk.delete(files.segments().get(1).file());
        byte[] bad = disk.bytes(files.snapshots().get(0).file());
        bad[bad.length - 1] ^= 1;
        disk.put(files.snapshots().get(0).file(), bad);

        // then
        assertThat(run().begin().log).singleElement().asString().startsWith("going on behind");
    }

    @Test
    void damagedSnapshotIsSaidAndReplacedWhereAnOlderOneDoes() throws Exception {
        // given two snapshots
        options = options.withSnapshots(1, Duration.ofHours(1));
        JournalRun first = run().begin();
        cluster.set("/x", "1");
        first.turns(3).close();
        files = JournalFiles.list(disk, JournalRun.DIRECTORY);
        assertThat(files.snapshots()).hasSize(2);
        Path newest = files.newestSnapshot().file();
        byte[] bad = disk.bytes(newest);
        bad[bad.length / 2] ^= 1;
        disk.put(newest, bad);

        // when
        JournalRun run = run().begin().turns(2);
        run.close();

        // then there is no gap, and a good one
        assertThat(run.log).anyMatch(line -> line.startsWith("DAMAGED SNAPSHOT: " + newest + ": "))
            .noneMatch(line -> line.contains("ANEW"));
        assertThat(run.restore().lost()).isEmpty();
        assertThat(run().begin().log).noneMatch(line -> line.contains("DAMAGED"));
    }

    @Test
    void onlySnapshotThatIsDamagedIsDamageOfAll() throws Exception {
        Path only = files.newestSnapshot().file();
        byte[] bad = disk.bytes(only);
        bad[bad.length / 2] ^= 1;
        disk.put(only, bad);

        JournalRun run = run().begin();
        assertThat(run.log).singleElement().asString().startsWith(ANEW + only + ": at byte ");
        run.turns(2).close();

        assertThat(disk.bytes(only)).isEqualTo(bad);
        assertThat(JournalRun.text(run.restore()))
            .isEqualTo(FakeCluster.text(cluster.at(cluster.revision())));
    }

    @Test
    void fileOfANewerProgramIsNoDamage() throws Exception {
        Path middle = files.segments().get(2).file();
        byte[] newer = disk.bytes(middle);
        newer[Encoder.PREAMBLE - 1]++;
        disk.put(middle, newer);

        assertThatThrownBy(() -> run().begin()).isInstanceOf(BackupException.class)
            .hasMessageContaining("use a newer doozer");
    }

    @Test
    void oldFilesGoAlsoWhereASnapshotBetweenThemIsDamaged() throws Exception {
        // given three snapshots, of which the second has a bad head
        options = options.withSnapshots(1, Duration.ofHours(1)).keeping(Long.MAX_VALUE,
            Duration.ofMillis(100));
        JournalRun run = run().begin();
        for (int i = 0; i < 2; i++) {
            cluster.set("/x", "" + i);
            run.turns(2);
        }
        files = JournalFiles.list(disk, JournalRun.DIRECTORY);
        assertThat(files.snapshots()).hasSizeGreaterThan(2);
        Path second = files.snapshots().get(1).file();
        byte[] bad = disk.bytes(second);
        bad[20] ^= 1;
        disk.put(second, bad);

        // when all of them are old
        run.turns(20);
        cluster.set("/x", "x");
        run.turns(2).close();

        // then
        assertThat(disk.names()).doesNotContain(second.getFileName().toString());
        assertThat(run.restore().revision()).isEqualTo(cluster.revision());
    }
}
