package doozer.client;

import doozer.wire.ErrorCode;
import java.io.IOException;

/** A request that was not done, or whose outcome could not be learned. */
public final class DoozerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** The server's refusal. */
    DoozerException(ErrorCode code, String detail) {
        super(detail == null ? code.name() : code.name() + ": " + detail);
        this.code = code;
    }

    /** A failure to reach the server, or to hear from it. */
    DoozerException(String message, IOException cause) {
        super(message, cause);
        this.code = null;
    }

    /** Why the server refused; null when it was not the server that failed the request. */
    public ErrorCode code() {
        return code;
    }
}
