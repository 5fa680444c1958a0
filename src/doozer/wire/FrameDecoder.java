package doozer.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes frames apart as their bytes arrive, one at a time if need be. Owned by the thread that
 * reads the connection.
 *
 * <pre>
 *   LENGTH --4 bytes--> KEY --+--> VARINT ---------------+
 *                        ^    +--> SIZE ---> BYTES ------+   field by field, until the
 *                        |    +--> SKIP (fixed, unknown)-+   frame's bytes are used up
 *                        +------------------------------ +
 * </pre>
 *
 * Nothing is copied but the bytes of a wanted field, straight into the array that is handed out;
 * memory is reserved as bytes arrive, never because a length says so; what nobody wants, or what is
 * longer than the limit of its field, is passed over. The format is that of Protocol Buffers
 * ("Encoding", proto2), groups included; unknown fields and known ones of another wire type are
 * skipped, the last of a repeated field wins.
 *
 * @param <M> the kind of message in a frame
 */
abstract class FrameDecoder<M> {
    private static final int WIRE_VARINT = 0;
    private static final int WIRE_FIXED64 = 1;
    private static final int WIRE_BYTES = 2;
    private static final int WIRE_GROUP = 3;
    private static final int WIRE_GROUP_END = 4;
    private static final int WIRE_FIXED32 = 5;
    /** What is set aside at first for a value that has not arrived: most are shorter. */
    private static final int FIRST_RESERVE = 4096;

    private static final byte[] NOTHING = new byte[0];

    private enum State { LENGTH, KEY, VARINT, SIZE, BYTES, SKIP }

    private State state = State.LENGTH;
    /** Bytes of the frame that are still to come. */
    private int remaining;
    private int lengthBytes;
    private long varint;
    private int shift;
    private int field;
    private int groups;
    /** Bytes of the field that are still to be kept, and then to be passed over. */
    private int toKeep;
    private int toSkip;
    private int fieldSize;
    private boolean isWanted;
    private byte[] kept = NOTHING;
    private int keptLength;

    /** How many of that field's {@code size} bytes are wanted; the rest is skipped. -1: none. */
    abstract int keep(int fieldNumber, int size);

    abstract void onVarint(int fieldNumber, long value);

    /** The bytes that were kept of a field that had {@code size} of them. */
    abstract void onBytes(int fieldNumber, byte[] bytes, int size);

    /** A field that is skipped, whatever its kind. */
    void onSkipped(int fieldNumber) {
    }

    /** Hands out the message that is complete, and begins a new one. */
    abstract M finish();

    /**
     * Takes bytes from {@code in} up to the end of one frame.
     *
     * @return the message, or null when {@code in} is used up and the frame is not complete
     * @throws BadFrameException when the bytes are no frame; the decoder must not be used again
     */
    public final M next(ByteBuffer in) throws BadFrameException {
        while (true) {
            if (remaining == 0 && state != State.LENGTH) return complete();
            if (!in.hasRemaining()) return null;
            switch (state) {
                case LENGTH -> onLengthByte(in.get());
                case BYTES -> takeBytes(in);
                case SKIP -> skipBytes(in);
                default -> onVarintByte(in.get());
            }
        }
    }

    /** True while part of a frame has arrived and the rest has not. Owner thread. */
    public final boolean isMidFrame() {
        return state != State.LENGTH || lengthBytes != 0;
    }

    private M complete() throws BadFrameException {
        // A key of which the last byte is missing is the beginning of a field, too.
        if (state != State.KEY || shift != 0) {
            throw new BadFrameException("a field has no end in its frame");
        }
        if (groups != 0) throw new BadFrameException("a group has no end in its frame");
        state = State.LENGTH;
        return finish();
    }

    private void onLengthByte(byte next) throws BadFrameException {
        remaining = remaining << 8 | next & 0xff;
        if (++lengthBytes < 4) return;
        lengthBytes = 0;
        if (remaining < 0 || remaining > Limits.MAX_FRAME) {
            throw new BadFrameException("frame length " + remaining + " is not from 0 to "
                    + Limits.MAX_FRAME);
        }
        begin(State.KEY);
    }

    private void begin(State next) {
        state = next;
        varint = 0;
        shift = 0;
    }

    private void onVarintByte(byte next) throws BadFrameException {
        remaining--;
        if (shift > 63) throw new BadFrameException("a number has more than ten bytes");
        varint |= (next & 0x7fL) << shift;
        shift += 7;
        if (next < 0) return;
        switch (state) {
            case KEY -> onKey();
            case VARINT -> {
                if (groups == 0) onVarint(field, varint);
                begin(State.KEY);
            }
            default -> onSize(varint);
        }
    }

    private void onKey() throws BadFrameException {
        long number = varint >>> 3;
        if (number == 0 || number > 0x1fffffff) {
            throw new BadFrameException("field number " + number + " is none");
        }
        field = (int) number;
        switch ((int) varint & 7) {
            case WIRE_VARINT -> begin(State.VARINT);
            case WIRE_FIXED64 -> beginBytes(8, -1);
            case WIRE_BYTES -> begin(State.SIZE);
            case WIRE_GROUP -> onGroup(1);
            case WIRE_GROUP_END -> onGroup(-1);
            case WIRE_FIXED32 -> beginBytes(4, -1);
            default -> throw new BadFrameException("wire type " + (varint & 7) + " is none");
        }
    }

    private void onGroup(int step) throws BadFrameException {
        if (groups == 0 && step > 0) onSkipped(field);
        groups += step;
        if (groups < 0) throw new BadFrameException("a group ends that never began");
        if (groups > Limits.MAX_GROUPS) throw new BadFrameException("groups too deep");
        begin(State.KEY);
    }

    private void onSize(long size) throws BadFrameException {
        if (size < 0 || size > remaining) {
            throw new BadFrameException("a field of " + size + " bytes in the last " + remaining
                    + " of its frame");
        }
        beginBytes((int) size, groups == 0 ? keep(field, (int) size) : -1);
    }

    /** Keeps {@code keeping} of {@code size} bytes; below 0: passes over them all. */
    private void beginBytes(int size, int keeping) throws BadFrameException {
        if (size > remaining) throw new BadFrameException("a field runs over the end of its frame");
        fieldSize = size;
        isWanted = keeping >= 0;
        toKeep = isWanted ? Math.min(keeping, size) : 0;
        toSkip = size - toKeep;
        keptLength = 0;
        kept = NOTHING;
        state = State.BYTES;
        if (toKeep == 0) endOfKept();
    }

    private void takeBytes(ByteBuffer in) {
        int count = Math.min(toKeep, in.remaining());
        if (keptLength + count > kept.length) {
            int room = Math.max(Math.max(kept.length * 2, FIRST_RESERVE), keptLength + count);
            kept = Arrays.copyOf(kept, Math.min(room, keptLength + toKeep));
        }
        in.get(kept, keptLength, count);
        keptLength += count;
        toKeep -= count;
        remaining -= count;
        if (toKeep == 0) endOfKept();
    }

    private void endOfKept() {
        if (isWanted) onBytes(field, kept, fieldSize);
        else if (groups == 0) onSkipped(field);
        kept = NOTHING;
        if (toSkip > 0) state = State.SKIP;
        else begin(State.KEY);
    }

    private void skipBytes(ByteBuffer in) {
        int count = Math.min(toSkip, in.remaining());
        in.position(in.position() + count);
        toSkip -= count;
        remaining -= count;
        if (toSkip == 0) begin(State.KEY);
    }

    /** Text in UTF-8; what is none becomes U+FFFD, which no valid path or glob contains. */
    static String text(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) return new String(bytes, StandardCharsets.UTF_8);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
