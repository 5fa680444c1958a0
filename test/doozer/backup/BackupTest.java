package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking a backup: the file is there whole, or as it was. */
class BackupTest {
    @TempDir
    private Path folder;
    private final FakeCluster cluster = new FakeCluster();

    @BeforeEach
    void fill() {
        cluster.set("/a", "plain");
        cluster.set("/b/c", "two\nlines\t\"quoted\" \\ \u0007 \u202e \u00e9");
        cluster.add(Item.Kind.DEL, "/a", "", true);
        cluster.add(Item.Kind.NOP, "/", "", false);
        cluster.set("/a-b", "");
    }

    private Backup backup() {
        return new Backup(new SystemDisk(), cluster.source(), "test");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void backupIsReadBackAsItWas() throws Exception {
        Path file = folder.resolve("backup");
        Backup.Taken taken = backup().to(file);

        Restored restored = Restore.from(file).read();

        assertThat(JournalRun.text(restored)).isEqualTo(FakeCluster.text(cluster.at(5)));
        assertThat(taken).isEqualTo(new Backup.Taken("fake", "abc-1-def", 5, 2, 0,
            Files.size(file)));
        assertThat(names()).containsExactly("backup");
        assertThat(Inspection.verify(file)).containsEntry("files", "2");
        assertThat(Inspection.info(file)).containsEntry("revision", "5")
            .containsEntry("form", "backup").containsEntry("program", "test");
    }

    @Test
    void onlyItsOwnerReadsIt() throws Exception {
        Path file = folder.resolve("backup");
        backup().to(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
    }

    @Test
    void backupWithHistoryHasEachStateAndItsSteps() throws Exception {
        cluster.forgetBefore(2);
        Path file = folder.resolve("backup");
        backup().withHistory().to(file);

        for (int revision = 1; revision <= 5; revision++) {
            Restored restored = Restore.from(file).atRevision(revision).read();
            assertThat(JournalRun.text(restored))
                .isEqualTo(FakeCluster.text(cluster.at(cluster.stepEnd(revision))));
        }
        Restored all = Restore.from(file).withHistory(100, 1 << 20).read();
        assertThat(all.store().oldest()).isEqualTo(2);
        assertThat(all.store().event(3).last()).isEqualTo(4);
        assertThat(all.changeCount()).isEqualTo(4);
    }

    @Test
    void textIsALineAFileAndShowsWhatWouldBeHidden() throws Exception {
        cluster.forgetBefore(2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        backup().withHistory().withText().to(out);

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text.replaceAll("made .* by", "made T by")).isEqualTo("""
            # doozer backup as text, form 1
            # cluster fake
            # identity abc-1-def
            # revision 1 and what follows it
            # made T by doozer test
            file /a 1 "plain"
            set /b/c 2 "two\\nlines\\t\\"quoted\\" \\\\ \\x07 \\u202e \u00e9"
            del /a 3 more
            nop / 4
            set /a-b 5 ""
            # end: 1 files, 4 changes
            """);
    }

    @Test
    void textOfWhatIsNoUtf8IsInHex() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextForm form = new TextForm(bytes -> out.write(bytes.array(), 0, bytes.limit()),
            new Item.Head(Item.Form.BACKUP, Item.Head.LOCAL, 9, 0, "n\nn", "i", "p", ""));
        form.file(new Item.File("/a", 3, 7, 5000, new byte[] {'x', (byte) 0xff, 0}));
        form.end();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("# cluster n\\nn\n")
            .contains("# local: one node's, perhaps behind\n")
            .contains("file /a 3 owner=7 ttl=5000ms \"x\\xff\\x00\"\n");
    }

    @Test
    void oldBackupSurvivesWhateverFails() throws Exception {
        MemoryDisk disk = new MemoryDisk(1);
        Path file = folder.resolve("backup");
        new Backup(disk, cluster.source(), "test").to(file);
        byte[] good = disk.bytes(file);
        cluster.set("/more", "x".repeat(1000));

        cluster.failDumps(1);
        assertThatThrownBy(() -> new Backup(disk, cluster.source(), "test").to(file))
            .hasMessage("not now");
        assertThat(disk.names()).containsExactly("backup");
        for (long bytes = 0; bytes < 1400; bytes += 100) {
            disk.fullAfter(bytes);
            try {
                new Backup(disk, cluster.source(), "test").to(file);
                assertThat(bytes).isGreaterThan(1000);
            } catch (IOException e) {
                assertThat(e).hasMessage("No space left on device");
                assertThat(disk.bytes(file)).isEqualTo(good);
            }
            assertThat(disk.names()).containsExactly("backup");
        }
        for (long stop = 0; ; stop++) {
            disk.put(file, good);
            disk.fullAfter(Long.MAX_VALUE);
            disk.crashAfter(stop);
            try {
                new Backup(disk, cluster.source(), "test").to(file);
                break;
            } catch (MemoryDisk.Crash e) {
                disk.restart(true);
                assertThat(new Restore(disk, file, false).read().revision()).isIn(5L, 6L);
            }
        }
    }

    @Test
    void nodeWithoutDataReplacesNoGoodBackup() throws Exception {
        MemoryDisk disk = new MemoryDisk(1);
        Path file = folder.resolve("backup");
        new Backup(disk, cluster.source(), "test").to(file);
        byte[] good = disk.bytes(file);
        cluster.identity("");
        assertThatThrownBy(() -> new Backup(disk, cluster.source(), "test").withLocal().to(file))
            .hasMessageContaining("belongs to no cluster yet");
        assertThat(disk.bytes(file)).isEqualTo(good);
        assertThat(disk.names()).containsExactly("backup");
    }

    @Test
    void whoGivesUpLeavesNothing() throws Exception {
        Path file = folder.resolve("backup");
        Files.writeString(file, "old");
        Backup backup = backup();
        // It hears of the first file while it is being written.
        backup.withProgress((done, total, bytes) -> backup.abandon());

        assertThatThrownBy(() -> backup.to(file)).isInstanceOf(IOException.class);

        assertThat(names()).containsExactly("backup");
        assertThat(Files.readString(file)).isEqualTo("old");
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        assertThatThrownBy(() -> backup().to(folder)).hasMessageContaining("this is no file");
        assertThatThrownBy(() -> backup().to(folder.resolve("none/backup")))
            .hasMessageContaining("its directory does not exist");
        assertThat(names()).isEmpty();
    }

    @Test
    void streamThatIsFullIsAFailure() throws Exception {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "SKIPPED: there is no /dev/full here");
        try (OutputStream out = Files.newOutputStream(full)) {
            assertThatThrownBy(() -> backup().to(out)).hasMessageContaining("No space left");
        }
        assertThatThrownBy(() -> backup().to(full)).hasMessageContaining("this is no file");
    }

    @Test
    void directoryThatMayNotBeWrittenIsAFailure() throws Exception {
        Assumptions.assumeFalse("root".equals(System.getProperty("user.name")),
            "SKIPPED: root may write everywhere");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
        try {
            assertThatThrownBy(() -> backup().to(folder.resolve("b")))
                .isInstanceOf(IOException.class);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void symbolicLinkLeadsToTheFileThatIsReplaced() throws Exception {
        Path real = folder.resolve("real");
        Files.writeString(real, "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        backup().to(link);

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Restore.from(real).read().revision()).isEqualTo(5);
    }

    @Test
    void symbolicLinkToWhatIsNotThereYetStaysOne() throws Exception {
        Files.createDirectory(folder.resolve("other"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("other/real"));
        backup().to(link);

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Restore.from(folder.resolve("other/real")).read().revision()).isEqualTo(5);
        Path self = Files.createSymbolicLink(folder.resolve("self"), Path.of("self"));
        assertThatThrownBy(() -> backup().to(self)).hasMessageContaining("a link to itself");
    }

    @Test
    void longIdentityIsKeptWholeOrRefused() throws Exception {
        Path file = folder.resolve("backup");
        String identity = "abc-1-def" + " 1000000009-2000000009".repeat(300);
        cluster.identity(identity);
        backup().to(file);
        assertThat(Restore.from(file).read().identity()).isEqualTo(identity);

        cluster.identity(identity.repeat(12));
        assertThatThrownBy(() -> backup().to(file)).hasMessageContaining("cannot be backed up");
        assertThat(Restore.from(file).read().identity()).isEqualTo(identity);
        assertThat(names()).containsExactly("backup");
    }
}
