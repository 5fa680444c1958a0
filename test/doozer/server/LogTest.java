package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTest {
    private static final long NOW = Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Log log = new Log(new PrintStream(bytes), () -> NOW);

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anEventIsOneLineWithTimeLevelAndValues() {
        log.info("listening", "addr", "127.0.0.1:8046", "pid", 12);
        log.warn("slow", "millis", 3.5);
        log.error("stopped");

        assertThat(written()).isEqualTo(
                "2026-01-02T03:04:05.678Z INFO listening addr=127.0.0.1:8046 pid=12\n"
                + "2026-01-02T03:04:05.678Z WARN slow millis=3.5\n"
                + "2026-01-02T03:04:05.678Z ERROR stopped\n");
    }

    @Test
    void whatHasBlanksOrQuotesIsQuoted() {
        log.info("x", "a", "two words", "b", "say \"hi\"", "c", "back\\slash", "d", "", "e", null);

        assertThat(written()).endsWith(" INFO x a=\"two words\" b=\"say \\\"hi\\\"\""
                + " c=\"back\\\\slash\" d=\"\" e=null\n");
    }

    @Test
    void foreignLettersStayReadable() {
        log.info("x", "path", "/gürkchen/日本/🐢");

        assertThat(written()).endsWith("path=/gürkchen/日本/🐢\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {'\n', '\r', 0, 0x1b, 0x7f, 0x85, 0x9b, 0xa0, 0x2028, 0x2029, 0x202e,
        0x200b, 0xfeff, 0xd800, 0xdc00, 0xe000, 0xffff, 0xe0001})
    void aHostileValueCannotForgeALineOrATerminal(int sign) {
        String hostile = "a" + new String(new int[] {sign}, 0, 1)
                + "2026-01-02T03:04:05.678Z INFO b=c";

        log.info(hostile, hostile, hostile);

        assertThat(written().chars().filter(c -> c == '\n').count()).isEqualTo(1);
        assertThat(written().codePoints().filter(c -> c == sign && c != '\n').count()).isZero();
        assertThat(written()).endsWith("\"=\"a\\" + (sign == '\n' ? "n" : "u{"
                + Integer.toHexString(sign) + "}") + "2026-01-02T03:04:05.678Z INFO b=c\"\n");
    }

    @Test
    void aValueCannotPassForAnotherKey() {
        log.info("x", "user", "me=you", "name", "a admin=true");

        assertThat(written()).endsWith(" x user=\"me=you\" name=\"a admin=true\"\n");
    }

    @Test
    void aHugeValueIsCutAndItsLengthIsSaid() {
        log.info("x", "value", "v".repeat(1_000_000), "next", 1);

        assertThat(written()).hasSizeLessThan(600).endsWith("vvv\"...of1000000 next=1\n");
    }

    @Test
    void aKeyWithoutAValueDoesNotLoseTheLine() {
        log.info("x", "a", 1, "b");

        assertThat(written()).endsWith(" x a=1 b=?\n");
    }

    @Test
    void timesAreThoseOfTheCalendar() {
        DateTimeFormatter formatter = DateTimeFormatter
                .ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
        Random random = new Random(8046);
        List<Long> times = new ArrayList<>(List.of(0L, -1L, NOW));
        for (String day : List.of("2000-02-29", "1900-02-28", "2100-03-01", "2024-12-31")) {
            times.add(Instant.parse(day + "T23:59:59.999Z").toEpochMilli());
            times.add(Instant.parse(day + "T00:00:00.000Z").toEpochMilli());
        }
        // Years 1 to 9999.
        for (int i = 0; i < 50_000; i++) times.add(random.nextLong(-62_135_596_800_000L,
                253_402_300_800_000L));

        for (long time : times) {
            StringBuilder out = new StringBuilder();
            Log.appendTime(out, time);
            assertThat(out.toString()).isEqualTo(formatter.format(Instant.ofEpochMilli(time)));
        }
    }

    @Test
    void noClockBreaksALine() {
        for (long time : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
            new Log(new PrintStream(bytes), () -> time).info("x");
        }

        assertThat(written().lines()).hasSize(2).allMatch(line -> line.endsWith("Z INFO x"));
    }

    @Test
    void linesOfManyThreadsDoNotMix() throws Exception {
        // given four threads
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String value = String.valueOf((char) ('a' + i)).repeat(300);
            threads.add(new Thread(() -> {
                for (int n = 0; n < 500; n++) log.info("x", "v", value);
            }));
        }

        // when all of them log at once
        for (Thread thread : threads) thread.start();
        for (Thread thread : threads) thread.join();

        // then each line is whole
        assertThat(written().lines()).hasSize(2000)
                .allMatch(line -> line.matches(".{24} INFO x v=(a{300}|b{300}|c{300}|d{300})"));
    }

    @Test
    void aLineIsOneWriteAndIsFlushed() {
        // given a stream that counts what it is asked for
        List<String> calls = new ArrayList<>();
        PrintStream stream = new PrintStream(bytes) {
            @Override
            public void write(byte[] buffer, int offset, int length) {
                calls.add("write");
            }

            @Override
            public void flush() {
                calls.add("flush");
            }
        };

        new Log(stream, () -> NOW).info("x", "y", "z");

        assertThat(calls).containsExactly("write", "flush");
    }
}
