package doozer.node;

/**
 * A command in the log, and whose it is.
 *
 * @param origin the member that answers for it, 0 for the cluster's own
 * @param sequence counts up by one with each command of an origin; 0 for the cluster's own
 */
record LogEntry(int origin, long sequence, Command command) {
    static LogEntry own(Command command) {
        return new LogEntry(0, 0, command);
    }
}
