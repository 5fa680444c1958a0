package doozer.client;

/** No answer came in time. The client goes on, and other requests with it. */
public final class DoozerTimeoutException extends DoozerException {
    private static final long serialVersionUID = 1;

    DoozerTimeoutException() {
        super("wait timeout", null);
    }
}
