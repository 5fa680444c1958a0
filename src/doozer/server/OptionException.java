package doozer.server;

/**
 * The server cannot be started as asked: an option, a variable or a line of a file is wrong. The
 * message is one line for the operator, ready for stderr, and never holds a secret.
 */
public final class OptionException extends Exception {
    private static final long serialVersionUID = 1;
    static final int BAD_OPTION = 2;
    private static final int BAD_USE = 127;

    private final int exitStatus;

    private OptionException(String message, int exitStatus) {
        super(message, null, false, false);
        this.exitStatus = exitStatus;
    }

    /** A wrong option or value. */
    static OptionException badOption(String message) {
        return new OptionException(message, BAD_OPTION);
    }

    /** A wrong form of the whole command line. */
    static OptionException badUse(String message) {
        return new OptionException(message, BAD_USE);
    }

    /** The exit status for the process: 2 for an option, 127 for an argument that is none. */
    public int exitStatus() {
        return exitStatus;
    }
}
