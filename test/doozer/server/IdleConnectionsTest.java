package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.net.LoopPeer;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of connections that say nothing: they cost little, and nobody notices them. */
class IdleConnectionsTest {
    private static final Pattern LIMIT = Pattern.compile("Max open files +\\d+ +(\\d+)");
    /** Descriptors that a JVM has beside its connections. */
    private static final int OTHER_DESCRIPTORS = 200;

    private BadInputProcess server;
    private BadInputProcess client;

    @AfterEach
    void end() {
        if (client != null) client.close();
        if (server != null) server.close();
    }

    /** As many as wanted, or as this machine lets one process have. */
    private static int connections(int wanted) throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.isReadable(limits)) return wanted;
        Matcher matcher = LIMIT.matcher(Files.readString(limits));
        if (!matcher.find()) return wanted;
        return Math.min(wanted, Integer.parseInt(matcher.group(1)) - OTHER_DESCRIPTORS);
    }

    private static void assertServed(LoopPeer peer, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Response response = peer.call(new Request(Verb.GET).tag(i).path("/ctl/name"));
            assertThat(response.value()).asString().isEqualTo("local");
        }
    }

    @Test
    void thousandsThatSayNothingHinderNobody() throws Exception {
        // given a server that takes just so many, and one client at work
        int count = connections(Counts.of(1_000, 10_000));
        server = BadInputProcess.server("64m", "-maxconns", String.valueOf(count + 2));
        int port = server.port();
        try (LoopPeer working = LoopPeer.connect(port)) {
            assertServed(working, 1);

            // when they come
            client = BadInputProcess.run("64m", IdleClientMain.class, String.valueOf(port),
                    String.valueOf(count));
            client.awaitLine(Pattern.compile("opened " + count));

            // then the client at work is served, a new one too, and one more is over the limit
            assertServed(working, 500);
            try (LoopPeer another = LoopPeer.connect(port);
                    LoopPeer over = LoopPeer.connect(port)) {
                assertThat(over.isClosedByOther()).isTrue();
                assertServed(another, 100);
            }

            // and when they have gone, there is room again for all that come
            client.letGo();
            assertServed(working, 500);
            for (int i = 0; i < 100; i++) assertOneMoreIsServed(port);
            assertThat(server.isAlive()).isTrue();
            assertThat(server.printed()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    /** Tries again while the server has not seen yet that the others are gone. */
    private static void assertOneMoreIsServed(int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LoopPeer.PATIENCE_MILLIS);
        while (true) {
            try (LoopPeer peer = LoopPeer.connect(port)) {
                assertServed(peer, 2);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) throw e;
            }
        }
    }
}
