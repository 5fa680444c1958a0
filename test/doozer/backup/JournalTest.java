package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.backup.BackupException.Kind;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal on the disk of this machine: its directory, its lock, its status. */
class JournalTest {
    @TempDir
    private Path folder;
    private final FakeCluster cluster = new FakeCluster();
    private final List<String> log = new CopyOnWriteArrayList<>();

    private JournalTime time = JournalTime.SYSTEM;

    private Journal journal(Path directory) {
        return new Journal(new Follower.Parts(disk, directory, JournalOptions.USUAL,
            cluster.source(), time, line -> {
                log.add(line);
                snapshots.countDown();
            }));
    }

    private Disk disk = new SystemDisk();
    private CountDownLatch snapshots = new CountDownLatch(1);

    /** Runs one until it has said something, and stops it. */
    private void run(Path directory) throws Exception {
        AtomicReference<IOException> failure = new AtomicReference<>();
        Journal journal = journal(directory);
        Thread thread = new Thread(() -> {
            try {
                journal.run();
            } catch (IOException e) {
                failure.set(e);
            }
        });
        thread.start();
        snapshots.await();
        journal.stop(20_000);
        thread.join();
        if (failure.get() != null) throw failure.get();
    }

    @Test
    void directoryHoldsASnapshotASegmentTheLockAndTheStatus() throws Exception {
        cluster.set("/a", "b");
        Path directory = folder.resolve("deep/journal");
        run(directory);

        assertThat(new SystemDisk().list(directory)).containsExactlyInAnyOrder(
            "00000000000000000001.backup", "00000000000000000002.journal", "lock", "status");
        assertThat(log).contains("snapshot of revision 1 taken");
        assertThat(JournalRun.text(Restore.from(directory).read()))
            .isEqualTo(FakeCluster.text(cluster.at(1)));
    }

    @Test
    void everythingButTheStatusIsForItsOwnersEyesOnly() throws Exception {
        cluster.set("/a", "b");
        run(folder.resolve("new"));
        String usual = mode(Files.createFile(folder.resolve("usual")));

        for (String name : new SystemDisk().list(folder.resolve("new"))) {
            assertThat(mode(folder.resolve("new").resolve(name))).as(name)
                .isEqualTo(name.equals("status") ? usual : "rw-------");
        }
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void newDirectoriesAreForcedWithWhatIsInThem() throws Exception {
        cluster.set("/a", "b");
        List<Path> forced = new CopyOnWriteArrayList<>();
        disk = (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class}, (proxy, method, args) -> {
                if (method.getName().equals("forceDirectory")) forced.add((Path) args[0]);
                return method.invoke(new SystemDisk(), args);
            });
        run(folder.resolve("deep/journal"));

        assertThat(forced).startsWith(folder.resolve("deep"), folder)
            .contains(folder.resolve("deep/journal"));
        forced.clear();
        snapshots = new CountDownLatch(1);
        run(folder.resolve("deep/journal"));
        assertThat(forced).isNotEmpty().doesNotContain(folder);
    }

    @Test
    void statusIsTextForPrometheus() throws Exception {
        cluster.set("/a", "b");
        run(folder);

        List<String> lines = Files.readAllLines(folder.resolve("status"));
        assertThat(lines).contains("doozer_journal_revision 1", "doozer_journal_synced_revision 1",
            "doozer_journal_snapshot_revision 1", "doozer_journal_cluster_revision 1",
            "doozer_journal_lag_revisions 0", "doozer_journal_lag_seconds 0.000",
            "doozer_journal_unsynced_bytes 0", "doozer_journal_segments 1",
            "# TYPE doozer_journal_lag_revisions gauge");
        for (String line : lines) {
            assertThat(line).matches("# (HELP|TYPE) doozer_journal_[a-z_]+ .*"
                + "|doozer_journal_[a-z_]+ -?[0-9]+(\\.[0-9]+)?");
        }
    }

    @Test
    void onlyOneMayWrite() throws Exception {
        cluster.set("/a", "b");
        try (DirectoryLock lock = DirectoryLock.take(folder)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> journal(folder).run()).isInstanceOfSatisfying(
                BackupException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE));
        }
        run(folder);
    }

    @Test
    void fileIsNoDirectory() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> journal(file).run()).hasMessageContaining("this is a file");
        assertThatThrownBy(() -> Restore.from(folder.resolve("none")).read())
            .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> Restore.from(folder).read())
            .hasMessageContaining("there is no snapshot in it");
        assertThatThrownBy(() -> Inspection.info(folder)).hasMessageContaining("no journal in it");
    }

    @Test
    void journalIsVerifiedAsAWhole() throws Exception {
        cluster.set("/a", "b");
        run(folder);
        assertThat(Inspection.info(folder)).containsEntry("form", "journal")
            .containsEntry("snapshots", "1").containsEntry("oldest_revision", "1");
        Map<String, String> facts = Inspection.verify(folder);
        assertThat(facts).containsEntry("revision", "1").containsEntry("segments", "1");

        // when a byte of its snapshot is another
        Path snapshot = folder.resolve("00000000000000000001.backup");
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length / 2] ^= 1;
        Files.write(snapshot, bytes);

        assertThatThrownBy(() -> Inspection.verify(folder)).isInstanceOf(BackupException.class)
            .hasMessageContaining("00000000000000000001.backup: at byte ");
        assertThatThrownBy(() -> Restore.from(folder).read()).isInstanceOf(BackupException.class);
    }

    /** A clock on which each look takes a while. */
    private static final class Fast implements JournalTime {
        private final AtomicLong looks = new AtomicLong();

        @Override
        public long millis() {
            return looks.incrementAndGet() * 200;
        }

        @Override
        public long nanos() {
            return millis() * 1_000_000;
        }
    }

    @Test
    void clusterThatGivesNoAnswerIsSaidAndAskedByWayOfANewConnection() throws Exception {
        cluster.set("/a", "b");
        cluster.fallSilent(1);
        time = new Fast();
        Journal journal = journal(folder);
        Thread thread = new Thread(() -> {
            try {
                journal.run();
            } catch (IOException e) {
                log.add("failed " + e);
            }
        });
        thread.start();
        while (!log.contains("the cluster answers again")) Thread.onSpinWait();
        journal.stop(20_000);
        thread.join();

        assertThat(log).anyMatch(line -> line.matches("NO ANSWER for [0-9]+ s: .* revision 1"))
            .contains("no new connection to the cluster: nobody there",
                "opened a new connection, to follow behind revision 1")
            .noneMatch(line -> line.startsWith("failed"));
    }

    @Test
    void statusOfAJournalWithoutAnAnswerSaysThatItIsBehind() throws Exception {
        cluster.set("/a", "b");
        cluster.fallSilent(1000);
        time = new Fast();
        run(folder);

        List<String> lines = Files.readAllLines(folder.resolve("status"));
        assertThat(lines).contains("doozer_journal_cluster_revision -1")
            .doesNotContain("doozer_journal_lag_seconds 0.000");
    }
}
