package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.backup.BackupException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal does when its cluster, its disk or its clock do something unusual. */
class FollowerTest {
    private final MemoryDisk disk = new MemoryDisk(1);
    private final FakeCluster cluster = new FakeCluster();
    private final JournalRun run = new JournalRun(disk, cluster);

    @BeforeEach
    void firstChange() {
        cluster.set("/first", "x");
    }

    private JournalRun again() throws IOException {
        JournalRun again = new JournalRun(disk, cluster);
        again.millis = run.millis;
        return again.begin();
    }

    @Test
    void lostHistoryIsSaidLoudlyAndAFreshStateIsTaken() throws Exception {
        run.begin().turns(2).close();
        for (int i = 0; i < 5; i++) cluster.set("/missed", "" + i);
        cluster.forgetBefore(4);

        JournalRun again = again();
        again.turns(2);
        cluster.set("/later", "y");
        again.turns(1).close();

        assertThat(again.log).anyMatch(line -> line.startsWith("BEGINNING ANEW: HISTORY LOST: the"
            + " revisions after 1 are not kept"));
        assertThat(JournalRun.text(again.restore())).isEqualTo(FakeCluster.text(cluster.at(7)));
        assertThat(JournalRun.text(again.restore(6))).isEqualTo(FakeCluster.text(cluster.at(6)));
        Restored before = again.restore(4);
        assertThat(before.revision()).isEqualTo(1);
        assertThat(before.lost().toString()).contains("began anew after revision 1")
            .contains("HISTORY LOST").contains("the revisions 2 to 4 are not in the journal");
    }

    @Test
    void markTellsThatNothingIsMissing() throws Exception {
        run.begin().turns(2);
        cluster.hide();
        cluster.hide();
        run.turns(1);
        cluster.set("/a", "b");
        cluster.hide();
        run.turns(1).close();
        again().turns(1).close();

        assertThat(run.log).noneMatch(line -> line.contains("ANEW"));
        JournalCrashTest.checkEach(disk, run, cluster, "");
        assertThat(run.restore(5).lost()).isEmpty();
        assertThat(run.restore().revision()).isEqualTo(5);
        assertThat(run.restore(3).store().current().revision()).isEqualTo(3);
        assertThat(at(run.millis - 15).revision()).isEqualTo(1);
        assertThat(at(run.millis - 10).revision()).isEqualTo(3);
    }

    @Test
    void recoveredClusterIsGoneOnWithFromAFreshState() throws Exception {
        run.begin().turns(2);
        cluster.set("/old", "x");
        run.turns(1).close();
        cluster.identity("abc-2-123");

        JournalRun again = again();
        cluster.set("/new", "y");
        again.turns(2).close();

        assertThat(again.log).anyMatch(line -> line.contains("recovered by force: it was abc-1-def,"
            + " and is abc-2-123"));
        assertThat(again.restore().identity()).isEqualTo("abc-2-123");
        assertThat(JournalRun.text(again.restore())).isEqualTo(FakeCluster.text(cluster.at(3)));
    }

    @Test
    void recoveryWhileItFollowsIsSeenByTheGapThatItLeaves() throws Exception {
        run.begin().turns(2);
        cluster.identity("abc-2-123");
        cluster.skip(5);
        cluster.set("/new", "y");
        run.turns(3).close();

        assertThat(run.log).anyMatch(line -> line.contains("recovered by force"));
        assertThat(run.restore().revision()).isEqualTo(7);
        assertThat(run.restore().identity()).isEqualTo("abc-2-123");
    }

    @Test
    void anotherClusterEndsItAndNothingIsTouched() throws Exception {
        run.begin().turns(2).close();
        for (String other : List.of("123-1-def", "abc-1-123", "abc-0-def")) {
            cluster.identity(other);
            long operations = disk.operations();

            assertThatThrownBy(this::again).isInstanceOfSatisfying(BackupException.class,
                e -> assertThat(e.kind()).isEqualTo(Kind.OTHER_CLUSTER))
                .hasMessageContaining("abc-1-def").hasMessageContaining(other);

            assertThat(disk.operations()).isEqualTo(operations);
        }
    }

    @Test
    void anotherClusterWhileItFollowsEndsIt() throws Exception {
        run.begin().turns(2);
        cluster.identity("123-1-def");
        cluster.skip(5);
        cluster.set("/new", "y");

        assertThatThrownBy(() -> run.turns(1)).hasMessageContaining("nothing more is written");
        run.close();
        assertThat(run.restore().revision()).isEqualTo(1);
    }

    @Test
    void fullDiskEndsItAndKeepsWhatIsGood() throws Exception {
        for (long bytes = 0; bytes < 300; bytes += 3) {
            MemoryDisk full = new MemoryDisk(1);
            FakeCluster busy = new FakeCluster();
            busy.set("/a", "b");
            JournalRun first = new JournalRun(full, busy);
            first.options = JournalOptions.USUAL;
            first.begin().turns(2);
            full.fullAfter(bytes);
            long synced = 0;
            try {
                for (int i = 0; i < 10; i++) {
                    synced = first.follower().syncedEnd();
                    busy.set("/a", "c" + i);
                    first.turns(1);
                }
                assertThat(bytes).isGreaterThan(200);
            } catch (IOException e) {
                assertThat(e).hasMessage("No space left on device");
                assertThat(first.follower().syncedEnd()).isEqualTo(synced);
                assertThatThrownBy(first::close).isInstanceOf(IOException.class);
            }
            assertThat(first.restore().revision()).isGreaterThanOrEqualTo(synced);
            // when there is room again, then nothing is missing
            full.fullAfter(Long.MAX_VALUE);
            JournalRun again = new JournalRun(full, busy);
            again.begin().turns(1).close();
            JournalCrashTest.checkEach(full, again, busy, "full after " + bytes);
        }
    }

    @Test
    void whatCouldNotBeForcedIsNeverSaidToBe() throws Exception {
        run.begin().turns(2);
        disk.failForce(true);
        cluster.set("/a", "b");
        assertThatThrownBy(() -> run.turns(1)).hasMessage("Input/output error");

        // A system may say after a failure that all is well now: it has dropped what it had.
        disk.failForce(false);

        assertThatThrownBy(() -> run.turns(1)).hasMessage("Input/output error");
        assertThat(run.follower().syncedEnd()).isEqualTo(1);
    }

    @Test
    void snapshotThatFailsIsTriedAgainAndChangesAreWrittenMeanwhile() throws Exception {
        run.begin().turns(2);
        cluster.failDumps(2);
        run.options = JournalRun.SMALL.withSnapshots(1, Duration.ofHours(1));
        JournalRun again = new JournalRun(disk, cluster);
        again.options = run.options;
        run.close();
        again.begin();
        for (int i = 0; i < 6; i++) {
            cluster.set("/a", "b" + i);
            again.millis += 10_000;
            again.turns(1);
        }
        again.close();

        assertThat(again.log).filteredOn(line -> line.contains("trying again later")).hasSize(2);
        assertThat(JournalFiles.list(disk, JournalRun.DIRECTORY).snapshots())
            .hasSizeGreaterThan(1);
        JournalCrashTest.checkEach(disk, again, cluster, "");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void snapshotThatStandsStillHoldsUpNothing(boolean isOpening) throws Exception {
        // given a snapshot of which nothing comes
        run.options = JournalRun.SMALL.withSync(Duration.ofMillis(25))
            .withSnapshots(1, Duration.ofHours(1)).withPatience(Duration.ofSeconds(20));
        run.begin().turns(2);
        cluster.standStill(isOpening, !isOpening);
        cluster.set("/a", "b");
        run.turns(10);

        // then changes are written and forced as ever
        for (int i = 0; i < 5; i++) {
            cluster.set("/a", "b" + i);
            run.turns(4);
            assertThat(run.follower().syncedEnd()).isEqualTo(cluster.revision());
        }
        assertThat(run.follower().snapshotRevision()).isEqualTo(1);

        // and when it has stood still for long, it is given up, and another one taken
        if (!isOpening) {
            run.millis += 20_000;
            run.turns(1);
            assertThat(run.log).contains("no snapshot could be taken, trying again later: for 20.0"
                + " s nothing more of it has come from the cluster");
        }
        cluster.standStill(false, false);
        run.millis += 10_000;
        run.turns(4).close();
        assertThat(run.follower().snapshotRevision()).isEqualTo(cluster.revision());
        assertThat(cluster.openDumps()).isZero();
        assertThat(disk.names()).noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void intervalBoundsHowLongAChangeIsUnforced() throws Exception {
        run.options = JournalRun.SMALL.withSync(Duration.ofMillis(25));
        run.begin().turns(2);
        cluster.set("/a", "b");
        run.turns(1);
        assertThat(run.follower().end()).isEqualTo(2);
        assertThat(run.follower().syncedEnd()).isEqualTo(1);
        assertThat(run.follower().unsyncedBytes()).isPositive();
        run.turns(2);

        assertThat(run.follower().syncedEnd()).isEqualTo(2);
        assertThat(run.follower().unsyncedBytes()).isZero();
    }

    @Test
    void stateOfATimeIsThatBeforeTheFirstChangeAfterIt() throws Exception {
        run.begin().turns(2);
        long before = run.millis;
        cluster.set("/a", "b");
        run.turns(1);
        // The clock is set back: the last state of such a time counts, and all before it.
        run.millis -= 500;
        cluster.set("/c", "d");
        run.turns(1);
        run.close();

        assertThat(at(before + 10).revision()).isEqualTo(3);
        assertThat(at(before - 480).revision()).isEqualTo(3);
        assertThatThrownBy(() -> at(before - 481)).hasMessageContaining("the oldest state in it");
    }

    private Restored at(long millis) throws IOException {
        return new Restore(disk, JournalRun.DIRECTORY, true).atTime(Instant.ofEpochMilli(millis))
            .read();
    }

    @Test
    void oldFilesGoAndTheNewestSnapshotStays() throws Exception {
        run.options = JournalRun.SMALL.keeping(1, null);
        run.begin();
        for (int i = 0; i < 60; i++) {
            cluster.randomSteps(new Random(i), 2);
            run.turns(1);
        }
        run.close();

        JournalFiles files = JournalFiles.list(disk, JournalRun.DIRECTORY);
        assertThat(files.snapshots()).hasSize(1);
        assertThat(files.segments()).hasSizeLessThan(8);
        JournalCrashTest.checkEach(disk, run, cluster, "");
    }

    @Test
    void everyStateOfTheLastWhileIsKept() throws Exception {
        run.options = JournalRun.SMALL.keeping(Long.MAX_VALUE, Duration.ofMillis(200));
        run.begin();
        for (int i = 0; i < 60; i++) {
            cluster.randomSteps(new Random(i), 2);
            run.turns(1);
        }
        run.close();

        JournalFiles files = JournalFiles.list(disk, JournalRun.DIRECTORY);
        assertThat(at(run.millis - 200).revision()).isPositive();
        assertThat(files.snapshots().get(0).revision()).isGreaterThan(20);
        JournalCrashTest.checkEach(disk, run, cluster, "");
    }

    @Test
    void newConnectionGoesOnWhereTheOldOneWas() throws Exception {
        run.begin().turns(2);
        cluster.fallSilent(1);
        cluster.set("/unheard", "x");
        run.turns(3);
        assertThat(run.follower().end()).isEqualTo(1);

        run.follower().reconnect();
        run.turns(2);
        assertThat(run.log).contains("no new connection to the cluster: nobody there");
        assertThat(run.follower().end()).isEqualTo(1);
        run.follower().reconnect();
        run.turns(2).close();

        assertThat(run.restore().revision()).isEqualTo(2);
        assertThat(run.log).noneMatch(line -> line.contains("ANEW"));
    }

    @Test
    void newConnectionToTheRecoveredClusterBeginsAnew() throws Exception {
        run.begin().turns(2);
        cluster.fallSilent(0);
        cluster.identity("abc-2-123");
        cluster.skip(5);
        cluster.set("/new", "y");
        run.follower().reconnect();
        run.turns(3).close();

        assertThat(run.restore().revision()).isEqualTo(7);
        assertThat(run.restore().identity()).isEqualTo("abc-2-123");
    }
}
