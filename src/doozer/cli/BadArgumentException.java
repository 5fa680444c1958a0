package doozer.cli;

/** An argument that cannot be what it has to be. */
final class BadArgumentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadArgumentException(String message) {
        super(message);
    }
}
