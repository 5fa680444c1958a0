package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a journal ends, by a kill or a loss of power, it goes on without a gap. */
class JournalCrashTest {
    private static final long SEED = 7;

    /** How a run ended: what it had promised by then, and after how many operations. */
    private record Ended(long promised, long operations, boolean isWhole) { }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingThatWasPromisedIsLostWhereverItEnds(boolean hasLostPower) throws Exception {
        int crashes = 0;
        for (long stop = 1; ; stop++) {
            MemoryDisk disk = new MemoryDisk(SEED + stop);
            FakeCluster cluster = new FakeCluster();
            disk.crashAfter(stop);
            Ended ended = run(disk, cluster, new Random(SEED));
            if (ended.isWhole()) break;
            crashes++;
            disk.restart(hasLostPower);
            checkAndGoOn(disk, cluster, ended, "stopped after " + stop + " operations");
        }
        // Rolls, snapshots and pruning are all among them.
        assertThat(crashes).isGreaterThan(150);
    }

    private static Ended run(MemoryDisk disk, FakeCluster cluster, Random random)
            throws IOException {
        JournalRun run = new JournalRun(disk, cluster);
        run.options = JournalRun.SMALL.keeping(1500, null);
        cluster.randomSteps(random, 5);
        long promised = 0;
        try {
            run.begin();
            for (int i = 0; i < 40; i++) {
                promised = Math.max(promised, run.promised());
                cluster.randomSteps(random, 1 + random.nextInt(3));
                run.turns(1);
            }
            promised = run.promised();
            run.close();
            return new Ended(promised, disk.operations(), true);
        } catch (MemoryDisk.Crash e) {
            return new Ended(promised, disk.operations(), false);
        }
    }

    private static void checkAndGoOn(MemoryDisk disk, FakeCluster cluster, Ended ended, String what)
            throws IOException {
        JournalRun run = new JournalRun(disk, cluster);
        if (ended.promised() > 0) {
            Restored restored = run.restore();
            assertThat(restored.revision()).as(what)
                .isGreaterThanOrEqualTo(cluster.stepEnd(ended.promised()));
            assertThat(JournalRun.text(restored)).as(what)
                .isEqualTo(FakeCluster.text(cluster.at(restored.revision())));
        }
        // when it is begun again, and the cluster goes on
        run.begin().turns(3);
        cluster.randomSteps(new Random(SEED), 3);
        run.turns(3).close();

        // then each revision since the oldest snapshot is there
        assertThat(run.log).as(what).noneMatch(line -> line.contains("ANEW"));
        checkEach(disk, run, cluster, what);
        assertThat(disk.names()).as(what).noneMatch(name -> name.endsWith(".tmp"));
    }

    static void checkEach(MemoryDisk disk, JournalRun run, FakeCluster cluster, String what)
            throws IOException {
        long first = JournalFiles.list(disk, JournalRun.DIRECTORY).snapshots().get(0).revision();
        for (long revision = first; revision <= cluster.revision(); revision++) {
            Restored restored = run.restore(revision);
            assertThat(JournalRun.text(restored)).as(what + ", revision " + revision)
                .isEqualTo(FakeCluster.text(cluster.at(cluster.stepEnd(revision))));
        }
    }

    @Test
    void randomHistoriesWithRandomCrashesComeBackAtEachRevision() throws Exception {
        for (int seed = 0; seed < Counts.of(40, 2000); seed++) {
            Random random = new Random(seed);
            MemoryDisk disk = new MemoryDisk(seed);
            FakeCluster cluster = new FakeCluster();
            JournalRun run = new JournalRun(disk, cluster);
            cluster.randomSteps(random, 1);
            long promised = 0;
            for (int crash = 0; crash < 4; crash++) {
                disk.crashAfter(5 + random.nextInt(60));
                try {
                    run.begin();
                    while (true) {
                        cluster.randomSteps(random, random.nextInt(3));
                        run.turns(1);
                        promised = Math.max(promised, run.promised());
                    }
                } catch (MemoryDisk.Crash e) {
                    disk.restart(random.nextBoolean());
                }
                if (promised > 0) {
                    assertThat(run.restore().revision()).as("seed " + seed)
                        .isGreaterThanOrEqualTo(cluster.stepEnd(promised));
                }
            }
            run.begin().turns(4).close();
            checkEach(disk, run, cluster, "seed " + seed);
        }
    }
}
