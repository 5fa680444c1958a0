package doozer.client;

import doozer.wire.ErrorCode;

/**
 * A revision is not kept any more. Whoever followed the changes has missed some: it has to read
 * the present state, and may go on from there.
 */
public final class TooLateException extends DoozerException {
    private static final long serialVersionUID = 1;

    private final long oldest;

    TooLateException(String detail, long oldest) {
        super(ErrorCode.TOO_LATE, detail);
        this.oldest = oldest;
    }

    /** The oldest revision that is kept, where a watch could go on; 0 if it was not said. */
    public long oldest() {
        return oldest;
    }
}
