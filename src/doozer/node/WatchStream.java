package doozer.node;

import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.tree.Walk;
import doozer.tree.WatchIndex;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;

/**
 * A WATCH, or a WAIT, which is one that ends with its first event. It is a cursor over history: it
 * reads there until it has caught up, and then lives in the index of watches, which wakes it. When
 * its client takes no more it falls back to history, and costs nothing meanwhile. Owned by whoever
 * steps the node.
 *
 * <pre>
 *   walking --all files told--> marked --reads history--> in the index --its client is held--.
 *   (if asked for)                        ^                                                  |
 *                                         '--------------------------------------------------'
 * </pre>
 */
final class WatchStream extends Stream {
    /** Events looked at in one piece of work, for one glob: some microseconds. */
    private static final int EVENTS_A_PIECE = 256;

    private final Watches watches;
    private final Glob[] globs;
    private final boolean isWait;
    /**
     * Whether its client is told of what was before an event, of what follows in its step, and
     * whose files are.
     */
    private final boolean tellsPrevious;
    private final boolean tellsMore;
    private final boolean tellsOwners;
    /** Among those that want to know how far they have come; null for the others. */
    private final Marks.Place place;
    /** The files that come first, until all are told. */
    private WatchWalk walk;
    /** The first revision that has not been looked at; in the index: none before it counts. */
    private long next;
    /** Up to where its client knows that it has heard everything. */
    private long told;
    /** An event that was read and not sent yet: another one of its step may still match. */
    private Event pending;
    /** The last event, of the step that is being told, that matches it in the index. */
    private long foreseen;
    /** Where it is in the index, once a glob; null while it is not. */
    private WatchIndex.Handle[] handles;
    private boolean isMarked;
    private int work;

    WatchStream(Client client, long tag, Watches watches, Start start) {
        super(client, tag);
        this.watches = watches;
        globs = start.globs;
        isWait = start.isWait;
        tellsPrevious = start.tells(Request.PREVIOUS);
        tellsOwners = start.tells(Request.OWNERS);
        tellsMore = !isWait && client.isAfterHello();
        place = start.tells(Request.PROGRESS) ? new Marks.Place(this) : null;
        walk = start.walked == null ? null : new WatchWalk(start.walked, globs);
        next = start.revision;
    }

    /**
     * What a watch begins with.
     *
     * @param globs an event that matches any of them is told
     * @param revision the first that counts
     * @param options what is to be told beside the events, as in {@link Request}
     * @param walked the state whose files come first, that before the revision; or null
     */
    record Start(Glob[] globs, boolean isWait, long revision, int options, Tree walked) {
        boolean tells(int option) {
            return (options & option) != 0;
        }
    }

    Glob[] globs() {
        return globs;
    }

    boolean isWait() {
        return isWait;
    }

    /** Up to where its client knows that it has heard everything. */
    long told() {
        return told;
    }

    @Override
    Progress advance() {
        Progress progress = goOn();
        if (place != null && told < watches.store().current().revision()) watches.marks().wake();
        return progress;
    }

    private Progress goOn() {
        Store store = watches.store();
        work = 1;
        if (next < store.oldest()) return endTooLate(store.oldest());
        if (walk != null) return walkOn();
        if (!isMarked) {
            isMarked = true;
            if (!isWait && client.dialect() == Dialect.OWN) mark(settled());
            if (place != null) watches.marks().add(place);
            if (isHeld()) return Progress.BLOCKED;
        }
        long piece = next + EVENTS_A_PIECE / globs.length;
        long last = Math.min(store.current().revision(), piece - 1);
        while (next <= last) {
            Event event = store.event(next);
            if (pending != null && pending.last() < next) {
                sendPending(false);
                if (isHeld()) return Progress.BLOCKED;
            }
            next++;
            work += globs.length;
            if (!matches(event.path())) continue;
            take(event);
            if (isWait) return Progress.DONE;
            if (isHeld()) return Progress.BLOCKED;
        }
        if (next <= store.current().revision()) return Progress.AGAIN;
        if (pending != null) sendPending(false);
        if (isHeld()) return Progress.BLOCKED;
        Check.that(handles == null, "a watch is in the index once");
        handles = watches.add(this);
        return Progress.ASLEEP;
    }

    private Progress walkOn() {
        int left = WalkStream.FILES_A_PIECE;
        while (left > 0 && work < WalkStream.NODES_A_PIECE) {
            Walk.Step step = walk.advance();
            work += walk.work();
            if (step == Walk.Step.PAUSED) continue;
            if (step == Walk.Step.END) {
                walk = null;
                return Progress.AGAIN;
            }
            left--;
            Response item = new Response().flags(Flags.VALID | Flags.SET)
                    .rev(walk.file().revision()).path(walk.path()).value(walk.file().value());
            if (tellsOwners) watches.owners().tell(item, walk.path(), walk.file().owner());
            client.send(tag, item);
            if (isHeld()) return Progress.BLOCKED;
        }
        return Progress.AGAIN;
    }

    private boolean matches(String path) {
        for (Glob glob : globs) {
            if (glob.matches(path)) return true;
        }
        return false;
    }

    /** Takes an event of the history that matches. One that is pending is of the same step. */
    private void take(Event event) {
        if (pending != null) sendPending(true);
        boolean isLast = !tellsMore || event.revision() == event.last();
        if (isLast && !isHeld()) send(event, false);
        else pending = event;
    }

    private void sendPending(boolean hasMore) {
        Event event = pending;
        pending = null;
        send(event, hasMore);
    }

    /** It is in the index no more, and has heard of everything up to that revision. */
    void resumeAfter(long revision) {
        handles = null;
        next = Math.max(next, revision + 1);
    }

    boolean isInIndex() {
        return handles != null;
    }

    /** An event matches that is told after those before it in its step. */
    void foresee(long revision) {
        foreseen = revision;
    }

    /** Takes an event that the index has matched, maybe once a glob. */
    void onEvent(Event event) {
        // Out of the index since it was matched, or told of it already.
        if (!isInIndex() || event.revision() < next) return;
        if (isHeld()) {
            next = event.revision();
            leaveIndex();
            watches.park(this);
            return;
        }
        next = event.revision() + 1;
        send(event, foreseen > event.revision());
        if (isWait) watches.end(this);
    }

    /**
     * Tells how far it has come, if it has come further than its client knows.
     *
     * @return false when there may be something to tell that cannot be told now
     */
    boolean tellProgress() {
        Check.that(isOpen, "who has ended wants no marks");
        // It will find out that it is too late.
        if (!isInIndex() && next < watches.store().oldest()) return true;
        long revision = settled();
        if (revision > told && isHeld()) return false;
        if (revision > told) mark(revision);
        return told >= watches.store().current().revision();
    }

    /** Up to where everything was told, and no step is cut. */
    private long settled() {
        if (pending != null) return pending.first() - 1;
        long current = watches.store().current().revision();
        if (isInIndex() || next > current) return Math.max(next - 1, current);
        return watches.store().event(next).first() - 1;
    }

    /** Our own clients are told from where they hear everything: they can resume from there. */
    private void mark(long revision) {
        told = revision;
        client.send(tag, new Response().flags(Flags.VALID).rev(revision));
    }

    private void send(Event event, boolean hasMore) {
        told = event.revision();
        int variant = (tellsMore && hasMore ? Watches.MORE : 0)
                + (tellsPrevious ? Watches.PREVIOUS : 0) + (tellsOwners ? Watches.OWNERS : 0);
        client.send(tag, isWait ? watches.waitAnswer(event) : watches.watchAnswer(event, variant));
    }

    private Progress endTooLate(long oldest) {
        Response end = Response.error(ErrorCode.TOO_LATE, Watches.tooLate(oldest));
        if (!isWait) end.rev(oldest).flags(Flags.VALID | Flags.DONE);
        client.send(tag, isWait ? client.dialect().only(end) : end);
        if (place != null) watches.marks().remove(place);
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
        int weight = 0;
        for (Glob glob : globs) weight += weight(glob.text());
        return weight;
    }

    private static int weight(String glob) {
        int wildcards = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*' || c == '?') wildcards++;
        }
        return 1 + glob.length() / 64 + 16 * Math.max(0, wildcards - 6);
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
        if (place != null) watches.marks().remove(place);
        leaveIndex();
    }

    private void leaveIndex() {
        if (handles == null) return;
        watches.remove(handles);
        handles = null;
    }
}
