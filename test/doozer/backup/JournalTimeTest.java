package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States by their time, with clocks that jump and journals that were down. */
class JournalTimeTest {
    private static final long DAYS = Duration.ofDays(8).toMillis();

    private final MemoryDisk disk = new MemoryDisk(1);
    private final FakeCluster cluster = new FakeCluster();
    private final JournalRun run = new JournalRun(disk, cluster);

    @BeforeEach
    void firstChanges() throws Exception {
        cluster.set("/first", "x");
        run.options = JournalOptions.USUAL;
        run.begin().turns(2);
        change();
    }

    private void change() throws IOException {
        cluster.set("/z", "b" + cluster.revision());
        run.turns(1);
    }

    private Restored at(long millis) throws IOException {
        return new Restore(disk, JournalRun.DIRECTORY, true).atTime(Instant.ofEpochMilli(millis))
            .read();
    }

    @Test
    void clockThatWasRightAgainIsBelieved() throws Exception {
        long before = run.millis;
        run.jump(DAYS);
        change();
        long within = run.millis;
        run.jump(-DAYS);
        change();
        long after = run.millis;
        change();
        run.close();

        assertThat(at(before).revision()).isEqualTo(2);
        assertThat(at(after).revision()).isEqualTo(4);
        assertThat(at(after).lost()).isEmpty();
        // The journal ends before that time by its own clock.
        assertThat(at(within).revision()).isEqualTo(5);
    }

    @Test
    void timeBehindTheEndIsToldOf() throws Exception {
        run.close();

        assertThat(at(run.millis).lost()).isEmpty();
        Restored restored = at(run.millis + 3_600_000);
        assertThat(restored.revision()).isEqualTo(2);
        assertThat(restored.lost()).singleElement().asString().contains("the last time in the");
    }

    @Test
    void timeAtWhichTheJournalWasDownIsToldOf() throws Exception {
        run.close();
        long down = run.millis + 1000;
        JournalRun again = new JournalRun(disk, cluster);
        again.options = run.options;
        again.millis = run.millis + 10_000;
        cluster.set("/missed", "x");
        again.begin().turns(1).close();

        assertThat(at(down).revision()).isEqualTo(2);
        assertThat(at(down).lost()).singleElement().asString().contains("the journal went on at "
            + Instant.ofEpochMilli(run.millis + 10_000));
        assertThat(at(again.millis).revision()).isEqualTo(3);
        assertThat(at(again.millis).lost()).isEmpty();
    }

    @Test
    void damageBehindATimeDoesNotMatterAndAtItDoes() throws Exception {
        long first = run.millis;
        change();
        Path segment = JournalFiles.list(disk, JournalRun.DIRECTORY).lastSegment().file();
        int good = disk.bytes(segment).length;
        change();
        change();
        run.close();
        byte[] bytes = disk.bytes(segment);
        bytes[good + 40] ^= 1;
        disk.put(segment, bytes);

        assertThat(at(first).revision()).isEqualTo(2);
        assertThatThrownBy(() -> at(first + 10)).hasMessageContaining("Restore up to revision 3");
    }

    @Test
    void timesBeyondAllClocksAreTimesToo() throws Exception {
        run.close();
        Restore restore = new Restore(disk, JournalRun.DIRECTORY, true);

        assertThat(restore.atTime(Instant.MAX).read().revision()).isEqualTo(2);
        assertThat(restore.atTime(Instant.MAX).read().lost()).isNotEmpty();
        assertThatThrownBy(() -> restore.atTime(Instant.MIN).read())
            .hasMessageContaining("the oldest state in it");
    }

    @Test
    void clockThatJumpsDeletesNothing() throws Exception {
        run.close();
        JournalRun again = new JournalRun(disk, cluster);
        again.options = JournalRun.SMALL.keeping(Long.MAX_VALUE, Duration.ofDays(7));
        again.millis = run.millis + DAYS;
        again.begin();
        for (int i = 0; i < 60; i++) {
            if (i == 20) again.jump(DAYS);
            if (i == 40) again.jump(-DAYS);
            cluster.randomSteps(new Random(i), 2);
            again.turns(1);
        }
        again.close();

        JournalFiles files = JournalFiles.list(disk, JournalRun.DIRECTORY);
        assertThat(files.snapshots()).hasSizeGreaterThan(3);
        assertThat(files.snapshots().get(0).revision()).isEqualTo(1);
        JournalCrashTest.checkEach(disk, again, cluster, "");
    }

    @Test
    void whatIsOldGoesOverSeveralRuns() throws Exception {
        run.close();
        for (int i = 0; i < 6; i++) {
            JournalRun again = new JournalRun(disk, cluster);
            again.options = JournalRun.SMALL.keeping(Long.MAX_VALUE, Duration.ofDays(7));
            again.begin();
            again.millis += Duration.ofDays(3).toMillis();
            for (int j = 0; j < 20; j++) {
                cluster.randomSteps(new Random(j), 2);
                again.turns(1);
            }
            again.close();
        }
        JournalFiles files = JournalFiles.list(disk, JournalRun.DIRECTORY);
        assertThat(files.snapshots().get(0).revision()).isGreaterThan(100);
        assertThat(files.snapshots()).hasSizeGreaterThan(2);
    }
}
