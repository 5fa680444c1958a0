package doozer.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes lines, and the raw bytes that some of them announce, out of what a person or a script
 * sends. Telnet's negotiation (RFC 854) is passed over in lines, and left alone in raw bytes.
 * Owned by the thread that reads the connection.
 */
final class TextReader {
    /** Bytes of a line. A longer one is skipped to its end; more than this is sent as raw bytes. */
    static final int MAX_LINE = 64 << 10;

    private static final int IAC = 0xff;
    private static final int WILL = 0xfb;
    private static final int DONT = 0xfe;
    private static final int SUB_BEGIN = 0xfa;
    private static final int SUB_END = 0xf0;

    /** What the next byte is part of. */
    private enum State { TEXT, COMMAND, OPTION, SUB, SUB_COMMAND }

    private State state = State.TEXT;
    private byte[] line = new byte[128];
    private int length;
    private boolean isTooLong;
    private boolean hasLines;
    private boolean isTelnet;
    private byte[] raw;
    private int rawLength;
    private int rawLeft;
    private int skipLeft;
    /** True just behind raw bytes: a line end there belongs to them. */
    private boolean skipsLineEnd;

    /** True when a line has come to its end: take it with {@link #takeLine}. */
    boolean readLine(ByteBuffer in) throws BadFrameException {
        while (in.hasRemaining()) {
            int next = in.get() & 0xff;
            if (state != State.TEXT || next == IAC) {
                onTelnet(next);
                continue;
            }
            if (skipsLineEnd && next == '\r') continue;
            boolean isSkipped = skipsLineEnd && next == '\n';
            skipsLineEnd = false;
            if (isSkipped) continue;
            if (next == '\n') return true;
            add(next);
        }
        return false;
    }

    private void onTelnet(int next) throws BadFrameException {
        switch (state) {
            case TEXT -> state = State.COMMAND;
            case COMMAND -> onCommand(next);
            case OPTION -> state = State.TEXT;
            case SUB -> state = next == IAC ? State.SUB_COMMAND : State.SUB;
            case SUB_COMMAND -> state = next == SUB_END ? State.TEXT : State.SUB;
        }
    }

    private void onCommand(int next) throws BadFrameException {
        // Only a telnet client opens with an offer; what else begins with this byte is noise.
        if (length == 0 && !hasLines && !isTelnet && (next < WILL || next > DONT)) {
            throw new BadFrameException("its first bytes, 255 and " + next + ", are not telnet's");
        }
        isTelnet = true;
        state = State.TEXT;
        if (next >= WILL && next <= DONT) state = State.OPTION;
        else if (next == SUB_BEGIN) state = State.SUB;
        else if (next == IAC) add(IAC);
    }

    private void add(int next) {
        if (length == MAX_LINE) {
            isTooLong = true;
            return;
        }
        if (length == line.length) line = Arrays.copyOf(line, length * 2);
        line[length++] = (byte) next;
    }

    /** The line without its end, or null when it was too long. */
    byte[] takeLine() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        byte[] taken = isTooLong ? null : Arrays.copyOf(line, end);
        if (line.length > 1024) line = new byte[128];
        length = 0;
        isTooLong = false;
        hasLines = true;
        return taken;
    }

    /** What there is so far of the line that has begun. */
    byte[] peekLine() {
        return Arrays.copyOf(line, length);
    }

    /** Bytes of the line that has begun. */
    int lineLength() {
        return length;
    }

    /** True before the first line has ended. */
    boolean isFirstLine() {
        return !hasLines;
    }

    /** Whether anything at all has been read of a line, or of raw bytes, that is not complete. */
    boolean isMid() {
        return length > 0 || isTooLong || rawLeft > 0 || skipLeft > 0 || state != State.TEXT;
    }

    /** Announces raw bytes: they are kept, or else passed over as they arrive. */
    void expectRaw(int size, boolean keep) {
        raw = keep ? new byte[Math.min(size, 4096)] : null;
        rawLength = 0;
        rawLeft = keep ? size : 0;
        skipLeft = keep ? 0 : size;
    }

    /** True when all the raw bytes are there: take them with {@link #takeRaw}. */
    boolean readRaw(ByteBuffer in) {
        if (skipLeft > 0) {
            int count = Math.min(skipLeft, in.remaining());
            in.position(in.position() + count);
            skipLeft -= count;
        }
        if (rawLeft > 0) keepRaw(in, Math.min(rawLeft, in.remaining()));
        if (rawLeft > 0 || skipLeft > 0) return false;
        skipsLineEnd = true;
        return true;
    }

    private void keepRaw(ByteBuffer in, int count) {
        if (rawLength + count > raw.length) {
            int room = Math.max(raw.length * 2, rawLength + count);
            raw = Arrays.copyOf(raw, Math.min(room, rawLength + rawLeft));
        }
        in.get(raw, rawLength, count);
        rawLength += count;
        rawLeft -= count;
    }

    /** The raw bytes, or null when they were passed over. */
    byte[] takeRaw() {
        byte[] taken = raw;
        raw = null;
        return taken == null || taken.length == rawLength ? taken : Arrays.copyOf(taken, rawLength);
    }
}
