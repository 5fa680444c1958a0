package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.net.LoopPeer;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thousands of connections that wait for a change: they fit into a small heap, and hear of it. */
class IdleWatchersTest {
    private BadInputProcess server;
    private BadInputProcess watchers;

    @AfterEach
    void end() {
        if (watchers != null) watchers.close();
        if (server != null) server.close();
    }

    @Test
    void thousandsWithAWatchEachFitIntoASmallHeapAndHearOfAChange() throws Exception {
        // given a server with a heap of 64 MB, and as many connections with a watch each
        int count = Counts.of(1_000, 10_000);
        server = BadInputProcess.server("64m");
        int port = server.port();
        try (LoopPeer writer = LoopPeer.connect(port)) {
            writer.call(new Request(Verb.HELLO).tag(1).rev(1));
            String before = residentMemory();
            watchers = BadInputProcess.run("1g", IdleWatchersMain.class, String.valueOf(port),
                    String.valueOf(count));
            watchers.awaitLine(Pattern.compile("watching " + count));
            byte[] info = writer.call(new Request(Verb.INFO).tag(2)).value();
            assertThat(new String(info, StandardCharsets.UTF_8)).contains("\nwatches:" + count);

            // when the file changes that half of them watch
            byte[] news = "something has happened".getBytes(StandardCharsets.US_ASCII);
            writer.call(new Request(Verb.SET).tag(3).path("/news").rev(-1).value(news));

            // then each of them hears of it, and the server goes on
            watchers.awaitLine(Pattern.compile("heard " + count / 2));
            System.out.println(count + " connections with a watch, -Xmx64m: resident " + before
                    + " without, " + residentMemory() + " with them");
            assertThat(writer.call(new Request(Verb.REV).tag(4)).rev()).isEqualTo(8);
            assertThat(server.printed()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    /** What the system says that the server takes, or "unknown" where it does not say. */
    private String residentMemory() throws IOException {
        Path status = Path.of("/proc", String.valueOf(server.pid()), "status");
        if (!Files.isReadable(status)) return "unknown";
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS"))
                .map(line -> line.replaceAll("VmRSS:\\s+", "")).findFirst().orElse("unknown");
    }
}
