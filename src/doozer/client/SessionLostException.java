package doozer.client;

import doozer.wire.ErrorCode;

/**
 * The session is no more, or cannot be relied on any more: its files are deleted, or soon will be.
 * What this is thrown for has not been done.
 */
public final class SessionLostException extends DoozerException {
    private static final long serialVersionUID = 1;

    /** The server says so. */
    SessionLostException(String detail) {
        super(ErrorCode.NOENT, detail);
    }

    /** Found out here. */
    SessionLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
