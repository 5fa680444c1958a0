package doozer.tree;

/**
 * What arrived is no image that this node can read: the message says which byte, and what was
 * expected there. It has no stack trace: a stranger can cause many.
 */
public final class ImageException extends Exception {
    private static final long serialVersionUID = 1;

    ImageException(long at, String expected) {
        super("byte " + at + " of the image: expected " + expected, null, false, false);
    }
}
