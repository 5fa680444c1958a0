package doozer.client;

/**
 * Why a connection, a stream or a session has ended other than by the server's answer: who hears of
 * it makes an exception of it, which has the trace of its own thread. Immutable.
 *
 * @param message what has happened
 * @param cause what the socket said, or null
 * @param kind which exception is made of it
 */
record Loss(String message, Throwable cause, Kind kind) {
    enum Kind {
        CONNECTION,
        /** This process wanted it so. */
        CLOSED,
        /** Another cluster is where it was. */
        CLUSTER,
        SESSION
    }

    /** Of a connection. */
    Loss(String message, Throwable cause) {
        this(message, cause, Kind.CONNECTION);
    }

    /** As this process wanted it so. */
    static Loss closed(String message) {
        return new Loss(message, null, Kind.CLOSED);
    }

    /** Whether this process wanted it so. */
    boolean isClosed() {
        return kind == Kind.CLOSED;
    }

    DoozerException exception() {
        return switch (kind) {
            case CONNECTION -> new ConnectionLostException(message, cause);
            case CLOSED -> new ClosedException(message);
            case CLUSTER -> new ClusterLostException(message, cause);
            case SESSION -> new SessionLostException(message, cause);
        };
    }
}
