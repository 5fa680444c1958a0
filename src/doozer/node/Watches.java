package doozer.node;

import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.WatchIndex;
import doozer.wire.Flags;
import doozer.wire.Response;
import java.util.ArrayList;

/**
 * Tells the watches that have caught up of each event, in the step that applies it. One event is
 * encoded once for all who hear of it. Owned by whoever steps the node.
 */
final class Watches implements WatchIndex.Matches<WatchStream> {
    private final Store store;
    private final Streams streams;
    private final WatchIndex<WatchStream> index = new WatchIndex<>();
    private final ArrayList<WatchStream> matched = new ArrayList<>();
    /** The last event that was encoded, for WATCH and for WAIT. */
    private Event encoded;
    private Response watchAnswer;
    private Response waitAnswer;

    Watches(Store store, Streams streams) {
        this.store = store;
        this.streams = streams;
    }

    Store store() {
        return store;
    }

    static String tooLate(long oldest) {
        return "the oldest revision kept is " + oldest;
    }

    /** Begins a watch. Registering and reading history is one step: nothing falls between. */
    void begin(Client client, long tag, WatchStream.Start start) {
        streams.begin(new WatchStream(client, tag, this, start));
    }

    WatchIndex.Handle add(WatchStream watch) {
        return index.add(watch.glob(), watch);
    }

    void remove(WatchIndex.Handle handle) {
        index.remove(handle);
    }

    /** How many are in the index. */
    int size() {
        return index.size();
    }

    /** All revisions after that one have come at once: everybody reads them in the history. */
    void onInstalled(long lastBefore) {
        for (WatchStream watch : index.drain()) {
            watch.resumeAfter(lastBefore);
            streams.resume(watch);
        }
    }

    void park(WatchStream watch) {
        streams.park(watch);
    }

    void end(WatchStream watch) {
        streams.cancel(watch);
    }

    /** Tells whom it concerns. */
    void onEvent(Event event) {
        // Collected first: to be told may take a watch out of the index.
        index.match(event.path(), this);
        for (int i = 0; i < matched.size(); i++) matched.get(i).onEvent(event);
        matched.clear();
    }

    @Override
    public void matched(WatchStream watch) {
        matched.add(watch);
    }

    /** The event as WATCH tells it: flags 5 set, 9 deleted, 1 nop. */
    Response watchAnswer(Event event) {
        remember(event);
        if (watchAnswer == null) watchAnswer = encode(event, Flags.VALID | bit(event));
        return watchAnswer;
    }

    /** The event as WAIT tells it: flags 4 set, 8 deleted, 0 nop. */
    Response waitAnswer(Event event) {
        remember(event);
        if (waitAnswer == null) waitAnswer = encode(event, bit(event));
        return waitAnswer;
    }

    private void remember(Event event) {
        if (encoded == event) return;
        encoded = event;
        watchAnswer = null;
        waitAnswer = null;
    }

    private static Response encode(Event event, int flags) {
        return new Response().flags(flags).rev(event.revision()).path(event.path())
                .value(event.value()).shared();
    }

    private static int bit(Event event) {
        return switch (event.kind()) {
            case SET -> Flags.SET;
            case DEL -> Flags.DEL;
            case NOP -> 0;
        };
    }
}
