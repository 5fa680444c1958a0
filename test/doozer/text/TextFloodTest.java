package doozer.text;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.text.TextServer.Typist;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Those who type more than they read. */
class TextFloodTest {
    @Test
    void whoeverTypesAndDoesNotReadIsNotReadEither() throws Exception {
        // given somebody who asks for help again and again and looks at none of it
        int count = Counts.of(50_000, 500_000);
        try (TextServer server = TextServer.start(Map.of(), "-outbuffer", "64k");
                Typist flooder = server.connect(); Typist other = server.connect()) {
            FutureTask<Void> typing = new FutureTask<>(() -> {
                type(flooder, count);
                return null;
            });
            new Thread(typing, "flooder").start();

            // when others talk to the server meanwhile, they are answered
            for (int i = 0; i < 100; i++) {
                other.type("ping\n");
                assertThat(other.read("+PONG\n")).isEqualTo("+PONG\n");
            }

            // then, once it is looked at, each has its answer
            String one = "get <path> [rev]";
            long answers = 0;
            String expected = helpForGet(server);
            assertThat(expected).startsWith(one);
            for (int i = 0; i < count; i++) {
                if (flooder.read(expected).equals(expected)) answers++;
            }
            assertThat(answers).isEqualTo(count);
            typing.get();
        }
    }

    private static String helpForGet(TextServer server) throws IOException {
        return server.answersTo("help get\n");
    }

    private static void type(Typist flooder, int count) throws IOException {
        byte[] line = "help get\n".getBytes(StandardCharsets.US_ASCII);
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < 1000; i++) block.append(new String(line, StandardCharsets.US_ASCII));
        for (int i = 0; i < count / 1000; i++) flooder.type(block.toString());
    }

    private static int watches(TextServer server) throws IOException {
        String info = server.answersTo("info\n");
        int from = info.indexOf("\nwatches:") + "\nwatches:".length();
        return Integer.parseInt(info.substring(from, info.indexOf('\n', from)));
    }

    @Test
    void thoseWhoseInputHasEndedAreBounded() throws Exception {
        // given many who have piped a watch in, and have gone
        int count = Counts.of(1_200, 5_000);
        try (TextServer server = TextServer.start(Map.of())) {
            for (int i = 0; i < count; i++) {
                try (Typist gone = server.connect()) {
                    gone.type("ping\nwatch /never\n");
                    gone.endInput();
                    // Its answer says that the server has seen it.
                    assertThat(gone.read("+PONG\n")).isEqualTo("+PONG\n");
                }
            }
            // then only so many are kept: as many as may wait with their input ended, of which
            // the one that asks is another
            assertThat(watches(server)).isBetween(1000, 1024);
        }
    }
}
