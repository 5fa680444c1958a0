package doozer.cli;

/**
 * The end of a command that did not do what it was asked for; the message is for stderr, null for
 * none.
 */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    private CommandException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** A command line that makes no sense. */
    static CommandException usage(String message) {
        return new CommandException(Exit.USAGE, "Error: " + message + "; see \"doozer help\"");
    }

    /** A command line that does not fit the command. */
    static CommandException usage(String message, String use) {
        return new CommandException(Exit.USAGE, "Error: " + message + "\n" + use);
    }

    static CommandException failed(String message) {
        return new CommandException(Exit.FAILED, "Error: " + message);
    }

    /** The journal of one cluster is not gone on with from another. */
    static CommandException otherCluster(String message) {
        return new CommandException(Exit.OTHER_CLUSTER, "Error: " + message);
    }

    /** A program that was run has ended so; it has said itself what there is to say. */
    static CommandException ended(int status) {
        return new CommandException(status, null);
    }

    /** A node does not do what it is there for. */
    static CommandException unhealthy(String why) {
        return new CommandException(Exit.UNHEALTHY, "Error: " + why);
    }

    /** There is nothing at that path. */
    static CommandException missing(String path) {
        return new CommandException(Exit.FAILED, "No such file or directory: " + path);
    }

    /** What the process is to end with. */
    int status() {
        return status;
    }
}
