package doozer.wire;

/** What the framing itself bounds; everything that an operator may choose is an option instead. */
public final class Limits {
    /**
     * Bytes in a frame after its length: 16 MiB less one, so that the first byte of a frame is
     * always 0 and tells it from text. A longer or negative length closes the connection.
     */
    public static final int MAX_FRAME = (16 << 20) - 1;

    /** Bytes in a value, however high {@code -maxvalue} is set: a frame holds it with its path. */
    public static final int MAX_VALUE = 15 << 20;

    /**
     * Bytes of a path that are kept: one more than the longest valid path, so that a longer one
     * is seen to be too long. The rest is skipped as it arrives.
     */
    public static final int MAX_PATH_KEPT = 4097;

    /** Groups within groups that a decoder follows; deeper ones close the connection. */
    public static final int MAX_GROUPS = 100;

    /** Globs of one watch beside the first. */
    public static final int MAX_GLOBS = 31;

    /** Conditions and changes in one transaction. */
    public static final int MAX_TXN = 128;

    private Limits() {
    }
}
