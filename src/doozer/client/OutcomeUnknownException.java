package doozer.client;

import doozer.wire.ErrorCode;

/**
 * A write was sent, and what became of it could not be learned: it may have been done, may be done
 * still, or never. Its cause tells why: {@link ConnectionLostException}, {@link
 * DoozerTimeoutException}, {@link ClosedException} or {@link SessionLostException}; there is none
 * where the server itself does not know. Writes of a {@link Session} have it only if the session
 * is lost, or their time is over.
 */
public final class OutcomeUnknownException extends DoozerException {
    private static final long serialVersionUID = 1;

    /** For that reason. */
    OutcomeUnknownException(DoozerException cause) {
        super(cause.getMessage(), cause);
    }

    /** In the server's words. */
    OutcomeUnknownException(String detail) {
        super(ErrorCode.OTHER, detail);
    }

    @Override
    public boolean isOutcomeUnknown() {
        return true;
    }
}
