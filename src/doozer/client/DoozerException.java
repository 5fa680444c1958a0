package doozer.client;

import doozer.wire.ErrorCode;

/**
 * A request that was not done, or whose outcome could not be learned. What a caller may want to
 * tell apart has a type of its own; the rest is told by {@link #code()}.
 */
public class DoozerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** The server's refusal. */
    DoozerException(ErrorCode code, String detail) {
        super(detail == null ? code.name() : code.name() + ": " + detail);
        this.code = code;
    }

    /** A failure to reach the server, or to hear from it. */
    DoozerException(String message, Throwable cause) {
        super(message, cause);
        code = null;
    }

    /** Why the server refused; null when it was not the server that failed the request. */
    public ErrorCode code() {
        return code;
    }

    /** The name of {@link #code}, such as {@code BAD_PATH}; empty where that is null. */
    public String reason() {
        return code == null ? "" : code.name();
    }

    /**
     * True for a write that was sent and of which nothing was heard since, which is an {@link
     * OutcomeUnknownException}: it may have been done, may be done still, or never. False when it
     * has not been done for certain, and for reads.
     */
    public boolean isOutcomeUnknown() {
        return false;
    }
}
