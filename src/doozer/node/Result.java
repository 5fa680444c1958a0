package doozer.node;

import doozer.wire.ErrorCode;

/**
 * What became of a command when it was applied: the same on every node. Immutable.
 *
 * @param code why it was refused, or null when it was done
 * @param detail more on a refusal, or null
 * @param rev of what was done, where that is not the revision after the command; of the file that
 *     a condition does not hold for; 0 for none
 * @param value what the answer holds besides, mostly nothing
 */
record Result(ErrorCode code, String detail, long rev, byte[] value) {
    private static final int MAX_SHOWN = 200;
    private static final byte[] NOTHING = new byte[0];

    static final Result DONE = done(0);
    /** Not executed: one before it is missing. All are sent again, and then it may be. */
    static final Result GAP = refused(ErrorCode.OTHER, "one before it is missing");
    /** Not executed: it was before, or comes from nobody. */
    static final Result REPEATED = refused(ErrorCode.OTHER, "it was executed before");

    static Result done(long rev) {
        return new Result(null, null, rev, NOTHING);
    }

    static Result refused(ErrorCode code, String detail) {
        return new Result(code, detail, 0, NOTHING);
    }

    /** The same with what the refusal is about, in front. It may be kept: so a part will do. */
    Result about(String path) {
        String shown = path.length() <= MAX_SHOWN ? path : path.substring(0, MAX_SHOWN) + "...";
        return new Result(code, detail == null ? shown : shown + ": " + detail, rev, value);
    }

    boolean isDone() {
        return code == null;
    }
}
