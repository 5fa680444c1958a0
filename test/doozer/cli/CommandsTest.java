package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
    private static final int USAGE = 127;

    private Doozer server;
    private String uri;

    /** What a command printed, and what it ended with. */
    private record Result(int status, String out, String err) { }

    @BeforeEach
    void startAServer() throws Exception {
        server = start(Map.of());
        uri = "doozer:?ca=" + server.address();
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    @Test
    void getPrintsWhatSetHasWritten() {
        Result set = run("hello", "set", "/a", "0");
        Result get = run("", "get", "/a");

        assertThat(set).isEqualTo(new Result(0, "8\n", ""));
        assertThat(get).isEqualTo(new Result(0, "8 5\nhello\n", ""));
    }

    @Test
    void addRefusesAFileThatExists() {
        assertThat(run("x", "add", "/a")).isEqualTo(new Result(0, "8\n", ""));
        assertThat(run("y", "add", "/a")).isEqualTo(new Result(1, "", "Error: REV_MISMATCH\n"));
        assertThat(run("", "get", "/a").out()).isEqualTo("8 1\nx\n");
    }

    @Test
    void aNegativeRevisionNeedsNoDashes() {
        assertThat(run("x", "set", "/a", "-1").out()).isEqualTo("8\n");
        assertThat(run("y", "set", "--", "/a", "-1").out()).isEqualTo("9\n");
    }

    @Test
    void readsAtARevision() {
        run("one", "set", "/a", "0");
        run("three", "set", "/a", "-1");

        assertThat(run("", "get", "-r", "8", "/a").out()).isEqualTo("8 3\none\n");
        assertThat(run("", "-r", "8", "stat", "/a").out()).isEqualTo("8 3\n");
        assertThat(run("", "get", "-r", "7", "/a").status()).isEqualTo(2);
    }

    @Test
    void whatIsMissingIsSaidOnStderr() {
        assertThat(run("", "get", "/none"))
                .isEqualTo(new Result(2, "", "No such file or directory: /none\n"));
        assertThat(run("", "stat", "/none").status()).isEqualTo(2);
    }

    @Test
    void delTakesAFileAway() {
        run("x", "set", "/a", "0");

        assertThat(run("", "del", "/a", "7")).isEqualTo(new Result(1, "", "Error: REV_MISMATCH\n"));
        assertThat(run("", "del", "/a", "8")).isEqualTo(new Result(0, "", ""));
        assertThat(run("", "get", "/a").status()).isEqualTo(2);
    }

    @Test
    void tellsADirectoryFromAFile() {
        run("x", "set", "/d/a", "0");
        run("x", "set", "/d/b", "0");

        assertThat(run("", "stat", "/d").out()).isEqualTo("d 2\n");
        assertThat(run("", "get", "/d")).isEqualTo(new Result(2, "", "Error: ISDIR\n"));
    }

    @Test
    void printsRevisionsAndIds() {
        assertThat(run("", "nop")).isEqualTo(new Result(0, "", ""));
        assertThat(run("", "rev").out()).isEqualTo("8\n");
        assertThat(run("", "self").out()).isEqualTo(server.id() + "\n");
    }

    @Test
    void watchPrintsWhatWasAndGoesOnUntilNobodyReads() {
        // given three changes, a delete and a nop among them
        run("one", "set", "/a", "0");
        run("", "del", "/a", "-1");
        run("", "nop");

        // when a watch from the first on is read for three records
        ClosingStream out = new ClosingStream(3 * 2);
        int status = run(new ByteArrayInputStream(new byte[0]), out, "watch", "-r", "8", "/**");

        // then it has printed them, and ended quietly
        assertThat(out.text()).isEqualTo("/a 8 set 3\none\n/a 9 del 0\n\n/ 10  0\n\n");
        assertThat(status).isZero();
    }

    @Test
    void watchWithATimeLimitEndsWhenNothingHappens() {
        Result result = run("", "watch", "-t", "50ms", "/never");

        assertThat(result).isEqualTo(new Result(2, "", "Error: wait timeout\n"));
    }

    @Test
    void usageErrorsEndWith127() {
        assertThat(run("", "frob").status()).isEqualTo(USAGE);
        assertThat(run("", "get").status()).isEqualTo(USAGE);
        assertThat(run("", "get", "/a", "/b").status()).isEqualTo(USAGE);
        assertThat(run("", "get", "-zzz", "/a").status()).isEqualTo(USAGE);
        assertThat(run("", "get", "-r").status()).isEqualTo(USAGE);
        assertThat(run("", "watch", "-t", "soon", "/a").status()).isEqualTo(USAGE);
        assertThat(run("").status()).isEqualTo(USAGE);
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

        assertThat(result).isEqualTo(new Result(0, "7\n", ""));
    }

    @Test
    void theSecretInTheUriOpensTheServer() throws Exception {
        server.close();
        server = start(Map.of("DOOZER_RWSECRET", "rw", "DOOZER_ROSECRET", "ro"));
        String open = "doozer:?ca=" + server.address();

        assertThat(run("", "-a", open, "get", "/ctl/name").err())
                .isEqualTo("Error: OTHER: permission denied\n");
        assertThat(run("", "-a", open + "&sk=ro", "get", "/ctl/name").out())
                .isEqualTo("1 5\nlocal\n");
        assertThat(run("x", "-a", open + "&sk=ro", "set", "/a", "0").status()).isEqualTo(2);
        assertThat(run("x", "-a", open + "&sk=rw", "set", "/a", "0").status()).isZero();
        assertThat(run("", "-a", open + "&sk=no", "rev").status()).isEqualTo(2);
    }

    @Test
    void helpTellsOfEveryCommand() {
        Result overview = run("", "help");

        assertThat(overview.status()).isZero();
        for (String name : "add del get nop rev self set stat watch".split(" ")) {
            assertThat(overview.out()).contains("\n  " + name + " ");
            assertThat(run("", "help", name).out()).startsWith("Use: doozer [flags] " + name);
            assertThat(run("", name, "-h").out()).isEqualTo(run("", "help", name).out());
        }
    }

    private Result run(String stdin, String... args) {
        ClosingStream out = new ClosingStream(Integer.MAX_VALUE);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8));
        int status = Main.run(args, Map.of("DOOZER_URI", uri), new Streams(in, out,
                new PrintStream(err)));
        return new Result(status, out.text(), err.toString(StandardCharsets.UTF_8));
    }

    private int run(InputStream in, OutputStream out, String... args) {
        return Main.run(args, Map.of("DOOZER_URI", uri),
                new Streams(in, out, System.err));
    }

    private static Doozer start(Map<String, String> env) throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Doozer.start(Options.parse(new String[] {"-l", "127.0.0.1:0"}, env),
                new Log(nowhere, System::currentTimeMillis));
    }

    /** Takes so many lines, and is then closed at its other end, like a pipe into head. */
    private static final class ClosingStream extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int linesLeft;

        ClosingStream(int lines) {
            linesLeft = lines;
        }

        String text() {
            return taken.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void write(int b) {
            if (linesLeft == 0) return;
            taken.write(b);
            if (b == '\n') linesLeft--;
        }

        @Override
        public void flush() throws java.io.IOException {
            if (linesLeft == 0) throw new java.io.IOException("Broken pipe");
        }
    }
}
