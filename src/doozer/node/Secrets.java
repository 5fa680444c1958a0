package doozer.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The secrets of a cluster and what each allows. An empty secret is one that everybody knows: every
 * connection begins as if it had given that one. Immutable; any thread.
 */
public final class Secrets {
    static final int NONE = 0;
    static final int READ = 1;
    static final int WRITE = 3;

    private final byte[] readWrite;
    private final byte[] readOnly;

    /**
     * With the secret that allows everything and the one that allows reading, either may be empty.
     *
     * @throws IllegalArgumentException with a read-only secret alone: everybody could write
     */
    public Secrets(String readWrite, String readOnly) {
        if (readWrite.isEmpty() && !readOnly.isEmpty()) {
            throw new IllegalArgumentException("a read-only secret needs a read-write secret");
        }
        this.readWrite = readWrite.getBytes(StandardCharsets.UTF_8);
        this.readOnly = readOnly.getBytes(StandardCharsets.UTF_8);
    }

    /** What a connection may do that has given no secret. */
    int initially() {
        return granted(new byte[0]);
    }

    /** What that secret allows; the time taken does not tell how much of it was right. */
    int granted(byte[] secret) {
        int write = MessageDigest.isEqual(readWrite, secret) ? WRITE : NONE;
        int read = MessageDigest.isEqual(readOnly, secret) ? READ : NONE;
        return write | read;
    }
}
