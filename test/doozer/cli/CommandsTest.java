package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import doozer.client.DoozerClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands, against a server: what they print, and what they end with. */
class CommandsTest {
    private CliServer server;

    @BeforeEach
    void startAServer() throws Exception {
        server = CliServer.start(Map.of());
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    private Result run(String stdin, String... args) {
        return server.run(stdin, args);
    }

    @Test
    void getPrintsWhatSetHasWritten() {
        assertThat(run("hello", "set", "/a", "0")).isEqualTo(Result.printed("8\n"));
        assertThat(run("", "get", "/a")).isEqualTo(Result.printed("8 5\nhello\n"));
    }

    @Test
    void catPrintsTheBodyAlone() {
        run("no line end", "add", "/a");

        assertThat(run("", "cat", "/a")).isEqualTo(Result.printed("no line end"));
    }

    @Test
    void addRefusesAFileThatExists() {
        assertThat(run("x", "add", "/a")).isEqualTo(Result.printed("8\n"));
        assertThat(run("y", "add", "/a")).isEqualTo(new Result(1, "", "Error: REV_MISMATCH\n"));
        assertThat(run("", "get", "/a").out()).isEqualTo("8 1\nx\n");
    }

    @Test
    void aNegativeRevisionNeedsNoDashes() {
        assertThat(run("x", "set", "/a", "-1").out()).isEqualTo("8\n");
        assertThat(run("y", "set", "--", "/a", "-1").out()).isEqualTo("9\n");
    }

    @Test
    void everyReadTakesARevision() {
        run("one", "set", "/d/a", "0");
        run("three", "set", "/d/a", "-1");
        run("x", "set", "/d/b", "0");

        assertThat(run("", "get", "-r", "8", "/d/a").out()).isEqualTo("8 3\none\n");
        assertThat(run("", "cat", "-r=8", "/d/a").out()).isEqualTo("one");
        assertThat(run("", "-r", "8", "stat", "/d/a").out()).isEqualTo("8 3\n");
        assertThat(run("", "ls", "/d", "-r", "8").out()).isEqualTo("a 8 3\n");
        assertThat(run("", "walk", "--r", "8", "/d/*").out()).isEqualTo("/d/a 8 3\none\n");
        assertThat(run("", "find", "-r", "8", "/d").out()).isEqualTo("/d\n/d/a\n");
        assertThat(run("", "find", "-r", "-1", "/d").out()).isEqualTo("/d\n/d/a\n/d/b\n");
        assertThat(run("", "get", "-r", "7", "/d/a").status()).isEqualTo(2);
    }

    @Test
    void whatIsMissingIsSaidOnStderr() {
        for (String command : "get cat stat".split(" ")) {
            assertThat(run("", command, "/none"))
                .isEqualTo(Result.failed("No such file or directory: /none\n"));
        }
        assertThat(run("", "find", "/none")).isEqualTo(Result.failed("Error: NOENT: /none\n"));
        assertThat(run("", "ls", "/none")).isEqualTo(Result.failed("Error: NOENT: /none\n"));
        assertThat(run("", "walk", "/none")).isEqualTo(Result.printed(""));
    }

    @Test
    void delTakesAFileAway() {
        run("x", "set", "/a", "0");

        assertThat(run("", "del", "/a", "7")).isEqualTo(new Result(1, "", "Error: REV_MISMATCH\n"));
        assertThat(run("", "del", "/a", "8")).isEqualTo(Result.printed(""));
        assertThat(run("", "get", "/a").status()).isEqualTo(2);
    }

    @Test
    void tellsADirectoryFromAFile() {
        run("x", "set", "/d/a", "0");
        run("x", "set", "/d/b", "0");

        assertThat(run("", "stat", "/d").out()).isEqualTo("d 2\n");
        assertThat(run("", "get", "/d")).isEqualTo(Result.failed("Error: ISDIR\n"));
        assertThat(run("", "ls", "/d/a")).isEqualTo(Result.failed("Error: NOTDIR: /d/a\n"));
    }

    @Test
    void lsTellsFilesFromDirectories() {
        run("x", "set", "/d/sub/b", "0");
        run("four", "set", "/d/s", "0");

        assertThat(run("", "ls", "/d").out()).isEqualTo("s 9 4\nsub/ 1\n");
        assertThat(run("", "ls").out()).isEqualTo("ctl/ 4\nd/ 2\n").isEqualTo(
            run("", "ls", "/").out());
    }

    @Test
    void findGoesIntoTheDepthInTheOrderOfBytes() {
        // given names between which '-' and '/' decide, as '-' is before '/' and 'b' behind
        for (String path : "/d/a-b /d/a/c /d/a/B /d/ab /d/a.b".split(" ")) {
            run("x", "add", path);
        }
        String all = "/d\n/d/a\n/d/a/B\n/d/a/c\n/d/a-b\n/d/a.b\n/d/ab\n";

        assertThat(run("", "find", "/d")).isEqualTo(Result.printed(all));
        assertThat(run("", "find", "/d/ab")).isEqualTo(Result.printed("/d/ab\n"));
        assertThat(run("", "find", "/").out()).startsWith("/\n/ctl\n").endsWith(all);
    }

    @Test
    void walkPrintsFilesWithTheirBodies() {
        run("one\n", "add", "/d/a");
        run("", "add", "/d/b/c");
        run("x", "add", "/e");

        assertThat(run("", "walk", "/d/**"))
            .isEqualTo(Result.printed("/d/a 8 4\none\n\n/d/b/c 9 0\n\n"));
    }

    @Test
    void touchGivesARevisionAndKeepsTheBody() {
        run("body", "add", "/a");

        assertThat(run("", "touch", "/a")).isEqualTo(Result.printed(""));
        assertThat(run("", "get", "/a").out()).isEqualTo("9 4\nbody\n");
        assertThat(run("", "touch", "/new")).isEqualTo(Result.printed(""));
        assertThat(run("", "get", "/new").out()).isEqualTo("10 0\n\n");
        assertThat(run("", "touch", "/ctl")).isEqualTo(Result.failed("Error: ISDIR\n"));
    }

    @Test
    void touchLosesNoBodyInARace() throws Exception {
        // given somebody who counts in a file, and minds nobody
        try (DoozerClient client = server.connect()) {
            RunningCommand[] touching = new RunningCommand[2];
            client.set("/n", -1, "0".getBytes(StandardCharsets.UTF_8));
            // when others touch that file again and again meanwhile
            for (int i = 0; i < touching.length; i++) touching[i] = server.start("touch", "/n");
            for (int i = 1; i <= 300; i++) {
                byte[] body = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                client.set("/n", -1, body);
                for (int t = 0; t < touching.length; t++) {
                    if (touching[t].isRunning()) continue;
                    assertThat(touching[t].status()).as(touching[t].stderr()).isZero();
                    touching[t] = server.start("touch", "/n");
                }
                // then no touch brings an older body back
                assertThat(new String(client.get("/n").body(), StandardCharsets.UTF_8))
                    .isEqualTo("" + i);
            }
            for (RunningCommand command : touching) assertThat(command.awaitEnd()).isTrue();
            assertThat(client.get("/n").body()).asString().isEqualTo("300");
        }
    }

    @Test
    void printsRevisionsAndIds() {
        assertThat(run("", "nop")).isEqualTo(Result.printed(""));
        assertThat(run("", "rev")).isEqualTo(Result.printed("8\n"));
        assertThat(run("", "self")).isEqualTo(Result.printed(server.id() + "\n"));
    }

    @Test
    void infoPrintsWhatTheNodeSays() {
        Result info = run("", "info");

        assertThat(info.out()).contains("\nid:" + server.id() + "\n").startsWith("# ")
            .endsWith("\n");
    }

    @Test
    void aSetThatHasNoRoomSaysSo() {
        String body = "x".repeat((1 << 20) + 1);

        assertThat(run(body, "add", "/a").err()).startsWith("Error: RANGE: ");
        assertThat(run("x".repeat((15 << 20) + 1), "add", "/a"))
            .isEqualTo(Result.failed("Error: RANGE: standard input has more than the 15728640"
                + " bytes that a body can have\n"));
    }

    @Test
    void usageErrorsEndWith127() {
        for (String line : ("frob|get|get /a /b|get -zzz /a|get -r|wait -t soon /a|ls / /|nop x"
                + "|watch /a /b|watch|get -o xml /a|help a b|help frob").split("\\|")) {
            Result result = run("", line.split(" "));
            assertThat(result.status()).as(line).isEqualTo(127);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("Error: ");
        }
        assertThat(run("").status()).isEqualTo(127);
    }

    @Test
    void badArgumentsEndWithTwoAndSayWhatIsWrong() {
        assertThat(run("x", "set", "/a", "abc").err()).contains("\"abc\" is no revision");
        assertThat(run("x", "set", "/a b", "0").err()).isEqualTo("Error: BAD_PATH\n");
        assertThat(run("", "watch", "a").err())
            .isEqualTo("Error: OTHER: invalid glob pattern: a\n");
        assertThat(run("", "-a", "nonsense", "rev").status()).isEqualTo(2);
        assertThat(run("", "-a", "doozer:?ca=127.0.0.1:1", "rev").err())
            .startsWith("Error: cannot connect to 127.0.0.1:1: ");
    }

    @Test
    void theSecondAddressIsTriedWhenTheFirstIsDead() {
        Result result = run("", "-a", "doozer:?ca=127.0.0.1:1&ca=" + server.address(), "rev");

        assertThat(result).isEqualTo(Result.printed("7\n"));
    }

    @Test
    void theSecretInTheUriOpensTheServer() throws Exception {
        try (CliServer closed = CliServer.start(
                Map.of("DOOZER_RWSECRET", "rw", "DOOZER_ROSECRET", "ro"))) {
            String uri = closed.uri();

            assertThat(run("", "-a", uri, "get", "/ctl/name").err())
                .isEqualTo("Error: OTHER: permission denied\n");
            assertThat(run("", "-a", uri + "&sk=ro", "get", "/ctl/name").out())
                .isEqualTo("1 5\nlocal\n");
            assertThat(run("x", "-a", uri + "&sk=ro", "set", "/a", "0").status()).isEqualTo(2);
            assertThat(run("x", "-a", uri + "&sk=rw", "set", "/a", "0").status()).isZero();
            assertThat(run("", "-a", uri + "&sk=no", "rev").status()).isEqualTo(2);
        }
    }

    @Test
    void helpTellsOfEveryCommand() {
        Result overview = run("", "help");

        assertThat(overview).isEqualTo(run("", "-h")).isEqualTo(run("", "--help"));
        assertThat(overview.status()).isZero();
        for (String name : Commands.names()) {
            assertThat(overview.out()).contains("\n  " + name + " ");
            assertThat(run("", "help", name).out()).startsWith("Use: doozer [flags] " + name);
            assertThat(run("", name, "-h").out()).isEqualTo(run("", "help", name).out());
        }
        assertThat(overview.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aClosedPipeEndsAListQuietlyAndSoon() {
        // given more than any buffer holds
        for (int i = 0; i < 40; i++) run("x".repeat(1000), "add", "/d/" + i);

        // when nobody reads but the first bytes
        PipedOnce out = new PipedOnce();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(new byte[0]);
        int status = Main.run(new String[] {"walk", "/d/*"}, Map.of("DOOZER_URI", server.uri()),
            new Streams(in, out, new PrintStream(err)));

        // then it ends without a word, and has not tried again
        assertThat(status).isZero();
        assertThat(err.size()).isZero();
        assertThat(out.writes).isEqualTo(2);
    }

    /** Takes one write, and is then closed at its other end. */
    private static final class PipedOnce extends OutputStream {
        private int writes;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            if (++writes > 1) throw new IOException("Broken pipe");
        }
    }
}
