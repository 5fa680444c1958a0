package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Watch;
import doozer.web.Exposition;
import doozer.wire.DoozerUri;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a running server tells of itself: measures, the slow log, the audit log. */
class WatchersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private Doozer start(Map<String, String> env, String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("-l", "127.0.0.1:0"));
        args.addAll(List.of(options));
        return Doozer.start(Options.parse(args.toArray(new String[0]), env),
                new Log(new PrintStream(log, true, StandardCharsets.UTF_8), () -> 0));
    }

    private static DoozerClient connect(Doozer server, String secret) {
        String uri = "doozer:?ca=" + server.address() + (secret.isEmpty() ? "" : "&sk=" + secret);
        return DoozerClient.connect(DoozerUri.parse(uri), PATIENCE);
    }

    private List<String> lines(String event) {
        return log.toString(StandardCharsets.UTF_8).lines()
                .filter(line -> line.contains(" " + event + " ")).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Exposition.Family> metrics(Doozer server) throws Exception {
        CompletableFuture<byte[]> text = new CompletableFuture<>();
        server.shell().loop().execute(() -> text.complete(server.shell().web().metrics()));
        return Exposition.parse(new String(text.get(30, TimeUnit.SECONDS),
                StandardCharsets.UTF_8));
    }

    private static double value(Map<String, Exposition.Family> metrics, String name) {
        return metrics.get("doozer_" + name).samples().stream()
                .filter(sample -> sample.name().endsWith("_count") || sample.labels().isEmpty())
                .mapToDouble(Exposition.Sample::value).reduce((first, last) -> last).orElseThrow();
    }

    @Test
    void auditHasALineForEachWriteAndNoValue() throws Exception {
        try (Doozer server = start(Map.of("DOOZER_RWSECRET", "hush"), "-audit", "true");
                DoozerClient client = connect(server, "hush")) {
            long first = client.set("/a", -1, bytes("privacy"));
            Assertions.catchThrowable(() -> client.set("/a", 0, bytes("privacy")));
            Assertions.catchThrowable(() -> client.set("/ctl/no", 0, bytes("privacy")));
            client.del("/a", -1);
            client.nop();
            client.get("/a");

            assertThat(lines("audit")).hasSize(5).allMatch(line -> line.matches(
                    ".* INFO audit peer=127[.]0[.]0[.]1:\\d+ verb=.*"));
            assertThat(lines("audit").stream().map(line -> line.replaceAll(".* verb=", "")))
                    .containsExactly("SET path=/a rev=" + first + " result=done",
                            "SET path=/a rev=- result=REV_MISMATCH",
                            "SET path=/ctl/no rev=- result=BAD_PATH",
                            "DEL path=/a rev=" + (first + 1) + " result=done",
                            "NOP path=- rev=" + (first + 2) + " result=done");
            assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("privacy", "hush");
        }
    }

    @Test
    void nothingIsLoggedOfRequestsUnlessItIsAskedFor() throws Exception {
        try (Doozer server = start(Map.of()); DoozerClient client = connect(server, "")) {
            client.set("/a", -1, bytes("x"));
            assertThat(lines("audit")).isEmpty();
            assertThat(lines("slow-request")).isEmpty();
        }
    }

    @Test
    void slowRequestsAreLoggedAFewASecond() throws Exception {
        // given a server that waits for another, where a write is refused after a second
        try (Doozer server = start(Map.of(), "-slowlog", "300ms", "-peer", "127.0.0.1:1");
                DoozerClient client = connect(server, "")) {
            List<CompletableFuture<?>> writes = new ArrayList<>();
            for (int i = 0; i < 30; i++) writes.add(client.setAsync("/a" + i, -1, bytes("x")));
            for (CompletableFuture<?> write : writes) {
                assertThat(Assertions.catchThrowable(write::get))
                        .hasCauseInstanceOf(DoozerException.class);
            }

            // when another second is over, and something happens
            assertThat(lines("slow-request")).hasSizeBetween(10, 20).allMatch(line -> line.matches(
                    ".* WARN slow-request verb=SET path=/a\\d+ ms=\\d{3,5} peer=127[.].*"));
            client.within(PATIENCE).info();
            assertThat(Assertions.catchThrowable(() -> client.set("/b", -1, bytes("x"))))
                    .isInstanceOf(DoozerException.class);
            client.info();
            assertThat(lines("slow-requests-not-logged")).isNotEmpty();
        }
    }

    @Test
    void metricsOfARunningServerAreOfTheFormat() throws Exception {
        try (Doozer server = start(Map.of()); DoozerClient client = connect(server, "")) {
            for (int i = 0; i < 10; i++) client.set("/a", -1, bytes("x"));
            client.get("/a");
            Map<String, Exposition.Family> metrics = metrics(server);
            assertThat(value(metrics, "commit_seconds")).isEqualTo(10);
            assertThat(value(metrics, "read_seconds")).isPositive();
            assertThat(value(metrics, "loop_turn_seconds")).isGreaterThan(10);
            assertThat(value(metrics, "connections")).isEqualTo(1);
            assertThat(value(metrics, "ready")).isEqualTo(1);
            assertThat(value(metrics, "received_bytes_total")).isGreaterThan(100);
            assertThat(value(metrics, "sent_bytes_total")).isGreaterThan(100);
            assertThat(value(metrics, "heap_used_bytes")).isGreaterThan(1 << 20);

            // What has to be loaded first is there a little later.
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!metrics(server).containsKey("doozer_gc_pause_seconds_total")) {
                assertThat(System.nanoTime() - end).isNegative();
            }
        }
    }

    @Test
    void notificationIsMeasuredUntilItIsWritten() throws Exception {
        try (Doozer server = start(Map.of()); DoozerClient client = connect(server, "")) {
            try (Watch watch = client.watch("/a")) {
                client.set("/a", -1, bytes("x"));
                assertThat(watch.next(PATIENCE).path()).isEqualTo("/a");
                assertThat(value(metrics(server), "notify_seconds")).isEqualTo(1);
                assertThat(value(metrics(server), "notifications_total")).isEqualTo(1);
            }
        }
    }
}
