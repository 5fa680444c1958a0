package doozer.tree;

/** Says why a file cannot be in a store, or not in this place: see {@link StoreBuilder}. */
public final class InvalidFileException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidFileException(String message) {
        super(message);
    }
}
