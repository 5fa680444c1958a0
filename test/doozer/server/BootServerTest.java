package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.client.DoozerClient;
import doozer.wire.Address;
import doozer.wire.DoozerUri;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Servers that are told of another cluster to find theirs in. */
class BootServerTest {
    private static final Log NOWHERE = new Log(new PrintStream(OutputStream.nullOutputStream()),
            () -> 0);
    /** Where nobody listens. */
    private static final String DEAD = "doozer:?ca=127.0.0.1:1";

    private static Doozer start(Map<String, String> env, String... args) throws OptionException {
        return Doozer.start(Options.parse(args, env), NOWHERE);
    }

    private static Doozer dzns(Map<String, String> env) throws OptionException {
        return start(env, "-l", "127.0.0.1:0", "-w", "false");
    }

    private static String uri(Doozer server) {
        return "doozer:?ca=" + server.address();
    }

    private static String body(DoozerClient client, String path) {
        return new String(client.get(path).body(), StandardCharsets.UTF_8);
    }

    @Test
    void theFirstOfAClusterFoundsItAndIsListedWhileItRuns() throws Exception {
        try (Doozer dzns = dzns(Map.of());
                DoozerClient client = DoozerClient.connect(DoozerUri.parse(uri(dzns)))) {
            String path;
            try (Doozer first = start(Map.of("DOOZER_BOOT_URI", uri(dzns)), "-l", "127.0.0.1:0",
                    "-c", "prod")) {
                // given the first, which serves
                path = "/ctl/ns/prod/" + first.id();
                try (DoozerClient own = DoozerClient.connect(DoozerUri.parse(uri(first)))) {
                    assertThat(own.set("/x", 0, new byte[0])).isPositive();
                }
                // then it is listed, under the id that it answers with
                assertThat(body(client, path)).isEqualTo(first.address().toString());
                assertThat(body(client, "/ctl/boot/prod"))
                        .isEqualTo(first.id() + " " + first.address());
            }
            // and no more when it has ended
            assertThat(client.get(path).isMissing()).isTrue();
        }
    }

    @Test
    void aClaimIsTakenOverFromAnotherIncarnationThatReallyAnswers() throws Exception {
        try (Doozer dzns = dzns(Map.of());
                DoozerClient client = DoozerClient.connect(DoozerUri.parse(uri(dzns)))) {
            // given a claim of one at whose address now the DzNS itself is
            byte[] claim = ("BEFORE " + dzns.address()).getBytes(StandardCharsets.UTF_8);
            client.set("/ctl/boot/prod", 0, claim);

            try (Doozer first = start(Map.of(), "-b", uri(dzns), "-l", "127.0.0.1:0", "-c",
                    "prod")) {
                assertThat(body(client, "/ctl/boot/prod")).startsWith(first.id());
            }
        }
    }

    @Test
    void aSecretThatDoesNotLetUsWriteIsOneClearLine() throws Exception {
        Map<String, String> secrets = Map.of("DOOZER_RWSECRET", "rw", "DOOZER_ROSECRET", "ro");
        try (Doozer dzns = dzns(secrets)) {
            for (String secret : List.of("", "&sk=ro", "&sk=hush")) {
                assertThatThrownBy(() -> start(Map.of(), "-l", "127.0.0.1:0", "-c", "prod", "-b",
                        uri(dzns) + secret)).isInstanceOf(OptionException.class)
                        .hasMessageStartingWith("-boot: doozer:?ca=127.0.0.1:")
                        .hasMessageContaining("sk=").hasMessageNotContaining("hush")
                        .hasMessageNotContaining("\n");
            }
            start(Map.of(), "-l", "127.0.0.1:0", "-c", "prod", "-b", uri(dzns) + "&sk=rw").close();
        }
    }

    @Test
    void whoeverListensOnLoopbackCannotBeFoundThroughAnotherMachine() {
        // Were it not refused, it would look for the cluster until it is interrupted.
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> start(Map.of(), "-l", "127.0.0.1:0", "-b",
                "doozer:?ca=240.0.0.1:1&sk=hush")).isInstanceOf(OptionException.class)
                .hasMessageStartingWith("-boot doozer:?ca=240.0.0.1:1&sk=*** is on another machine")
                .hasMessageContaining("-listen");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aServerThatLooksForItsClusterEndsWithZeroWhenItIsTold() throws Exception {
        // given one whose DzNS is down
        Process process = new ProcessBuilder(ServerProcess.java(), "-jar", ServerProcess.jar(),
                "-l", "127.0.0.1:0", "-b", DEAD).start();
        try (BufferedReader err = new BufferedReader(new InputStreamReader(
                process.getErrorStream(), StandardCharsets.UTF_8))) {
            assertThat(err.readLine()).contains(" WARN boot-waits ").contains("does not answer");

            // when it gets SIGTERM, then it ends
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatIsOursIsFoundUnderAnyOfItsNames() {
        BootWorld world = new BootWorld(DoozerUri.parse(DEAD), new Address("127.0.0.1", 5),
                new Address("box", 7));

        for (String ours : List.of("127.0.0.1:5", "localhost:5", "box:7")) {
            assertThat(world.isOurs(Address.parse(ours))).as(ours).isTrue();
        }
        for (String other : List.of("127.0.0.1:6", "127.0.0.2:5", "240.0.0.1:5")) {
            assertThat(world.isOurs(Address.parse(other))).as(other).isFalse();
        }
        BootWorld everywhere = new BootWorld(DoozerUri.parse(DEAD), new Address("", 5),
                new Address("box", 7));
        assertThat(everywhere.isOurs(Address.parse("127.0.0.2:5"))).isTrue();
    }
}
