package doozer.wire;

/**
 * What arrived is no frame of this protocol: the connection it came from cannot go on, since
 * nobody knows where the next frame begins. It has no stack trace: a stranger can cause many.
 */
public final class BadFrameException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a message that says what was wrong with which bytes. */
    public BadFrameException(String message) {
        super(message, null, false, false);
    }
}
