package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code watch} and {@code wait}: what they print, what they run, and how they end. */
class WatchCommandTest {
    private static final Result TIMED_OUT = Result.failed("Error: wait timeout\n");
    private static final String SOON = "-t=1s";

    @TempDir
    Path folder;

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

    /** Watches from revision 8 on until that is so, and then until the server ends. */
    private String errOfWatchUntil(Condition seen, String... args) throws Exception {
        String[] all = new String[args.length + 3];
        all[0] = "watch";
        all[1] = "-r";
        all[2] = "8";
        System.arraycopy(args, 0, all, 3, args.length);
        RunningCommand watch = server.start(all);
        assertThat(watch.repeatUntil(() -> seen.isMet(watch), () -> { })).isTrue();
        server.close();
        assertThat(watch.awaitEnd()).isTrue();
        assertThat(watch.status()).isEqualTo(2);
        assertThat(watch.stdout()).isEmpty();
        return watch.stderr();
    }

    /** What a watch is awaited to have done. */
    private interface Condition {
        boolean isMet(RunningCommand watch) throws IOException;
    }

    @Test
    void printsWhatWasAndGoesOnUntilNobodyReads() throws Exception {
        // given three changes, a delete and a nop among them
        run("one", "set", "/a", "0");
        run("", "del", "/a", "-1");
        run("", "nop");

        // when a watch from the first on is read for three records
        ClosingStream out = new ClosingStream(3);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(new byte[0]);
        RunningCommand.EntryPoint main = (args, env, streams) ->
            Main.run(args, env, new Streams(in, out, new PrintStream(err)));
        RunningCommand watch = RunningCommand.start(main,
            new String[] {"watch", "-r", "8", "/**"}, Map.of("DOOZER_URI", server.uri()), "");

        // then it prints them, and ends quietly with the next change
        assertThat(watch.repeatUntilEnd(() -> run("", "nop"))).isTrue();
        assertThat(out.text()).isEqualTo("/a 8 set 3\none\n/a 9 del 0\n\n/ 10  0\n\n");
        assertThat(watch.status()).isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void waitPrintsOneChangeAtOrAfterARevision() {
        run("one", "set", "/a", "0");
        run("two", "set", "/a", "-1");

        assertThat(run("", "wait", "-r", "0", "/a").out()).isEqualTo("/a 8 set 3\none\n");
        assertThat(run("", "wait", "-r", "9", "/a").out()).isEqualTo("/a 9 set 3\ntwo\n");
    }

    @Test
    void withoutARevisionTheyBeginAfterThePresent() {
        run("one", "set", "/a", "0");

        assertThat(run("", "wait", SOON, "/a")).isEqualTo(TIMED_OUT);
        assertThat(run("", SOON, "watch", "/a")).isEqualTo(TIMED_OUT);
    }

    @Test
    void aTimeLimitIsForEachChange() {
        run("one", "set", "/a", "0");

        assertThat(run("", "watch", "-r", "1", SOON, "/a"))
            .isEqualTo(new Result(2, "/a 8 set 3\none\n", "Error: wait timeout\n"));
        assertThat(run("", "get", "-r", "1000", SOON, "/a")).isEqualTo(TIMED_OUT);
    }

    @Test
    void aRevisionThatIsNotKeptIsAnErrorWithAName() throws Exception {
        try (CliServer late = CliServer.start(Map.of(), "-hist", "1")) {
            late.run("", "nop");

            assertThat(late.run("", "watch", "-r", "1", "/**").err())
                .startsWith("Error: TOO_LATE");
            assertThat(late.run("", "wait", "-r", "1", "/**").err()).startsWith("Error: TOO_LATE");
            assertThat(late.run("", "find", "-r", "1", "/").err()).startsWith("Error: TOO_LATE");
        }
    }

    @Test
    void itsCommandRunsForEachChangeInOrderWithAllThereIsToKnow() throws Exception {
        // given a set, a delete and a nop
        run("one\n", "add", "/a");
        run("", "del", "/a", "-1");
        run("", "nop");
        Path log = Files.createFile(folder.resolve("log"));
        String wanted = "-h $HOME * set /a 8 4 <one>\n-h $HOME * del /a 9 0 <>\n"
            + "-h $HOME * nop / 10 0 <>\n";
        // when a command is run for each, the first of which takes longest
        String script = "read -r line; [ -z \"$line\" ] || sleep 0.2;"
            + " echo \"$0 $1 $DOOZER_EVENT $DOOZER_PATH $DOOZER_REV $DOOZER_LEN <$line>\" >> log";
        String err = errOfWatchUntil(watch -> Files.size(log) >= wanted.length(), "/**", "--",
            "sh", "-c", "cd " + folder + " && " + script, "-h", "$HOME *");

        // then one ran behind the other, and its arguments came as they were
        assertThat(Files.readString(log)).isEqualTo(wanted);
        assertThat(err).startsWith("Error: ");
    }

    @Test
    void itsCommandNeedNotReadAndMayFail() throws Exception {
        // given more than a pipe holds
        run("x".repeat(500_000), "add", "/a");
        run("y", "add", "/b");

        // when the command reads nothing, and ends with a status that is not 0
        String err = errOfWatchUntil(watch -> watch.stderr().contains(" at 9\n"), "/?", "--",
            "sh", "-c", "exit 7");

        // then that is told, and the watch goes on
        assertThat(err).startsWith("sh ended with status 7 for /a at 8\n"
            + "sh ended with status 7 for /b at 9\nError: ");
    }

    @Test
    void itsCommandGetsTheBodyByteByByte() throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 100_000; i++) body.append((char) (i % 128));
        run(body.toString(), "add", "/a");
        Path copy = Files.createFile(folder.resolve("copy"));

        errOfWatchUntil(watch -> Files.size(copy) >= body.length(), "/a", "--", "sh", "-c",
            "cat > \"$0\"", copy.toString());

        assertThat(Files.readString(copy, StandardCharsets.US_ASCII)).isEqualTo(body.toString());
    }

    @Test
    void aCommandThatCannotBeStartedEndsIt() {
        run("x", "add", "/a");
        String missing = folder.resolve("none").toString();

        Result result = run("", "watch", "-r", "8", "/a", "--", missing);

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("Error: ").contains(missing);
    }

    @Test
    void aCommandBelongsBehindTwoDashes() {
        Result result = run("", "watch", SOON, "/a", "/b");

        assertThat(result.status()).isEqualTo(127);
        assertThat(result.err()).contains("--");
    }

    /** Takes so many writes, and is then closed at its other end, like a pipe into head. */
    private static final class ClosingStream extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int writesLeft;

        ClosingStream(int writes) {
            writesLeft = writes;
        }

        synchronized String text() {
            return taken.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] from, int offset, int count) throws IOException {
            if (writesLeft-- <= 0) throw new IOException("Broken pipe");
            taken.write(from, offset, count);
        }
    }
}
