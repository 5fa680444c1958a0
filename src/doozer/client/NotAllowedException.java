package doozer.client;

import doozer.wire.ErrorCode;

/** The secret of this client does not allow that. Nothing has changed. */
public final class NotAllowedException extends DoozerException {
    private static final long serialVersionUID = 1;

    NotAllowedException(String detail) {
        super(ErrorCode.OTHER, detail);
    }
}
