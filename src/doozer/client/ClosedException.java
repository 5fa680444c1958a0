package doozer.client;

/** The client, or the watch, was closed by this process. */
public final class ClosedException extends DoozerException {
    private static final long serialVersionUID = 1;

    ClosedException(String message, boolean isOutcomeUnknown) {
        super(message, null, isOutcomeUnknown);
    }
}
