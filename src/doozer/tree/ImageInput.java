package doozer.tree;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of an image as they arrive, cut anywhere; owned by the thread that owns the reader.
 *
 * <p>It keeps what has arrived and was not taken yet, and never makes room for more than twice that
 * and the last piece, whatever the bytes say of what is still to come.
 */
final class ImageInput {
    /** A number of 63 bits. */
    private static final int LONGEST_NUMBER = 9;

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = {};
    /** The first byte in {@code bytes} that was not taken yet, and the end of what has arrived. */
    private int next;
    private int end;
    /** Where in the image {@code bytes} begins. */
    private long offset;
    /** Where in {@code bytes} that begins which was taken last. */
    private int taken;
    /** Up to where the checksum goes. */
    private int summed;

    /** Adds a piece, whose array it does not keep. */
    void append(byte[] piece) {
        if (piece.length > bytes.length - end) {
            sum();
            int left = end - next;
            byte[] room = left + piece.length <= bytes.length ? bytes
                    : new byte[2 * (left + piece.length)];
            System.arraycopy(bytes, next, room, 0, left);
            bytes = room;
            offset += next;
            next = 0;
            taken = 0;
            summed = 0;
            end = left;
        }
        System.arraycopy(piece, 0, bytes, end, piece.length);
        end += piece.length;
    }

    /** Whether so many bytes can be taken. */
    boolean has(int count) {
        return count <= end - next;
    }

    /** Whether a whole number can be taken. */
    boolean hasNumber() throws ImageException {
        int limit = Math.min(end, next + LONGEST_NUMBER);
        for (int i = next; i < limit; i++) {
            if (bytes[i] >= 0) return true;
        }
        if (limit < next + LONGEST_NUMBER) return false;
        throw wrongNext("a number of at most 9 bytes");
    }

    /** Takes a number that has arrived. */
    long takeNumber() {
        taken = next;
        long number = 0;
        int shift = 0;
        byte b;
        do {
            b = bytes[next++];
            number |= (b & 0x7fL) << shift;
            shift += 7;
        } while (b < 0);
        return number;
    }

    /** Takes so many bytes that have arrived. */
    byte[] take(int count) {
        taken = next;
        next += count;
        return Arrays.copyOfRange(bytes, taken, next);
    }

    /** Takes so many bytes, up to eight, as one number, the highest first. */
    long takeFixed(int count) {
        long bits = 0;
        for (byte b : take(count)) bits = bits << 8 | b & 0xff;
        return bits;
    }

    /** The CRC-32C of all that was taken. */
    long checksum() {
        sum();
        return crc.getValue();
    }

    /** The complaint about what was taken last. */
    ImageException wrong(String expected) {
        return new ImageException(offset + taken, expected);
    }

    /** The complaint about what was not taken yet. */
    ImageException wrongNext(String expected) {
        return new ImageException(offset + next, expected);
    }

    private void sum() {
        crc.update(bytes, summed, next - summed);
        summed = next;
    }
}
