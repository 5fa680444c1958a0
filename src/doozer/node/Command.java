package doozer.node;

import doozer.wire.ErrorCode;

/**
 * What a slot of the log may hold: a change of the replicated state. The sequence number is its
 * origin's and counts up without a gap: by it the origin knows which client to answer.
 */
sealed interface Command {
    long sequence();

    /** Calls the method for its kind; null when it was done, and else why not. */
    ErrorCode applyTo(Machine machine);

    /** Sets a file, if its revision is not above {@code rev}. */
    record Set(long sequence, String path, long rev, byte[] value) implements Command {
        @Override
        public ErrorCode applyTo(Machine machine) {
            return machine.set(this);
        }
    }

    /** Deletes a file, if its revision is not above {@code rev}. */
    record Delete(long sequence, String path, long rev) implements Command {
        @Override
        public ErrorCode applyTo(Machine machine) {
            return machine.delete(this);
        }
    }

    /** Changes no file, and uses a revision. */
    record Nop(long sequence) implements Command {
        @Override
        public ErrorCode applyTo(Machine machine) {
            return machine.nop();
        }
    }

    /** A file that the cluster itself keeps below {@code /ctl}: no client may write it. */
    record Reserve(long sequence, String path, byte[] value) implements Command {
        @Override
        public ErrorCode applyTo(Machine machine) {
            return machine.reserve(this);
        }
    }
}
