package doozer.client;

import doozer.wire.ErrorCode;

/**
 * A write was refused, since the file is newer than the write allows, or a condition of a
 * transaction does not hold. Nothing has changed.
 */
public final class RevisionMismatchException extends DoozerException {
    private static final long serialVersionUID = 1;

    /** Where the revision of the file was not told. */
    static final long UNKNOWN = -1;

    private final long actual;

    RevisionMismatchException(String detail, long actual) {
        super(ErrorCode.REV_MISMATCH, detail);
        this.actual = actual;
    }

    /**
     * The revision that the file has: 0 if there is none, -2 for a directory, -1 if that was not
     * told. Of a transaction that of the file that the message begins with.
     */
    public long actual() {
        return actual;
    }
}
