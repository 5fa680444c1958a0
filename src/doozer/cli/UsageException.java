package doozer.cli;

/** A command line that cannot be understood; the message is one line. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
