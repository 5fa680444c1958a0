package doozer.cli;

/**
 * Whether a node that was told to go on without the majority has begun the next epoch, or never
 * will: two operators may have told two survivors, of which one gives way. Owned by the calling
 * thread.
 */
final class RecoveryProgress {
    private static final String BEGINS = "begins as ";
    private static final String STOPPED = "has stopped for ";

    private final ClusterView.Standing before;
    /** The epoch that it is to begin, once it has said so. */
    private String next;

    /** That of a node which was so when it was told. */
    RecoveryProgress(ClusterView.Standing before) {
        this.before = before;
    }

    /**
     * Whether it has begun, by what it says now.
     *
     * @throws CommandException when it will not
     */
    boolean isBegun(ClusterView now) throws CommandException {
        String epoch = now.standing().epoch();
        if (epoch.equals(before.epoch())) {
            checkGoesOn(now.standing().recovery());
            return false;
        }
        // It starts again, and has no state yet.
        if (epoch.isEmpty()) return false;
        if (next != null && !epoch.equals(next)) throw overtaken("has begun", epoch);
        return now.role().equals("leader");
    }

    private void checkGoesOn(String recovery) throws CommandException {
        // An older node does not tell.
        if (recovery == null) return;
        if (recovery.startsWith(BEGINS)) {
            next = recovery.substring(BEGINS.length());
        } else if (recovery.startsWith(STOPPED)) {
            throw overtaken("begins", recovery.substring(STOPPED.length()));
        } else {
            throw CommandException.failed(before.address() + " has given up, and is as it was: its"
                    + " log says why (recovery-failed)");
        }
    }

    private CommandException overtaken(String what, String epoch) {
        return CommandException.failed("another survivor was told to recover, too, and " + what
                + " epoch " + epoch + ": " + before.address() + " has handed over what it has, and"
                + " joins that one; if that one is dead by now, recover again");
    }
}
