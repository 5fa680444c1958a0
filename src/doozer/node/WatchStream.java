package doozer.node;

import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.WatchIndex;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Response;

/**
 * A WATCH, or a WAIT, which is one that ends with its first event. It is a cursor over history: it
 * reads there until it has caught up, and then lives in the index of watches, which wakes it. When
 * its client takes no more it falls back to history, and costs nothing meanwhile. Owned by whoever
 * steps the node.
 */
final class WatchStream extends Stream {
    /** Events looked at in one piece of work: some microseconds. */
    private static final int EVENTS_A_PIECE = 256;

    private final Watches watches;
    private final Glob glob;
    private final boolean isWait;
    /** The first revision that has not been looked at; in the index: none before it counts. */
    private long next;
    private WatchIndex.Handle handle;
    private boolean isMarked;
    private int work;

    WatchStream(Client client, long tag, Watches watches, Start start) {
        super(client, tag);
        this.watches = watches;
        glob = start.glob;
        isWait = start.isWait;
        next = start.revision;
    }

    /** What a watch begins with. */
    record Start(Glob glob, boolean isWait, long revision) { }

    Glob glob() {
        return glob;
    }

    @Override
    Progress advance() {
        Store store = watches.store();
        work = 1;
        if (next < store.oldest()) return endTooLate(store.oldest());
        if (!isMarked) {
            mark();
            if (isHeld()) return Progress.BLOCKED;
        }
        long last = Math.min(store.current().revision(), next + EVENTS_A_PIECE - 1);
        while (next <= last) {
            Event event = store.event(next++);
            work++;
            if (!glob.matches(event.path())) continue;
            send(event);
            if (isWait) return Progress.DONE;
            if (isHeld()) return Progress.BLOCKED;
        }
        if (next <= store.current().revision()) return Progress.AGAIN;
        Check.that(handle == null, "a watch is in the index once");
        handle = watches.add(this);
        return Progress.ASLEEP;
    }

    /** It is in the index no more, and has heard of everything up to that revision. */
    void resumeAfter(long revision) {
        handle = null;
        next = Math.max(next, revision + 1);
    }

    /** Takes an event that the index has matched. */
    void onEvent(Event event) {
        if (event.revision() < next) return;
        if (isHeld()) {
            next = event.revision();
            discard();
            watches.park(this);
            return;
        }
        next = event.revision() + 1;
        send(event);
        if (isWait) watches.end(this);
    }

    /** Our own clients are told from where they hear everything: they can resume from there. */
    private void mark() {
        isMarked = true;
        if (isWait || client.dialect() != Dialect.OWN) return;
        client.send(tag, new Response().flags(Flags.VALID).rev(next - 1));
    }

    private void send(Event event) {
        client.send(tag, isWait ? watches.waitAnswer(event) : watches.watchAnswer(event));
    }

    private Progress endTooLate(long oldest) {
        Response end = Response.error(ErrorCode.TOO_LATE, Watches.tooLate(oldest));
        if (!isWait) end.rev(oldest).flags(Flags.VALID | Flags.DONE);
        client.send(tag, isWait ? client.dialect().only(end) : end);
        return Progress.DONE;
    }

    @Override
    int work() {
        return work;
    }

    /**
     * A long glob, or one with many wildcards, is worth many: of memory, and of time for each event
     * whose path keeps its wildcards alive.
     */
    @Override
    int weight() {
        int wildcards = 0;
        for (int i = 0; i < glob.text().length(); i++) {
            char c = glob.text().charAt(i);
            if (c == '*' || c == '?') wildcards++;
        }
        return 1 + glob.text().length() / 64 + 16 * Math.max(0, wildcards - 6);
    }

    @Override
    boolean isHeld() {
        return client.holdsEvents();
    }

    @Override
    boolean isFinite() {
        return false;
    }

    @Override
    void discard() {
        if (handle == null) return;
        watches.remove(handle);
        handle = null;
    }
}
