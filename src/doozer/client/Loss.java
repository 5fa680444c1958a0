package doozer.client;

/**
 * Why a connection, or a stream, has ended other than by the server's answer: who hears of it
 * makes an exception of it, which has the trace of its own thread. Immutable.
 *
 * @param message what has happened
 * @param cause what the socket said, or null
 * @param isClosed whether this process wanted it so
 */
record Loss(String message, Throwable cause, boolean isClosed) { }
