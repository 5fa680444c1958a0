package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import doozer.client.DoozerClient;
import doozer.server.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups, the journal and what they end with, as somebody at a shell sees them. */
@Timeout(120)
class BackupCommandTest {
    private static final String CLIENT_JAR =
        new File(ServerProcess.jar()).getParent() + "/doozer-client.jar";

    @TempDir
    private Path folder;
    private CliServer server;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void startAServer() throws Exception {
        server = CliServer.start(Map.of());
        try (DoozerClient client = server.connect()) {
            client.set("/app/a", 0, "1".getBytes());
        }
    }

    @AfterEach
    void stopAll() {
        processes.forEach(Process::destroyForcibly);
        server.close();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                .sorted(Comparator.naturalOrder()).toList();
        }
    }

    @Test
    void backupComesBackIntoAnotherCluster() throws Exception {
        Result made = server.run("", "backup", path("b"), "-o", "json");
        assertThat(made.out()).contains("\"cluster\":\"local\"").contains("\"rev\":8,\"files\":8");
        try (CliServer other = CliServer.start(Map.of())) {
            Result restored = other.run("", "restore", "-into", "/", path("b"));
            assertThat(restored.out()).isEqualTo("2 changes, 0 files were equal\n");
            assertThat(restored.err()).isEqualTo(
                "Left out: 6 files below /ctl that only doozer writes\n");
            assertThat(other.run("", "cat", "/app/a").out()).isEqualTo("1");
        }
    }

    @Test
    void filesOfSessionsAreLeftOutAndNotDeleted() throws Exception {
        try (DoozerClient client = server.connect()) {
            client.openSession(Duration.ofMinutes(1)).setEphemeral("/app/mine", 0,
                new byte[] {7});
            assertThat(server.run("", "backup", path("b")).status()).isZero();

            Result restored = server.run("", "restore", path("b"), "-into", "/", "-delete");

            assertThat(restored.out()).isEqualTo("0 changes, 2 files were equal\n");
            assertThat(restored.err()).contains("Left out: 1 files of sessions\n");
            assertThat(server.run("", "stat", "/app/mine").status()).isZero();
        }
    }

    @Test
    void localBackupSaysThatItMayBeBehind() throws Exception {
        assertThat(server.run("", "backup", "-local", path("b")).err()).contains("BEHIND");
        assertThat(server.run("", "backup", "info", path("b")).out()).contains("local one node's");
        assertThat(server.run("", "restore", path("b"), "-into", "/x").err())
            .contains("may have been behind");
    }

    @Test
    void verifyFindsWhatIsWrongAndEndsSo() throws Exception {
        server.run("", "backup", path("b"));
        assertThat(server.run("", "backup", "verify", path("b")).status()).isZero();
        byte[] bytes = Files.readAllBytes(folder.resolve("b"));
        bytes[bytes.length - 80] ^= 4;
        Files.write(folder.resolve("b"), bytes);

        Result result = server.run("", "backup", "verify", path("b"));
        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(result.err()).startsWith("Error: " + path("b") + ": at byte ");
    }

    @Test
    void failedBackupLeavesTheOldOne() throws Exception {
        Files.writeString(folder.resolve("b"), "old");
        server.close();
        Result result = server.run("", "backup", path("b"));

        assertThat(result.status()).isEqualTo(Exit.FAILED);
        assertThat(Files.readString(folder.resolve("b"))).isEqualTo("old");
        assertThat(names(folder)).containsExactly("b");
        startAServer();
        assertThat(server.run("", "backup", path("none/b")).err())
            .contains("is as it was: ").contains("its directory does not exist");
        assertThat(server.run("", "backup", path("b"), "more").status()).isEqualTo(Exit.USAGE);
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DOOZER_URI", server.uri());
        builder.environment().put("JAVA", ServerProcess.java());
        builder.environment().put("JAR", CLIENT_JAR);
        Process process = builder.redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private static String output(Process process) throws Exception {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void backupThatNobodyCouldWriteIsNoSuccess() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "SKIPPED: no /dev/full here");
        Process full = start("sh", "-c", "\"$JAVA\" -jar \"$JAR\" backup - > /dev/full; echo $?");
        assertThat(output(full)).contains("no whole backup was written").endsWith("2\n");
    }

    private Process startJournal() throws Exception {
        Process journal = start(ServerProcess.java(), "-jar", CLIENT_JAR, "journal", path("j"));
        while (!names(folder).contains("j") || names(folder.resolve("j")).stream()
                .noneMatch(name -> name.endsWith(".backup"))) {
            assertThat(journal.isAlive()).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return journal;
    }

    private void awaitRevision(long revision) {
        while (!server.run("", "backup", "verify", path("j")).out()
                .contains("\nrevision " + revision + "\n")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    void killedJournalGoesOnWhereItWas() throws Exception {
        Process first = startJournal();
        server.run("x", "set", "/app/b", "0");
        awaitRevision(9);
        first.destroyForcibly().waitFor();
        server.run("y", "set", "/app/b", "-1");

        Process second = startJournal();
        awaitRevision(10);
        second.toHandle().destroy();

        assertThat(output(second)).contains("going on behind revision 9\n");
        assertThat(names(folder.resolve("j"))).containsExactly("00000000000000000008.backup",
            "00000000000000000009.journal", "lock", "status");
        assertThat(Files.readString(folder.resolve("j/status")))
            .contains("doozer_journal_synced_revision 10\n");
        assertThat(server.run("", "restore", path("j"), "-rev", "9", "-into", "/old").status())
            .isZero();
        assertThat(server.run("", "cat", "/old/app/b").out()).isEqualTo("x");
    }

    @Test
    void journalOfAnotherClusterEndsWithFour() throws Exception {
        Process first = startJournal();
        Result second = server.run("", "journal", path("j"));
        assertThat(second.status()).isEqualTo(Exit.FAILED);
        assertThat(second.err()).contains("another journal writes into it");
        first.toHandle().destroy();
        output(first);
        server.close();
        startAServer();

        Result result = server.run("", "journal", path("j"));

        assertThat(result.status()).isEqualTo(4);
        assertThat(result.err()).contains("this is the journal of the cluster")
            .contains("another directory");
    }
}
