package doozer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a command prints, kept until it is much or flushed. Owned by the calling thread. */
final class Out {
    private static final int BYTES = 8 << 10;

    private final OutputStream to;
    private final byte[] kept = new byte[BYTES];
    private int length;

    Out(OutputStream to) {
        this.to = to;
    }

    /** What is printed cannot be written, mostly because nobody reads it any more. */
    static final class LostException extends IOException {
        private static final long serialVersionUID = 1;

        private LostException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    Out print(String text) throws LostException {
        return print(text.getBytes(StandardCharsets.UTF_8));
    }

    Out print(long number) throws LostException {
        return print(Long.toString(number));
    }

    Out print(byte[] bytes) throws LostException {
        if (bytes.length > BYTES - length) writeKept();
        if (bytes.length > BYTES) {
            write(bytes, bytes.length);
        } else {
            System.arraycopy(bytes, 0, kept, length, bytes.length);
            length += bytes.length;
        }
        return this;
    }

    /** Writes what is kept. */
    void flush() throws LostException {
        writeKept();
        try {
            to.flush();
        } catch (IOException e) {
            throw new LostException(e);
        }
    }

    private void writeKept() throws LostException {
        int count = length;
        // Before it is written: what was lost is not tried again.
        length = 0;
        if (count > 0) write(kept, count);
    }

    private void write(byte[] bytes, int count) throws LostException {
        try {
            to.write(bytes, 0, count);
        } catch (IOException e) {
            throw new LostException(e);
        }
    }
}
