package doozer.node;

import java.util.ArrayDeque;

/**
 * Streams that have something to do, each a bounded piece a turn, so that no list and no watcher
 * who is catching up holds the loop. Owned by whoever steps the node.
 */
final class Streams {
    /** Pieces of work a turn, each of some tens of microseconds at most. */
    private static final int PIECES_A_TURN = 16;

    private final ArrayDeque<Stream> runnable = new ArrayDeque<>();

    /** Begins a stream, unless its client has too many; the first piece of work is done at once. */
    void begin(Stream stream) {
        if (stream.client.open(stream)) run(stream);
    }

    boolean isIdle() {
        return runnable.isEmpty();
    }

    /** Runs those that are due, in turn. */
    void run() {
        for (int i = 0; i < PIECES_A_TURN; i++) {
            Stream stream = runnable.poll();
            if (stream == null) return;
            run(stream);
        }
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
        switch (stream.advance()) {
            case AGAIN -> runnable.add(stream);
            case BLOCKED -> park(stream);
            case DONE -> end(stream);
            case ASLEEP -> { }
        }
    }
}
