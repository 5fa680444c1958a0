package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
        cluster.set("/a", "b" + cluster.revision());
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
}
