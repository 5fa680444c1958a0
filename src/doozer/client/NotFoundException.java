package doozer.client;

import doozer.wire.ErrorCode;

/** What was named is not there, where something has to be: a directory that is to be listed. */
public final class NotFoundException extends DoozerException {
    private static final long serialVersionUID = 1;

    NotFoundException(String detail) {
        super(ErrorCode.NOENT, detail);
    }
}
