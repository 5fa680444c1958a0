package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.DoozerClient;
import doozer.client.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands that hold something while a program runs, and those for what they use. */
@DisabledOnOs(OS.WINDOWS)
class HoldingCommandsTest {
    /** Ends with 7 when it is told to. */
    private static final String PATIENT =
            "trap 'echo told >> $0; exit 7' TERM; echo up $DOOZER_TOKEN >> $0; sleep 60 & wait";

    @TempDir
    private Path directory;
    private CliServer server;
    private DoozerClient client;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        server = CliServer.start(Map.of());
        client = server.connect();
        file = directory.resolve("said");
        Files.createFile(file);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private List<String> said() throws IOException {
        return Files.readAllLines(file);
    }

    private boolean awaitSaid(RunningCommand command, int lines) throws Exception {
        return command.repeatUntil(() -> said().size() >= lines, () -> { });
    }

    private long onlySession() {
        return client.walk("/ctl/sess/*").get(0).revision();
    }

    @Test
    void lockRunsTheCommandWithItsTokenAndGivesItsStatus() throws Exception {
        CliServer.Result result = server.run("", "lock", "/l", "--", "sh", "-c",
                "echo $DOOZER_TOKEN $DOOZER_HELD > $0; exit 9", file.toString());
        assertThat(result).isEqualTo(new CliServer.Result(9, "", ""));
        assertThat(said().get(0)).matches("9 /l/[0-9a-f]+");
        assertThat(client.walk("/l/*")).isEmpty();
        assertThat(server.run("", "lock", "/l", "--", "true").status()).isZero();
        assertThat(client.walk("/ctl/sess/*")).isEmpty();
    }

    @Test
    void lockThatIsHeldIsWaitedForAsLongAsWished() throws Exception {
        try (Session other = client.openSession(Duration.ofSeconds(60))) {
            other.setEphemeral("/l/other", 0, new byte[0]);
            assertThat(server.run("", "lock", "-t", "50ms", "/l", "--", "true"))
                    .isEqualTo(CliServer.Result.failed("Error: wait timeout\n"));
            RunningCommand waiting = server.start("lock", "/l", "--", "sh", "-c",
                    "echo ran > $0", file.toString());
            assertThat(waiting.repeatUntil(() -> client.walk("/l/*").size() == 2, () -> { }))
                    .isTrue();
            assertThat(said()).isEmpty();
            other.del("/l/other", -1);
            assertThat(waiting.awaitEnd()).isTrue();
            assertThat(waiting.status()).isZero();
        }
        assertThat(said()).containsExactly("ran");
    }

    @Test
    void commandIsToldToEndWhenTheLockIsLost() throws Exception {
        RunningCommand command = server.start("lock", "-ttl", "3s", "/l", "--", "sh", "-c",
                PATIENT, file.toString());
        assertThat(awaitSaid(command, 1)).isTrue();

        // when somebody ends its session
        assertThat(server.run("", "session", "close", String.valueOf(onlySession())))
                .isEqualTo(CliServer.Result.printed(""));
        assertThat(command.awaitEnd()).isTrue();
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.stderr()).isEqualTo("Error: the lock was lost\n");
        assertThat(said().get(1)).isEqualTo("told");
    }

    @Test
    void electedCommandRunsAgainWhenLeadershipWasLost() throws Exception {
        RunningCommand command = server.start("elect", "-ttl", "3s", "/e", "--", "sh", "-c",
                PATIENT, file.toString());
        assertThat(awaitSaid(command, 1)).isTrue();
        Session.end(client, onlySession());
        assertThat(awaitSaid(command, 3)).isTrue();
        assertThat(said().get(1)).isEqualTo("told");
        long first = Long.parseLong(said().get(0).substring(3));
        assertThat(Long.parseLong(said().get(2).substring(3))).isGreaterThan(first);
        assertThat(command.stderr()).isEqualTo("the leadership was lost; standing again\n");

        // when the command ends by itself, then so does all
        ProcessHandle.current().descendants().filter(one -> one.info().arguments()
                .map(all -> List.of(all).contains(file.toString())).orElse(false))
                .forEach(ProcessHandle::destroy);
        assertThat(command.awaitEnd()).isTrue();
        assertThat(command.status()).isEqualTo(7);
    }

    @Test
    void commandsThatAreToldToEndEndWhatTheyRun() throws Exception {
        Process lock = process("lock", "/l", "--", "sh", "-c", PATIENT, file.toString());
        Process register = process("register", "/r", "value");
        assertThat(register.getInputStream().readNBytes(1)).hasSize(1);
        assertThat(client.get("/r").body()).isEqualTo("value".getBytes(StandardCharsets.UTF_8));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (said().isEmpty() && System.nanoTime() < end) Thread.onSpinWait();

        // when both get SIGTERM
        lock.destroy();
        register.destroy();
        assertThat(lock.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(register.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said().get(1)).isEqualTo("told");
        assertThat(client.get("/r").isMissing()).isTrue();
        assertThat(client.walk("/l/*")).isEmpty();
        assertThat(client.walk("/ctl/sess/*")).isEmpty();
    }

    private Process process(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "doozer.cli.Main", "-a", server.uri()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void transactionIsReadFromStandardInput() {
        assertThat(server.run("if /a 0\nset /a -1 one two\n\nset /b 0 x\n", "txn"))
                .isEqualTo(CliServer.Result.printed("9\n"));
        assertThat(server.run("", "cat", "/a").out()).isEqualTo("one two");
        assertThat(server.run("if /a 7\ndel /b -1\n", "txn"))
                .isEqualTo(new CliServer.Result(1, "", "Error: REV_MISMATCH: /a\n"));
        assertThat(server.run("del /b -1\nmove /a 1\n", "txn").err())
                .startsWith("Error: number 2 is not if <path> <rev>");
        assertThat(server.run("eph /c 0 x\n", "txn").err()).contains("doozer register");
        assertThat(server.run("", "stat", "/b").out()).isEqualTo("9 1\n");
    }

    @Test
    void numbersAndSessionsByHand() {
        assertThat(server.run("", "next", "/n")).isEqualTo(CliServer.Result.printed("1\n"));
        assertThat(server.run("", "next", "-o", "json", "/n").out())
                .isEqualTo("{\"value\":2}\n");
        assertThat(server.run("", "session", "open", "-ttl", "1m").out()).isEqualTo("10\n");
        assertThat(server.run("", "session", "list").out())
                .isEqualTo("/ctl/sess/10 10 14\ndoozer session\n");
        assertThat(server.run("", "session", "keep", "10")).isEqualTo(CliServer.Result.printed(""));
        assertThat(server.run("", "session", "close", "10"))
                .isEqualTo(CliServer.Result.printed(""));
        assertThat(server.run("", "session", "keep", "10").err()).contains("NOENT");
        assertThat(server.run("", "session", "list").out()).isEmpty();
        assertThat(server.run("", "session", "keep", "ten").status()).isEqualTo(2);
        assertThat(server.run("", "session", "keep").status()).isEqualTo(127);
        assertThat(server.run("", "session", "list", "1").status()).isEqualTo(127);
        assertThat(server.run("", "session", "dance").status()).isEqualTo(127);
        assertThat(server.run("", "session", "open", "-ttl", "1ms").err()).contains("RANGE");
        assertThat(server.run("", "lock", "/l", "true").status()).isEqualTo(127);
        assertThat(server.run("", "lock", "/l", "x", "--", "true").status()).isEqualTo(127);
        assertThat(server.run("", "lock", "/l", "--", "/no/such/program").status()).isEqualTo(2);
    }
}
