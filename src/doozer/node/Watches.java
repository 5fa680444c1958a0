package doozer.node;

import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.tree.WatchIndex;
import doozer.wire.Flags;
import doozer.wire.Limits;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Tells the watches that have caught up of each event, in the step that applies it. One event is
 * encoded once for all who hear of it. Owned by whoever steps the node.
 */
final class Watches implements WatchIndex.Matches<WatchStream> {
    /** The variants of an event, to be added. */
    static final int MORE = 1;
    static final int PREVIOUS = 2;
    static final int OWNERS = 4;

    /** Bytes of a frame beside path and values, at most. */
    private static final int FRAME_REST = 128;

    private final Store store;
    private final Owners owners;
    private final Streams streams;
    private final WatchIndex<WatchStream> index = new WatchIndex<>();
    private final ArrayList<WatchStream> matched = new ArrayList<>();
    private final Marks marks;
    /** How many watches are in the index, some of them with several globs. */
    private int size;
    private long told;
    private long foreseen;
    private final WatchIndex.Matches<WatchStream> foreseeing = watch -> watch.foresee(foreseen);
    /** The last event that was encoded, for WATCH in all its variants and for WAIT. */
    private Event encoded;
    private final Response[] watchAnswers = new Response[MORE + PREVIOUS + OWNERS + 1];
    private Response waitAnswer;

    Watches(Machine machine, Streams streams) {
        store = machine.store();
        owners = Owners.now(machine.changes().sessions());
        this.streams = streams;
        marks = new Marks(streams);
    }

    /** Those that want to know how far they have come. */
    Marks marks() {
        return marks;
    }

    Store store() {
        return store;
    }

    /** Who tells of owners. */
    Owners owners() {
        return owners;
    }

    static String tooLate(long oldest) {
        return "the oldest revision kept is " + oldest;
    }

    /** Begins a watch. Registering and reading history is one step: nothing falls between. */
    void begin(Client client, long tag, WatchStream.Start start) {
        streams.begin(new WatchStream(client, tag, this, start));
    }

    WatchIndex.Handle[] add(WatchStream watch) {
        Glob[] globs = watch.globs();
        WatchIndex.Handle[] handles = new WatchIndex.Handle[globs.length];
        for (int i = 0; i < globs.length; i++) handles[i] = index.add(globs[i], watch);
        size++;
        return handles;
    }

    void remove(WatchIndex.Handle[] handles) {
        for (WatchIndex.Handle handle : handles) index.remove(handle);
        size--;
        Check.that(size > 0 || index.size() == 0, "a watch leaves with all its globs");
    }

    /** How many are in the index. */
    int size() {
        return size;
    }

    /** How many events those in the index were told. */
    long told() {
        return told;
    }

    /** All revisions after that one have come at once: everybody reads them in the history. */
    void onInstalled(long lastBefore) {
        size = 0;
        for (WatchStream watch : index.drain()) {
            // One that has several globs comes as often.
            if (!watch.isInIndex()) continue;
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

    /** Tells whom it concerns. Those of a step come one after the other, when all are there. */
    void onEvent(Event event) {
        if (event.revision() == event.first()) foresee(event);
        // Collected first: to be told may take a watch out of the index.
        index.match(event.path(), this);
        for (int i = 0; i < matched.size(); i++) matched.get(i).onEvent(event);
        told += matched.size();
        matched.clear();
    }

    /** Lets each watch know which event of a step, after the first, is the last one for it. */
    private void foresee(Event first) {
        for (long r = first.revision() + 1; r <= first.last(); r++) {
            foreseen = r;
            index.match(store.event(r).path(), foreseeing);
        }
    }

    @Override
    public void matched(WatchStream watch) {
        matched.add(watch);
    }

    /** The event as WATCH tells it: flags 5 set, 9 deleted, 1 nop. */
    Response watchAnswer(Event event, int variant) {
        // What there is to tell of a session may be another thing the next time.
        boolean isOfSession = (variant & OWNERS) != 0 && Owners.isOfSession(event.path());
        if (isOfSession) return newWatchAnswer(event, variant);
        remember(event);
        if (watchAnswers[variant] == null) {
            watchAnswers[variant] = newWatchAnswer(event, variant).shared();
        }
        return watchAnswers[variant];
    }

    private Response newWatchAnswer(Event event, int variant) {
        boolean hasMore = (variant & MORE) != 0;
        Response answer = answer(event, Flags.VALID | bit(event) | (hasMore ? Flags.MORE : 0));
        if ((variant & PREVIOUS) != 0) addPrevious(answer, event);
        if ((variant & OWNERS) != 0) owners.tell(answer, event.path(), event.owner());
        return answer;
    }

    /** What was there before, if that is still known, and a frame holds it beside the event. */
    private void addPrevious(Response answer, Event event) {
        if (event.revision() < store.oldest()) return;
        Tree before = store.before(event.revision());
        if (before == null) return;
        if (!(before.find(event.path()) instanceof FileEntry file)) {
            answer.previousRev(0);
            return;
        }
        long length = (long) event.value().length + file.value().length + event.path().length();
        if (length > Limits.MAX_FRAME - FRAME_REST) return;
        answer.previousRev(file.revision()).previousValue(file.value());
    }

    /** The event as WAIT tells it: flags 4 set, 8 deleted, 0 nop. */
    Response waitAnswer(Event event) {
        remember(event);
        if (waitAnswer == null) waitAnswer = answer(event, bit(event)).shared();
        return waitAnswer;
    }

    private void remember(Event event) {
        if (encoded == event) return;
        encoded = event;
        Arrays.fill(watchAnswers, null);
        waitAnswer = null;
    }

    /** The event with those flags. */
    static Response answer(Event event, int flags) {
        return new Response().flags(flags).rev(event.revision()).path(event.path())
                .value(event.value());
    }

    /** The flag for what an event has done. */
    static int bit(Event event) {
        return switch (event.kind()) {
            case SET -> Flags.SET;
            case DEL -> Flags.DEL;
            case NOP -> 0;
        };
    }
}
