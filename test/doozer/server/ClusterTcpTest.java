package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.net.LoopPeer;
import doozer.node.Effects;
import doozer.wire.DoozerUri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several servers that are one cluster, over TCP. */
class ClusterTcpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Doozer> servers = new ArrayList<>();
    private final List<ByteArrayOutputStream> logs = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(Doozer::close);
    }

    private Doozer start(Map<String, String> environment, String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("-l", "127.0.0.1:0", "-w", "false"));
        args.addAll(List.of(options));
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        logs.add(log);
        Doozer server = Doozer.start(Options.parse(args.toArray(String[]::new), environment),
                new Log(new PrintStream(log, true, StandardCharsets.UTF_8), () -> 0));
        servers.add(server);
        return server;
    }

    private Doozer join(Doozer first, String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("-peer", first.address().toString()));
        args.addAll(List.of(options));
        return start(Map.of(), args.toArray(String[]::new));
    }

    private String log(int server) {
        return logs.get(server).toString(StandardCharsets.UTF_8);
    }

    private static DoozerClient client(Doozer server) {
        return DoozerClient.connect(DoozerUri.parse("doozer:?ca=" + server.address()), PATIENCE);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) throw new AssertionError("not in time: " + what);
            Thread.onSpinWait();
        }
    }

    private static String info(Doozer server, String key) {
        try (DoozerClient client = client(server)) {
            return client.info().lines().filter(line -> line.startsWith(key + ":")).findFirst()
                    .map(line -> line.substring(key.length() + 1)).orElse("");
        }
    }

    private List<Doozer> three() throws Exception {
        Doozer first = start(Map.of());
        join(first);
        join(first);
        for (Doozer server : servers) {
            await("three voters", () -> info(server, "voters").equals("3")
                    && info(server, "writable").equals("true"));
        }
        return List.copyOf(servers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyNodeTakesWritesAndEveryoneSeesThem() throws Exception {
        List<Doozer> nodes = three();
        for (Doozer writer : nodes) {
            try (DoozerClient client = client(writer)) {
                client.set("/from/" + writer.id(), -1, bytes(writer.id()));
            }
            for (Doozer reader : nodes) {
                try (DoozerClient client = client(reader)) {
                    assertThat(client.get("/from/" + writer.id()).body())
                            .isEqualTo(bytes(writer.id()));
                }
            }
        }
    }

    @Test
    void valueOfTheGreatestLengthReachesEveryNode() throws Exception {
        // given a cluster that takes values as long as there may be
        Doozer first = start(Map.of(), "-maxvalue", "15m", "-outbuffer", "64m");
        join(first, "-maxvalue", "15m", "-outbuffer", "64m");
        byte[] value = new byte[15 << 20];
        value[value.length - 1] = 7;
        await("a member", () -> info(servers.get(1), "role").equals("standby"));
        try (DoozerClient client = client(first)) {
            client.set("/long", -1, value);
        }
        try (DoozerClient client = client(servers.get(1))) {
            assertThat(client.get("/long").body()).isEqualTo(value);
        }

        // when one comes that has to get it in a snapshot, then it does
        Doozer late = join(first, "-maxvalue", "15m", "-outbuffer", "64m");
        try (DoozerClient client = client(late)) {
            await("a snapshot", () -> info(late, "snapshots_installed").equals("1"));
            assertThat(client.get("/long").body()).isEqualTo(value);
        }
    }

    @Test
    void otherSecretIsRefusedAndTheJoinerEnds() throws Exception {
        Doozer first = start(Map.of("DOOZER_PEERSECRET", "right"));
        Doozer wrong = start(Map.of("DOOZER_PEERSECRET", "wrong"),
                "-peer", first.address().toString());
        wrong.join();
        assertThat(wrong.isRefused()).isTrue();
        assertThat(log(1)).contains("ended as=REFUSED").contains("its secret is another");
        await("a line", () -> log(0).contains("its secret is another"));

        // and one that knows it by the secret of clients is let in
        Doozer right = start(Map.of("DOOZER_RWSECRET", "right"),
                "-peer", first.address().toString());
        await("a member", () -> info(right, "role").equals("standby"));
    }

    private static boolean isMember(Doozer of, Doozer server) {
        try (DoozerClient client = client(of)) {
            return client.get("/ctl/node/" + server.id() + "/writable").revision() > 0;
        }
    }

    @Test
    void otherNameIsRefusedAndTheJoinerEnds() throws Exception {
        Doozer first = start(Map.of());
        Doozer wrong = join(first, "-c", "other");
        wrong.join();
        assertThat(wrong.isRefused()).isTrue();
        assertThat(log(1)).contains("it is of the cluster \\\"local\\\", not of \\\"other\\\"");
        await("a line", () -> log(0).contains("not of \\\"local\\\""));
    }

    @Test
    void addressThatLeadsNowhereIsTriedWithOneLine() throws Exception {
        // given one that is told of a name without an address, and of a member
        Doozer first = start(Map.of());
        String nowhere = "a".repeat(64) + ".invalid:1";
        Doozer second = join(first, "-peer", nowhere);
        await("a member", () -> isMember(first, second));
        await("a line", () -> log(1).contains("no such host"));
        assertThat(log(1).lines().filter(line -> line.contains("no such host"))).hasSize(1);
    }

    @Test
    void leaderThatIsClosedHandsOverAndLosesNothing() throws Exception {
        List<Doozer> nodes = three();
        Doozer leader = nodes.stream().filter(node -> info(node, "role").equals("leader"))
                .findFirst().orElseThrow();
        Doozer other = nodes.get(nodes.get(0) == leader ? 1 : 0);
        try (DoozerClient client = client(other)) {
            client.set("/before", -1, bytes("x"));
            long elections = elections(nodes, leader);

            // when it ends in order, then another leads already
            leader.close();
            assertThat(elections(nodes, leader)).isEqualTo(elections + 1);
            client.set("/after", -1, bytes("y"));
            assertThat(client.get("/before").body()).isEqualTo(bytes("x"));
        }
        assertThat(log(servers.indexOf(leader))).doesNotContain("stops-anyway");
    }

    private static long elections(List<Doozer> nodes, Doozer but) {
        return nodes.stream().filter(node -> node != but)
                .mapToLong(node -> Long.parseLong(info(node, "elections_won"))).sum();
    }

    @Test
    void nodesTellWhatTheyAreWhoLeadsAndThatNobodyDoes() throws Exception {
        // given three, each of which says what it is
        List<Doozer> nodes = three();
        for (int i = 0; i < 3; i++) {
            int node = i;
            await("a role", () -> log(node).contains(" role detail=\"voter, member ")
                    || log(node).contains(" role detail=\"leader, member "));
        }
        assertThat(log(1) + log(2)).contains(" leader detail=\"" + nodes.get(0).id());

        // when two of them end, then the third one says that there is no majority any more
        nodes.get(1).close();
        nodes.get(2).close();
        await("a complaint", () -> log(0).contains(
                "WARN no-leader detail=\"no majority of the voters can be reached"));
    }

    @Test
    void nodeThatWaitsForItsClusterSaysSoAndEndsAtOnce() throws Exception {
        // given one whose only peer is not there
        Doozer alone = start(Map.of(), "-peer", "127.0.0.1:1");
        try (DoozerClient client = client(alone)) {
            assertThatExceptionOfType(DoozerException.class)
                    .isThrownBy(() -> client.set("/a", -1, bytes("x")))
                    .withMessageContaining("READONLY");
        }
        assertThat(log(0)).contains("WARN no-leader").contains("waits for the other nodes");
        long begin = System.nanoTime();
        alone.close();
        assertThat(System.nanoTime() - begin).isLessThan(4_000_000_000L);
    }

    @Test
    void incarnationThatHasNoFutureMakesWayForAnother() throws Exception {
        // given a server with a client
        Doozer server = start(Map.of());
        String before = server.id();
        LoopPeer client = LoopPeer.connect(server.address().port());
        client.write("ping\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(client.readBytes(6), StandardCharsets.US_ASCII))
                .isEqualTo("+PONG\n");

        // when it has to start again, then it does so in the same process, at the same port
        server.shell().loop().execute(() -> server.shell().restart(List.of(), null, "a test"));
        assertThat(client.isClosedByOther()).isTrue();
        await("another id", () -> !server.id().equals(before));
        try (DoozerClient other = client(server)) {
            assertThat(other.self()).isEqualTo(server.id());
            other.set("/a", 0, bytes("x"));
        }
        assertThat(log(0)).contains("started-anew id=" + server.id());
        client.close();
    }

    @Test
    void garbageOnThePortOfAClusterHurtsNobody() throws Exception {
        Doozer server = start(Map.of());
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[1 + random.nextInt(200)];
            random.nextBytes(garbage);
            garbage[0] = (byte) 0xdd;
            if (i % 2 == 0 && garbage.length > 4) {
                garbage[1] = 'd';
                garbage[2] = 'z';
                garbage[3] = 1;
            }
            try (LoopPeer stranger = LoopPeer.connect(server.address().port())) {
                stranger.write(garbage);
            } catch (IOException e) {
                // It was closed in the middle of that.
            }
        }
        try (DoozerClient client = client(server)) {
            client.set("/a", 0, bytes("x"));
        }
    }
}
