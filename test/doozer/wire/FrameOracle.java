package doozer.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a frame means, found the slow and plain way, from the whole of it at once: what the decoder,
 * which sees it byte by byte, is held against.
 */
final class FrameOracle {
    private final ByteBuffer in;
    private final Request request = new Request();

    private FrameOracle(byte[] body) {
        in = ByteBuffer.wrap(body);
    }

    /** The request in a frame's body, or null when there is none. */
    static Request read(byte[] body) {
        FrameOracle oracle = new FrameOracle(body);
        try {
            while (oracle.in.hasRemaining()) oracle.field(0);
            return oracle.request;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Reads one field; true when it was the end of a group. */
    private boolean field(int depth) {
        long key = varint();
        long number = key >>> 3;
        if (number == 0 || number >= 1 << 29) throw new IllegalArgumentException();
        boolean counts = depth == 0;
        boolean isCas = counts && number == Request.CAS;
        switch ((int) key & 7) {
            case 0 -> {
                long value = varint();
                if (counts) onNumber((int) number, value);
            }
            case 1 -> take(8);
            case 2 -> {
                byte[] bytes = take(varint());
                if (counts) onBytes((int) number, bytes);
            }
            case 3 -> group(depth + 1);
            case 4 -> {
                if (depth == 0) throw new IllegalArgumentException();
                return true;
            }
            case 5 -> take(4);
            default -> throw new IllegalArgumentException();
        }
        if (isCas) request.cas();
        return false;
    }

    private void group(int depth) {
        if (depth > 100) throw new IllegalArgumentException();
        while (!field(depth)) {
            // What is in a group is passed over.
        }
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < 10; i++) {
            byte next = take(1)[0];
            value |= (next & 0x7fL) << 7 * i;
            if (next >= 0) return value;
        }
        throw new IllegalArgumentException();
    }

    private byte[] take(long count) {
        if (count < 0 || count > in.remaining()) throw new IllegalArgumentException();
        byte[] bytes = new byte[(int) count];
        in.get(bytes);
        return bytes;
    }

    private void onNumber(int field, long value) {
        switch (field) {
            case 1 -> request.tag((int) value);
            case 2 -> request.verbNumber((int) value);
            case 6 -> request.otherTag((int) value);
            case 7 -> request.offset((int) value);
            case 8 -> request.limit((int) value);
            case 9 -> request.rev(value);
            default -> { }
        }
    }

    private void onBytes(int field, byte[] bytes) {
        if (field == 4) request.path(new String(bytes, StandardCharsets.UTF_8));
        if (field == 5) request.value(bytes);
    }
}
