package doozer.node;

import doozer.wire.ErrorCode;

/**
 * What became of a command when it was applied: the same on every node. Immutable.
 *
 * @param code why it was refused, or null when it was done
 * @param detail more on a refusal, or null
 */
record Result(ErrorCode code, String detail) {
    static final Result DONE = new Result(null, null);
    /** Not executed: one before it is missing. All are sent again, and then it may be. */
    static final Result GAP = new Result(ErrorCode.OTHER, "one before it is missing");
    /** Not executed: it was before, or comes from nobody. */
    static final Result REPEATED = new Result(ErrorCode.OTHER, "it was executed before");

    static Result refused(ErrorCode code, String detail) {
        return new Result(code, detail);
    }

    boolean isDone() {
        return code == null;
    }
}
