package doozer.node;

import doozer.wire.ErrorCode;
import doozer.wire.Txn;
import java.util.List;

/** What an entry of the log asks for: a change of the replicated state. */
sealed interface Command {
    /** Calls the method for its kind. */
    Result applyTo(Machine machine);

    /** About how many bytes it takes. */
    default int weight() {
        return 32;
    }

    /** The files that a client has named in it. */
    default List<String> paths() {
        return List.of();
    }

    /** Sets a file, if its revision is not above {@code rev}. */
    record Set(String path, long rev, byte[] value) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.set(this);
        }

        @Override
        public int weight() {
            return 64 + path.length() + value.length;
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** Deletes a file, if its revision is not above {@code rev}. */
    record Delete(String path, long rev) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.delete(this);
        }

        @Override
        public int weight() {
            return 48 + path.length();
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** Changes no file, and uses a revision. */
    record Nop() implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.nop();
        }
    }

    /**
     * Does nothing, in the place of a command that is not to be done any more.
     *
     * @param reason why not, for the client that is still waiting
     */
    record Empty(String reason) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.empty(this);
        }

        @Override
        public int weight() {
            return 32 + reason.length();
        }
    }

    /**
     * Is not done, in the place of a command of a session that is wrong on its face: so that its
     * sequence number has an outcome, too.
     *
     * @param detail for people, maybe empty
     */
    record Refused(ErrorCode code, String detail) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return Result.refused(code, detail.isEmpty() ? null : detail);
        }

        @Override
        public int weight() {
            return 32 + detail.length();
        }
    }

    /** Opens a session. The name is for people. */
    record Open(int ttlMillis, byte[] name) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.changes().open(this);
        }

        @Override
        public int weight() {
            return 32 + name.length;
        }
    }

    /** Signs of life of sessions, which a node has gathered; ids rising. */
    record Keep(long[] sessions) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.changes().keep(this);
        }

        @Override
        public int weight() {
            return 32 + 8 * sessions.length;
        }
    }

    /** Ends a session. */
    record Close(long session) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.changes().close(this);
        }
    }

    /**
     * The leader's stamp on a slot, before everything else in it: rule E2.
     *
     * @param ballot in which it leads
     */
    record Clock(long ballot, long millis) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.changes().clock(this);
        }
    }

    /**
     * A session's command, which is done once: rule E1.
     *
     * @param sequence from 1, or 0 for one that may be done again if it is sent again
     * @param acked up to where the client has all answers
     * @param command of those that clients send, none of a session
     */
    record InSession(long session, long sequence, long acked, Command command)
            implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.changes().inSession(this);
        }

        @Override
        public int weight() {
            return 32 + command.weight();
        }

        @Override
        public List<String> paths() {
            return command.paths();
        }
    }

    /** Sets a file that goes with the session whose command this is. */
    record Ephemeral(String path, long rev, byte[] value) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.changes().ephemeral(this);
        }

        @Override
        public int weight() {
            return 64 + path.length() + value.length;
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** Conditions, and changes that are made together or not at all. */
    record Transaction(Txn txn) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.changes().transaction(this);
        }

        @Override
        public int weight() {
            int sum = 32;
            for (Txn.Operation one : txn.operations()) {
                sum += 64 + one.path().length() + one.value().length;
            }
            return sum;
        }

        @Override
        public List<String> paths() {
            return txn.operations().stream().filter(one -> one.kind() != Txn.Kind.IF)
                    .map(Txn.Operation::path).toList();
        }
    }

    /** Adds one to the number in a file. */
    record Next(String path) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.changes().next(this);
        }

        @Override
        public int weight() {
            return 48 + path.length();
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** Says that the member which sends it takes writes. */
    record Ready(int member) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.ready(this);
        }
    }

    /** Makes a process a member. A repeat changes nothing: it is known by its incarnation. */
    record Join(Profile profile) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.join(this);
        }

        @Override
        public int weight() {
            return 64 + profile.address().length() + profile.hostname().length()
                    + profile.version().length();
        }
    }

    /** Drops a member that does not vote. */
    record Leave(int member) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.leave(this);
        }
    }

    /**
     * Changes who votes, if nobody has changed it meanwhile.
     *
     * @param version the one expected: that of the last change
     * @param voters member numbers, rising
     */
    record Config(long version, int[] voters) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.config(this);
        }

        @Override
        public int weight() {
            return 32 + 4 * voters.length;
        }
    }

    /**
     * A client's write to a voter's slot, if neither the voters nor the file have changed.
     *
     * @param version of the voters, as the leader has seen it
     * @param value an id, or nothing for an open slot; null to delete
     */
    record Slot(long version, String path, long rev, byte[] value) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.slot(this);
        }

        @Override
        public int weight() {
            return 64 + path.length() + (value == null ? 0 : value.length);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** Raises the feature level: from here on what it names may be in the log. */
    record Level(int level) implements Command {
        @Override
        public Result applyTo(Machine machine) {
            return machine.level(this);
        }
    }
}
