package doozer.client;

import doozer.wire.ErrorCode;

/** A write was refused, since the file is newer than the write allows. Nothing has changed. */
public final class RevisionMismatchException extends DoozerException {
    private static final long serialVersionUID = 1;

    RevisionMismatchException(String detail) {
        super(ErrorCode.REV_MISMATCH, detail);
    }
}
