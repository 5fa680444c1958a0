package doozer.node;

import java.util.ArrayDeque;

/**
 * The log of a cluster with one member: its own vote is the majority, so what is proposed is
 * decided. What one turn of the loop brings shares one slot. Owned by whoever steps the node.
 */
final class Log {
    private ArrayDeque<Command> proposed = new ArrayDeque<>();
    private ArrayDeque<Command> spare = new ArrayDeque<>();
    private long slot;
    private long sequence;

    /** The number that the next command proposed here carries. */
    long nextSequence() {
        return sequence + 1;
    }

    void propose(Command command) {
        Check.that(command.sequence() == sequence + 1, "sequence numbers have no gap");
        sequence++;
        proposed.add(command);
    }

    /**
     * Decides what was proposed since the last call, in one slot; empty when there was nothing.
     * The caller empties it before the next call.
     */
    ArrayDeque<Command> decide() {
        Check.that(spare.isEmpty(), "a slot is applied before the next one is decided");
        if (proposed.isEmpty()) return spare;
        slot++;
        ArrayDeque<Command> batch = proposed;
        proposed = spare;
        spare = batch;
        return batch;
    }

    /** The last slot that was decided, 0 for none. */
    long lastSlot() {
        return slot;
    }
}
