package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import doozer.client.DoozerClient;
import doozer.client.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bringing files into a cluster that runs. */
class RestoreCommandTest {
    @TempDir
    private Path folder;
    private CliServer server;

    @BeforeEach
    void startAServer() throws Exception {
        server = CliServer.start(Map.of());
        try (DoozerClient client = server.connect()) {
            client.set("/app/same", 0, "1".getBytes());
            client.set("/app/other", 0, "2".getBytes());
            client.set("/app/extra", 0, "3".getBytes());
        }
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    private String lines(String text) throws IOException {
        return Files.writeString(folder.resolve("lines"), text).toString();
    }

    private Result restore(String lines, String... more) throws IOException {
        String[] all = new String[more.length + 4];
        System.arraycopy(more, 0, all, 4, more.length);
        all[0] = "restore";
        all[1] = "-format";
        all[2] = "lines";
        all[3] = lines(lines);
        return server.run("", all);
    }

    private String find(String path) {
        return server.run("", "walk", path).out();
    }

    private static final String LINES = "4|set|/same|1\n5|set|/other|new\n6|set|/dir/added|4\n"
        + "7|set|/ctl/node/x/addr|never\n";

    @Test
    void filesAreWrittenAndEqualOnesLeftAlone() throws Exception {
        Result result = restore(LINES, "-into", "/app");

        assertThat(result).isEqualTo(new Result(0, "2 changes, 1 files were equal\n",
            "Left out: 1 files below /ctl that only doozer writes\n"));
        assertThat(find("/app/**")).isEqualTo("/app/dir/added 11 1\n4\n/app/extra 10 1\n3\n"
            + "/app/other 12 3\nnew\n/app/same 8 1\n1\n");
    }

    @Test
    void dryRunShowsWhatWouldChangeAndChangesNothing() throws Exception {
        String before = find("/**");
        Result result = restore(LINES, "-into", "/app", "-dry-run", "-delete");

        assertThat(result.out()).isEqualTo("- /app/extra\n+ /app/dir/added\n~ /app/other\n");
        assertThat(find("/**")).isEqualTo(before);
        assertThat(restore(LINES, "-into", "/app", "-dry-run", "-o", "json").out())
            .isEqualTo("{\"change\":\"+\",\"path\":\"/app/dir/added\"}\n"
                + "{\"change\":\"~\",\"path\":\"/app/other\"}\n");
    }

    @Test
    void deleteLeavesWhatTheBackupHasAndNeverTouchesCtl() throws Exception {
        int reserved = find("/ctl/**").split("\n").length;
        Result result = restore("1|set|/app/same|1\n", "-into", "/", "-delete");

        assertThat(result.out()).isEqualTo("2 changes, 1 files were equal\n");
        assertThat(find("/app/**")).isEqualTo("/app/same 8 1\n1\n");
        assertThat(find("/ctl/**").split("\n")).hasSize(reserved);
    }

    @Test
    void deletedLinesDeleteAndNothingElseDoes() throws Exception {
        restore("1|set|/extra|x\n2|del|/extra|\n3|del|/none\n", "-into", "/app");

        assertThat(find("/app/*")).isEqualTo("/app/other 9 1\n2\n/app/same 8 1\n1\n");
    }

    @Test
    void manyFilesAndLongOnesAreSeveralTransactions() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 250; i++) text.append("1|set|/many/").append(i).append("|x\n");
        for (int i = 0; i < 4; i++) {
            text.append("1|set|/long/").append(i).append('|').append("y".repeat(700_000))
                .append('\n');
        }
        assertThat(restore(text.toString(), "-into", "/copy").out())
            .isEqualTo("254 changes, 0 files were equal\n");
        assertThat(find("/copy/many/*").split("\n")).hasSize(500);
        assertThat(restore(text.toString(), "-into", "/copy").out())
            .isEqualTo("0 changes, 254 files were equal\n");
    }

    @Test
    void directoryInPlaceOfAFileNeedsDelete() throws Exception {
        Result refused = restore("1|set|/same/below|x\n", "-into", "/app");
        assertThat(refused.status()).isEqualTo(Exit.FAILED);
        assertThat(refused.err()).startsWith("NOTDIR: /app/same/below: /app/same is a file\n");

        assertThat(restore("1|set|/same/below|x\n", "-into", "/app", "-delete").status()).isZero();
        assertThat(find("/app/**")).startsWith("/app/same/below ");
    }

    @Test
    void whatTheClusterWouldRefuseIsSaidBeforeAnythingIsChanged() throws Exception {
        String before = find("/**");
        String lines = "1|set|/new|x\n2|set|/same/a|x\n3|set|/same/b|x\n4|set|/dir|x\n"
            + "5|set|/dir/below|x\n6|set|/long|" + "y".repeat((1 << 20) + 1) + "\n";
        for (String[] more : List.of(new String[] {"-into", "/app"},
                new String[] {"-into", "/app", "-dry-run"})) {
            Result refused = restore(lines, more);
            assertThat(refused.status()).isEqualTo(Exit.FAILED);
            assertThat(refused.err()).isEqualTo("RANGE: /app/long: a body of 1048577 bytes, and the"
                + " cluster takes 1048576 at most (-maxvalue)\n"
                + "NOTDIR: /app/dir/below: /app/dir is a file\n"
                + "NOTDIR: /app/same/a: /app/same is a file\n"
                + "NOTDIR: /app/same/b: /app/same is a file\n"
                + "Error: nothing was changed: the cluster would refuse 4 files; -delete makes room"
                + " where a file or a directory is in the way\n");
            assertThat(refused.out().contains("+ /app/new\n")).isEqualTo(more.length > 2);
        }
        // and where a directory is, or a file above all of it
        assertThat(restore("1|set|/app|x\n", "-into", "/", "-dry-run").err())
            .startsWith("ISDIR: /app: there are files below it, as /app/extra\nError: ");
        assertThat(restore("1|set|/x|x\n", "-into", "/app/same/deep", "-dry-run").err())
            .startsWith("NOTDIR: /app/same/deep/x: /app/same is a file\nError: ");
        assertThat(find("/**")).isEqualTo(before);

        assertThat(restore("1|set|/app|x\n", "-into", "/", "-delete").status()).isZero();
        assertThat(find("/app")).endsWith("1\nx\n");
    }

    @Test
    void longestBodiesAreWrittenEachByItself() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            text.append("1|set|/long/").append(i).append('|').append("y".repeat(1 << 20))
                .append('\n');
        }
        // and some that fill a transaction but for what it takes to say what they are
        for (int i = 0; i < 128; i++) {
            text.append("1|set|/w/").append(i).append('|').append("y".repeat(20_955)).append('\n');
        }
        assertThat(restore(text.toString(), "-into", "/copy"))
            .isEqualTo(new Result(0, "131 changes, 0 files were equal\n", ""));
    }

    @Test
    void fileThatAnOpenSessionOwnsIsNotOverwritten() throws Exception {
        try (DoozerClient client = server.connect();
                Session session = client.openSession(Duration.ofSeconds(60), "me")) {
            session.setEphemeral("/app/lock", 0, "mine".getBytes());
            String lines = "1|set|/app/lock|old\n2|set|/app/new|x\n";
            for (String[] more : List.of(new String[] {"-into", "/", "-dry-run"},
                    new String[] {"-into", "/"})) {
                Result result = restore(lines, more);
                assertThat(result.err()).isEqualTo("Not overwritten: /app/lock: an open session"
                    + " owns it\nError: not all is as it is wanted: open sessions own 1 of the"
                    + " files; run it again when these have ended\n");
                assertThat(result.status()).isEqualTo(Exit.FAILED);
                assertThat(result.out()).isEqualTo(more.length > 2 ? "+ /app/new\n"
                    : "1 changes, 0 files were equal\n");
            }
            assertThat(server.run("", "cat", "/app/lock").out()).isEqualTo("mine");
            assertThat(restore("3|del|/app/lock|\n", "-into", "/").err())
                .isEqualTo("Not deleted: 1 files of open sessions\n");
            assertThat(server.run("", "cat", "/app/lock").out()).isEqualTo("mine");
        }
        assertThat(restore("1|set|/app/lock|old\n", "-into", "/").status()).isZero();
        assertThat(server.run("", "cat", "/app/lock").out()).isEqualTo("old");
    }

    @Test
    void whatMakesNoSenseIsSaid() throws Exception {
        assertThat(restore(LINES).status()).isEqualTo(Exit.USAGE);
        assertThat(restore(LINES, "-into", "app").status()).isEqualTo(Exit.USAGE);
        assertThat(restore("nonsense\n", "-into", "/app").err()).contains("line 1: ");
        String file = lines("x");
        assertThat(server.run("", "restore", file, "-into", "/", "-at", "noon").err())
            .contains("is no time");
        assertThat(server.run("", "restore", file, "-into", "/", "-rev", "x").err())
            .contains("is no revision");
        assertThat(server.run("", "restore", file, "-into", "/").err())
            .contains("neither a backup nor");
        assertThat(server.run("", "restore", file + "none", "-into", "/").err())
            .contains("there is no such file");
    }

    @Test
    void fileThatIsCalledAsASubCommandNeedsADot() {
        Result result = server.run("", "backup", "info");

        assertThat(result.status()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).contains("./info");
    }

    @Test
    void bytesOfLinesAreTakenAsTheyAre() throws Exception {
        restore("1|set|/app/utf8|\u00e9|x\n", "-into", "/");

        assertThat(server.run("", "cat", "/app/utf8").out()).isEqualTo("\u00e9|x");
        assertThat("\u00e9".getBytes(StandardCharsets.UTF_8)).hasSize(2);
    }

    @Test
    void deleteSparesWhatOpenSessionsOwn() throws Exception {
        try (DoozerClient client = server.connect();
                Session session = client.openSession(Duration.ofSeconds(60), "me")) {
            session.setEphemeral("/app/lock", 0, "mine".getBytes());
            Result result = restore("1|set|/app/same|1\n", "-into", "/", "-delete");

            assertThat(result.status()).isZero();
            assertThat(result.err()).contains("Not deleted: 1 files of open sessions\n");
            assertThat(server.run("", "cat", "/app/lock").out()).isEqualTo("mine");
            assertThat(find("/app/*").split("\n")).hasSize(4);
        }
    }

    @Test
    void nothingIsNotTakenForAnOrderToDeleteAll() throws Exception {
        String before = find("/**");
        for (String nothing : List.of("", "1|set|/x|y\n2|del|/x|\n")) {
            Result refused = restore(nothing, "-into", "/", "-delete");
            assertThat(refused.status()).isEqualTo(Exit.FAILED);
            assertThat(refused.err()).contains("has no files").contains("-empty");
        }
        assertThat(find("/**")).isEqualTo(before);

        assertThat(restore("", "-into", "/app", "-delete", "-empty").out())
            .isEqualTo("3 changes, 0 files were equal\n");
        assertThat(find("/app/**")).isEmpty();
    }

    @Test
    void timeBeyondAllClocksIsNoFailureOfTheProgram() throws Exception {
        Path file = folder.resolve("backup");
        server.run("", "backup", file.toString());
        Result result = server.run("", "restore", file.toString(), "-into", "/copy", "-dry-run",
            "-at", "+999999999-01-01T00:00:00Z");

        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("+ /copy/app/same\n");
    }
}
