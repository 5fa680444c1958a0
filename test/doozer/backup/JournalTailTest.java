package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a journal's end may look like, and what only damage looks like. */
class JournalTailTest {
    private final MemoryDisk disk = new MemoryDisk(1);
    private final FakeCluster cluster = new FakeCluster();
    private Path segment;
    private byte[] good;
    /** Where the records of the last segment end, and the revision that each leads to. */
    private final List<long[]> ends = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        cluster.set("/first", "x");
        JournalRun run = new JournalRun(disk, cluster);
        run.options = JournalOptions.USUAL;
        run.begin().turns(2);
        cluster.randomSteps(new Random(3), 12);
        run.turns(3).close();
        segment = JournalFiles.list(disk, JournalRun.DIRECTORY).lastSegment().file();
        good = disk.bytes(segment);
        try (ItemReader items = ItemReader.open(disk, segment)) {
            long revision = 0;
            for (Item item = items.next(); item != null; item = items.next()) {
                if (item instanceof Item.Head head) revision = head.base();
                if (item instanceof Item.Change change) revision = change.revision();
                ends.add(new long[] {items.offset(), revision});
            }
        }
    }

    private JournalRun run() {
        JournalRun run = new JournalRun(disk, cluster);
        run.options = JournalOptions.USUAL;
        return run;
    }

    @Test
    void journalCutAnywhereHasEachStepThatIsWhole() throws Exception {
        for (int length = (int) ends.get(0)[0]; length <= good.length; length++) {
            disk.put(segment, Arrays.copyOf(good, length));
            long reached = 0;
            long whole = 0;
            for (long[] end : ends) {
                if (end[0] > length) break;
                whole = end[0];
                reached = end[1];
            }

            Restored restored = run().restore();

            assertThat(JournalRun.text(restored)).as("cut to " + length)
                .isEqualTo(FakeCluster.text(cluster.at(cluster.stepEnd(reached))));
            assertThat(restored.lost().toString().contains(length - whole + " bytes at the end"))
                .isEqualTo(length > whole);
        }
    }

    @Test
    void journalCutAnywhereIsGoneOnWith() throws Exception {
        for (int length = (int) ends.get(0)[0]; length < good.length; length += 7) {
            disk.put(segment, Arrays.copyOf(good, length));

            JournalRun run = run().begin().turns(2);
            run.close();

            assertThat(disk.bytes(segment)).isNotEmpty();
            JournalCrashTest.checkEach(disk, run, cluster, "cut to " + length);
            try (SegmentReader reader = SegmentReader.open(disk, segment, false)) {
                while (reader.next() != null) assertThat(reader.tornBytes()).isNotNegative();
                assertThat(reader.tornBytes()).isZero();
            }
        }
    }

    @Test
    void howManyBytesWereCutIsSaid() throws Exception {
        disk.put(segment, Arrays.copyOf(good, (int) ends.get(3)[0] + 5));

        assertThat(run().begin().log).anyMatch(line -> line.startsWith("cut 5 bytes off journal/"));
    }

    @Test
    void zeroesAtTheEndAreATornTailToo() throws Exception {
        disk.put(segment, Arrays.copyOf(good, good.length + 4096));

        assertThat(run().begin().log).anyMatch(line -> line.startsWith("cut 4096 bytes"));
    }

    @Test
    void eachDamagedByteInTheMiddleStopsItAndChangesNothing() throws Exception {
        int last = good.length;
        JournalRun next = run().begin();
        next.turns(1).close();
        good = disk.bytes(segment);
        for (int i = 0; i < last; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            disk.put(segment, bad);
            List<String> before = disk.names();

            assertThatThrownBy(() -> run().begin()).as("byte " + i)
                .isInstanceOf(BackupException.class);
            assertThatThrownBy(() -> run().restore()).as("byte " + i)
                .isInstanceOf(BackupException.class);

            assertThat(disk.bytes(segment)).isEqualTo(bad);
            assertThat(disk.names()).isEqualTo(before);
        }
    }

    @Test
    void damageIsNamedWithItsPlaceAndWhatToDo() throws Exception {
        run().begin().turns(1).close();
        byte[] bad = disk.bytes(segment);
        bad[(int) ends.get(2)[0] - 1] ^= 1;
        disk.put(segment, bad);

        assertThatThrownBy(() -> run().begin()).isInstanceOf(BackupException.class)
            .hasMessageStartingWith(segment + ": at byte " + ends.get(1)[0] + ": the checksum")
            .hasMessageContaining("damaged").hasMessageContaining("another directory");
    }

    @Test
    void bodyThatHoldsRecordsIsNotTakenForThem() throws Exception {
        // given the last change's body is a segment itself, and it is torn
        cluster.set("/nested", new String(good, java.nio.charset.StandardCharsets.ISO_8859_1));
        JournalRun first = run().begin().turns(1);
        first.close();
        byte[] longer = disk.bytes(segment);
        disk.put(segment, Arrays.copyOf(longer, longer.length - 1));

        // then it is a tail, and is cut
        assertThat(run().begin().log).anyMatch(line -> line.startsWith("cut "));
    }

    @Test
    void segmentThatIsMissingIsDamage() throws Exception {
        JournalRun run = run();
        run.options = JournalOptions.USUAL.withRoll(200);
        run.begin();
        for (int i = 0; i < 10; i++) {
            cluster.randomSteps(new Random(i), 3);
            run.turns(1);
        }
        run.close();
        List<JournalFiles.Entry> segments =
            JournalFiles.list(disk, JournalRun.DIRECTORY).segments();
        assertThat(segments).hasSizeGreaterThan(3);
        disk.delete(segments.get(1).file());

        assertThatThrownBy(() -> run.restore(segments.get(2).revision()))
            .hasMessageContaining("a segment is missing");
    }

    @Test
    void lastRevisionBeforeDamageCanBeRestored() throws Exception {
        JournalRun run = run().begin();
        cluster.set("/behind", "x");
        run.turns(1);
        cluster.set("/behind", "y");
        run.turns(1).close();
        byte[] bad = disk.bytes(segment);
        bad[good.length + 40] ^= 1;
        disk.put(segment, bad);
        long last = ends.get(ends.size() - 1)[1];

        assertThat(run().restore(last).revision()).isEqualTo(last);
        assertThatThrownBy(() -> run().restore(last + 1))
            .hasMessageContaining("Restore up to revision " + last);
    }

    @Test
    void damagedSnapshotIsNotNeededWhereAnOlderOneIs() throws Exception {
        JournalRun run = run();
        run.options = JournalRun.SMALL;
        run.begin();
        for (int i = 0; i < 30; i++) {
            cluster.randomSteps(new Random(i), 3);
            run.turns(1);
        }
        run.close();
        List<JournalFiles.Entry> snapshots =
            JournalFiles.list(disk, JournalRun.DIRECTORY).snapshots();
        assertThat(snapshots).hasSizeGreaterThan(1);
        Path newest = snapshots.get(snapshots.size() - 1).file();
        byte[] whole = disk.bytes(newest);
        for (int i = 0; i < whole.length; i += 11) {
            byte[] bad = whole.clone();
            bad[i] ^= 64;
            disk.put(newest, bad);
            if (i >= 8 && i < 12) continue;

            Restored restored = run.restore();

            assertThat(JournalRun.text(restored)).as("byte " + i)
                .isEqualTo(FakeCluster.text(cluster.at(cluster.revision())));
            assertThat(restored.lost()).singleElement().asString()
                .contains("a snapshot is damaged").contains(newest.toString());
        }
    }

    @Test
    void damagedSnapshotBehindAGapIsNeeded() throws Exception {
        for (int i = 0; i < 5; i++) cluster.set("/missed", "" + i);
        cluster.forgetBefore(cluster.revision());
        run().begin().turns(2).close();
        Path newest = JournalFiles.snapshot(JournalRun.DIRECTORY, cluster.revision());
        byte[] bad = disk.bytes(newest);
        bad[bad.length / 2] ^= 1;
        disk.put(newest, bad);
        long last = ends.get(ends.size() - 1)[1];

        assertThatThrownBy(() -> run().restore()).hasMessageContaining(newest.toString())
            .hasMessageContaining("the newest state there is is that of revision " + last);
        assertThat(run().restore(last).revision()).isEqualTo(last);
    }

    @Test
    void pagesOfTheLastBatchMayBeMissingAnywhere() throws Exception {
        JournalRun first = run().begin().turns(1);
        long promised = first.promised();
        int forced = disk.bytes(segment).length;
        for (int i = 0; i < 4; i++) cluster.set("/f" + i, "x".repeat(900));
        first.turns(1).close();
        byte[] all = disk.bytes(segment);
        for (int page = forced; page < all.length; page += 256) {
            byte[] bad = all.clone();
            Arrays.fill(bad, page, Math.min(page + 256, all.length), (byte) 0);
            disk.put(segment, bad);

            assertThat(run().restore().revision()).isGreaterThanOrEqualTo(promised);
            JournalRun again = run().begin().turns(1);
            again.close();
            assertThat(again.log).anyMatch(line -> line.startsWith("cut "));
            assertThat(run().restore().revision()).isEqualTo(cluster.revision());
        }
    }
}
