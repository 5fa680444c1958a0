package doozer.client;

/** The client, the session or the watch was closed by this process. */
public final class ClosedException extends DoozerException {
    private static final long serialVersionUID = 1;

    ClosedException(String message) {
        super(message, null);
    }
}
