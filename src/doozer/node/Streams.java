package doozer.node;

import java.util.ArrayDeque;

/**
 * Streams that have something to do, each a bounded piece a turn, so that no list and no watcher
 * who is catching up holds the loop. Owned by whoever steps the node.
 */
final class Streams {
    /**
     * Nodes and events looked at in one turn, for all clients together: some 100 us. Half of it is
     * for streams that begin, so that these cannot keep the others from going on.
     */
    private static final int WORK_A_TURN = 2048;

    private final ArrayDeque<Stream> runnable = new ArrayDeque<>();
    private int workLeft;

    /** Begins a stream, unless its client has too many: at once, if this turn has time for it. */
    void begin(Stream stream) {
        if (!stream.client.open(stream)) return;
        if (workLeft > 0) run(stream);
        else runnable.add(stream);
    }

    /** Lets an open stream go on. */
    void resume(Stream stream) {
        runnable.add(stream);
    }

    boolean isIdle() {
        return runnable.isEmpty();
    }

    /** A new turn has time for work again. */
    void beginTurn() {
        workLeft = WORK_A_TURN / 2;
    }

    /** Those that are due do a piece of work each, as long as this turn has time. */
    void run() {
        workLeft = Math.max(0, workLeft) + WORK_A_TURN / 2;
        for (int i = runnable.size(); i > 0 && workLeft > 0; i--) run(runnable.poll());
    }

    /** Takes time of this turn for what is no stream's own work; false when there is none left. */
    boolean spend(int work) {
        if (workLeft <= 0) return false;
        workLeft -= work;
        return true;
    }

    /** Lets everything go on that waited for this client to take answers. */
    void unpark(Client client) {
        runnable.addAll(client.parked);
        client.parked.clear();
    }

    /** Lets it wait until its client takes answers again. */
    void park(Stream stream) {
        stream.client.parked.add(stream);
    }

    /** Ends a stream from outside: it says nothing more. */
    void cancel(Stream stream) {
        end(stream);
        stream.discard();
    }

    private void end(Stream stream) {
        stream.client.close(stream);
        // The end of a list is what a person's watches have waited for.
        if (stream.isFinite()) unpark(stream.client);
    }

    private void run(Stream stream) {
        // One that was cancelled meanwhile is still in the list: this is where it drops out.
        if (!stream.isOpen) return;
        if (stream.isHeld()) {
            park(stream);
            return;
        }
        Stream.Progress progress = stream.advance();
        workLeft -= stream.work();
        switch (progress) {
            case AGAIN -> runnable.add(stream);
            case BLOCKED -> park(stream);
            case DONE -> end(stream);
            case ASLEEP -> { }
        }
    }
}
