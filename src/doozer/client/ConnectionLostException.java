package doozer.client;

/**
 * The connection could not be made, or has ended, or what came over it was no answer, and there is
 * to be no other one. A client that was not built to follow its cluster is of no further use.
 */
public final class ConnectionLostException extends DoozerException {
    private static final long serialVersionUID = 1;

    ConnectionLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
