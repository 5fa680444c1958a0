package doozer.client;

/**
 * Why a connection, or a stream, has ended other than by the server's answer. Immutable.
 *
 * @param message what has happened
 * @param cause what the socket said, or null
 * @param isClosed whether this process wanted it so
 */
record Loss(String message, Throwable cause, boolean isClosed) {

    /** For each who hears of it one of its own: with the trace of its thread. */
    DoozerException exception(boolean isOutcomeUnknown) {
        return isClosed ? new ClosedException(message, isOutcomeUnknown)
                : new ConnectionLostException(message, cause, isOutcomeUnknown);
    }
}
