package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import doozer.build.Counts;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random and mutated frames, held against an oracle that reads each of them as a whole. */
class FrameFuzzTest {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** What a number of one or two bytes may say, so that keys and sizes make some sense. */
    private static final int[] BYTES = {0, 1, 2, 8, 0x0a, 0x10, 0x18, 0x1a, 0x22, 0x2a, 0x30, 0x38,
        0x40, 0x48, 0x4a, 0x0d, 0x11, 0x23, 0x24, 0x63, 0x64, 0x7f, 0x80, 0x81, 0xff};

    private int good;
    private int bad;

    @Test
    void everyBodyMeansWhatTheOracleSays() {
        for (int seed = 0; seed < Counts.of(150_000, 3_000_000); seed++) {
            Random random = new Random(seed);
            byte[] body = body(random);
            Request expected = FrameOracle.read(body);
            String wanted = expected == null ? "bad" : FrameSamples.textOf(expected);

            byte[] frame = FrameSamples.frame(body);
            assertThat(decode(frame, frame.length)).as("seed %d", seed).isEqualTo(wanted);
            assertThat(decode(frame, 1 + random.nextInt(8))).as("seed %d", seed).isEqualTo(wanted);
            if (expected == null) bad++;
            else good++;
        }
        // Both are worth something only if both happen.
        assertThat(Math.min(good, bad)).isGreaterThan(20_000);
    }

    @Test
    void streamsOfRubbishEndInBadFrameExceptionOrWaitForMore() {
        // Whatever is loaded and linked at a first call is not the decoder's doing.
        for (int seed = 0; seed < 100; seed++) drain(FrameSamples.requests(), stream(seed));
        for (int seed = 0; seed < 100; seed++) drain(new ResponseDecoder(), stream(seed));
        for (int seed = 0; seed < Counts.of(60_000, 1_000_000); seed++) {
            byte[] bytes = stream(seed);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            drain(FrameSamples.requests(), bytes);
            drain(new ResponseDecoder(), bytes);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            // An empty request takes some eighty bytes for the four that announce it.
            assertThat(allocated).as("seed %d", seed).isLessThan(20_000 + 60L * bytes.length);
        }
    }

    private static void drain(FrameDecoder<?> decoder, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            while (decoder.next(in) != null) {
                // A message more.
            }
            assertThat(in.hasRemaining()).isFalse();
        } catch (BadFrameException e) {
            assertThat(e.getMessage().length()).isBetween(5, 200);
        }
    }

    private static String decode(byte[] frame, int pieces) {
        RequestDecoder decoder = FrameSamples.requests();
        try {
            for (int at = 0; at < frame.length; at += pieces) {
                int end = Math.min(frame.length, at + pieces);
                Request request = decoder.next(ByteBuffer.wrap(frame, at, end - at));
                if (request != null) return FrameSamples.textOf(request);
            }
            return "incomplete";
        } catch (BadFrameException e) {
            return "bad";
        }
    }

    private static byte[] body(Random random) {
        byte[] frame = FrameSamples.encode(FrameSamples.request(random));
        byte[] body = Arrays.copyOfRange(frame, 4, frame.length);
        if (body.length > 400 || random.nextInt(3) == 0) body = soup(random);
        return random.nextInt(4) == 0 ? body : mutate(body, random);
    }

    private static byte[] soup(Random random) {
        byte[] soup = new byte[random.nextInt(random.nextInt(20) == 0 ? 400 : 24)];
        for (int i = 0; i < soup.length; i++) {
            soup[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt()
                    : BYTES[random.nextInt(BYTES.length)]);
        }
        return soup;
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = bytes;
        for (int i = 1 + random.nextInt(3); i > 0 && mutated.length > 0; i--) {
            int at = random.nextInt(mutated.length);
            byte[] head = Arrays.copyOf(mutated, at);
            byte[] tail = Arrays.copyOfRange(mutated, at, mutated.length);
            switch (random.nextInt(5)) {
                case 0 -> mutated = head;
                case 1 -> mutated = FrameSamples.concat(head, soup(random), tail);
                case 2 -> mutated = FrameSamples.concat(head,
                        Arrays.copyOfRange(tail, 1, tail.length));
                case 3 -> mutated = FrameSamples.concat(head, tail, tail);
                default -> mutated[at] = (byte) BYTES[random.nextInt(BYTES.length)];
            }
        }
        return mutated;
    }

    private static byte[] stream(int seed) {
        Random random = new Random(seed);
        byte[] first = FrameSamples.encode(FrameSamples.request(random));
        byte[] last = FrameSamples.encode(FrameSamples.request(random));
        byte[] bytes = FrameSamples.concat(first, FrameSamples.frame(soup(random)), last);
        if (random.nextInt(3) == 0) random.nextBytes(bytes);
        return random.nextInt(5) == 0 ? bytes : mutate(bytes, random);
    }
}
