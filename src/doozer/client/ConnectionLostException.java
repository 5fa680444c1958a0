package doozer.client;

/**
 * The connection could not be made, or has ended, or what came over it was no answer. The client
 * is of no further use. {@link #isOutcomeUnknown()} tells whether a write may have been done.
 */
public final class ConnectionLostException extends DoozerException {
    private static final long serialVersionUID = 1;

    ConnectionLostException(String message, Throwable cause, boolean isOutcomeUnknown) {
        super(message, cause, isOutcomeUnknown);
    }
}
