package doozer.backup;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks for a record behind a bad one that tells that all before it was forced: then it was good
 * once. After a loss of power some records of the last batch may be there, and earlier ones not;
 * but a batch begins with such a record only when the one before it had been forced. Since the
 * checksum of a record knows its place, a body that holds records is no mistake. Stateless.
 */
final class Resync {
    private static final int BLOCK = 1 << 16;

    private Resync() {
    }

    static boolean hasForced(Disk.Input input, long from, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long at = from; size - at >= Encoder.AROUND; at += BLOCK - Encoder.BEFORE + 1) {
            block.clear().limit((int) Math.min(BLOCK, size - at));
            readFully(input, block, at);
            block.flip();
            for (int i = 0; i + Encoder.BEFORE <= block.limit(); i++) {
                if (isRecord(input, block, i, new long[] {at + i, size})) return true;
            }
        }
        return false;
    }

    /** Whether a record begins at that place of the block, which is so far into the file. */
    private static boolean isRecord(Disk.Input input, ByteBuffer block, int index, long[] atOfSize)
            throws IOException {
        int length = block.getInt(index);
        if (length != Long.BYTES || block.get(index + Encoder.BEFORE - 1) != Encoder.FORCED) {
            return false;
        }
        if (atOfSize[1] - atOfSize[0] - Encoder.AROUND < length) return false;
        ByteBuffer record = ByteBuffer.allocate(length + Encoder.AROUND);
        readFully(input, record, atOfSize[0]);
        int end = Encoder.BEFORE + length;
        return record.getInt(end) == Encoder.checksum(record.array(), 0, end, atOfSize[0]);
    }

    static void readFully(Disk.Input input, ByteBuffer into, long at) throws IOException {
        long offset = at;
        while (into.hasRemaining()) {
            int count = input.read(into, offset);
            if (count < 0) throw new EOFException("the file has become shorter");
            offset += count;
        }
    }
}
