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
    private static final int RECORD = Encoder.AROUND + Long.BYTES;

    private Resync() {
    }

    /** In one pass over it, whatever is in it: bodies may be made to look like such records. */
    static boolean hasForced(Disk.Input input, long from, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long at = from; size - at >= RECORD; at += BLOCK - RECORD + 1) {
            block.clear().limit((int) Math.min(BLOCK, size - at));
            readFully(input, block, at);
            block.flip();
            for (int i = 0; i + RECORD <= block.limit(); i++) {
                if (isRecord(block, i, at + i)) return true;
            }
        }
        return false;
    }

    /** Whether such a record stands at that index of the block, which is that place of the file. */
    private static boolean isRecord(ByteBuffer block, int index, long place) {
        if (block.getInt(index) != Long.BYTES) return false;
        int payload = index + Encoder.BEFORE;
        boolean isLike = block.get(payload - 1) == Encoder.FORCED
                && block.getLong(payload) == place;
        if (!isLike) return false;
        return block.getInt(payload + Long.BYTES)
                == Encoder.checksum(block.array(), index, Encoder.BEFORE + Long.BYTES, place);
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
