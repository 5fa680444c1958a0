package doozer.cli;

/** What a command ends with. */
final class Exit {
    static final int OK = 0;
    /** A file was newer than the write allowed. */
    static final int MISMATCH = 1;
    /** A node is not as it should be. */
    static final int UNHEALTHY = 1;
    static final int FAILED = 2;
    /** A journal was told to follow another cluster than the one that it is of. */
    static final int OTHER_CLUSTER = 4;
    /** The command line makes no sense. */
    static final int USAGE = 127;

    private Exit() {
    }
}
