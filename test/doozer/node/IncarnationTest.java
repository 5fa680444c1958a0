package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The id that people see. */
class IncarnationTest {
    @Test
    void idIsTheBase32OfTheFirstTenBytes() {
        // RFC 4648, section 10: "fooba" is MZXW6YTB.
        byte[] bytes = "foobafooba??????".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        assertThat(new Incarnation(buffer.getLong(), buffer.getLong()).id())
                .isEqualTo("MZXW6YTBMZXW6YTB");
    }

    @Test
    void idIsMadeOfTheHighestBitsFiveAtATime() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            long high = random.nextLong();
            long low = random.nextLong();
            assertThat(new Incarnation(high, low).id()).isEqualTo(id(binary(high) + binary(low)));
        }
        assertThat(new Incarnation(0, 0).id()).isEqualTo("A".repeat(16));
        assertThat(new Incarnation(-1, -1).id()).isEqualTo("7".repeat(16));
    }

    @Test
    void idDoesNotShowTheLast48Bits() {
        assertThat(new Incarnation(7, 0xffffL << 48 | 1).id())
                .isEqualTo(new Incarnation(7, -1).id());
        assertThat(new Incarnation(7, 0).id()).isNotEqualTo(new Incarnation(7, 1L << 48).id());
    }

    private static String binary(long bits) {
        String text = Long.toBinaryString(bits);
        return "0".repeat(64 - text.length()) + text;
    }

    private static String id(String bits) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 80; i += 5) {
            int value = Integer.parseInt(bits.substring(i, i + 5), 2);
            id.append((char) (value < 26 ? 'A' + value : '2' + value - 26));
        }
        return id.toString();
    }
}
