package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The search for a record behind damage. */
class ResyncTest {
    private static final int BLOCK = 1 << 16;

    /** Bytes in memory, and how often they were asked for. */
    private static final class Counted implements Disk.Input {
        private final byte[] bytes;
        private int reads;

        Counted(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int read(ByteBuffer into, long offset) {
            reads++;
            int count = (int) Math.min(into.remaining(), bytes.length - offset);
            into.put(bytes, (int) offset, count);
            return count;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private static boolean hasForced(byte[] bytes) throws Exception {
        return Resync.hasForced(new Counted(bytes), 1, bytes.length);
    }

    @Test
    void recordIsFoundWhereverItStandsAndOnlyAtItsOwnPlace() throws Exception {
        byte[] bytes = new byte[2 * BLOCK + 100];
        for (int place = 1; place + 17 <= bytes.length; place++) {
            boolean isNearABorder = place % BLOCK < 20 || place % BLOCK > BLOCK - 60;
            if (!isNearABorder && place % 997 != 0) continue;
            byte[] record = Encoder.record(new Item.Forced(place), place).array();
            System.arraycopy(record, 0, bytes, place, 17);
            assertThat(hasForced(bytes)).as("at %d", place).isTrue();
            bytes[place + 16] ^= 1;
            assertThat(hasForced(bytes)).as("at %d", place).isFalse();
            java.util.Arrays.fill(bytes, place, place + 17, (byte) 0);
            if (place + 18 > bytes.length) break;
            System.arraycopy(record, 0, bytes, place + 1, 17);
            assertThat(hasForced(bytes)).as("moved to %d", place + 1).isFalse();
            java.util.Arrays.fill(bytes, place, place + 18, (byte) 0);
        }
    }

    @Test
    void sixtyFourMebibytesThatLookLikeRecordsAreReadOnce() throws Exception {
        // given what somebody has written who knows the format
        byte[] bytes = new byte[64 << 20];
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.remaining() >= 17) {
            int place = all.position();
            all.putInt(Long.BYTES).put((byte) Encoder.FORCED).putLong(place).putInt(7);
        }

        Counted input = new Counted(bytes);
        assertThat(Resync.hasForced(input, 1, bytes.length)).isFalse();

        assertThat(input.reads).isLessThan(2 * bytes.length / BLOCK);
    }
}
