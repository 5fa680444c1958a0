package doozer.client;

/**
 * No answer came in time. The client goes on, and other requests with it. The cause, if there is
 * one, is why it has no connection at the moment.
 */
public final class DoozerTimeoutException extends DoozerException {
    private static final long serialVersionUID = 1;

    DoozerTimeoutException(Throwable cause) {
        super("wait timeout", cause);
    }
}
