package doozer.wire;

/**
 * The bits of a response's {@code flags}. Clients of 0.9 see {@link #SET} and {@link #DEL} only,
 * in answers to WAIT and WALK; in the seed era every response had some.
 */
public final class Flags {
    /** The response holds something. */
    public static final int VALID = 1;
    /** Nothing more comes for this request. */
    public static final int DONE = 2;
    /** The file was set. */
    public static final int SET = 4;
    /** The file was deleted. */
    public static final int DEL = 8;
    /** An event that was made in one step with one that follows on the same watch. */
    public static final int MORE = 16;

    private Flags() {
    }
}
