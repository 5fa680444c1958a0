package doozer.node;

import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.tree.Image;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.tree.Walk;
import doozer.wire.Flags;
import doozer.wire.Response;

/**
 * A DUMP: every file of one state, and maybe the events that have led from there to the state of
 * the moment when it began. Both are immutable, so that it may take as long as its client wishes.
 * Owned by whoever steps the node.
 *
 * <pre>
 *   head --> files, in the order of a walk --> events, the oldest first --> end
 * </pre>
 */
final class DumpStream extends Stream {
    /** Events sent in one piece of work. */
    private static final int EVENTS_A_PIECE = 64;

    private final Dumps dumps;
    private final Content content;
    private final Tree base;
    private final Walk walk;
    private boolean isBegun;
    private boolean hasFiles = true;
    private int nextEvent;
    private int work;
    private long movedNanos;

    DumpStream(Client client, long tag, Dumps dumps, Content content) {
        super(client, tag);
        this.dumps = dumps;
        this.content = content;
        base = content.base;
        movedNanos = dumps.nowNanos();
        nextEvent = content.firstEvent;
        walk = base.walk(Glob.parse("/**"));
    }

    /**
     * What is told.
     *
     * @param base the files
     * @param tree the state of now
     * @param history where the events are that have led to it, or null to tell of none
     * @param firstEvent which of them is the first after the base
     * @param owners the sessions of the same moment
     * @param lineage of the cluster
     */
    record Content(Tree base, Tree tree, Image history, int firstEvent, Owners owners,
            String lineage) {
        /** The state of now, and nothing of before. */
        static Content of(Tree tree, Owners owners, String lineage) {
            return new Content(tree, tree, null, 0, owners, lineage);
        }

        /**
         * The state before the history, and that. A state within a step is none that anybody may
         * see: what is left of that step belongs to the files.
         */
        static Content of(Store store, Owners owners, String lineage) {
            Image history = store.image();
            Tree base = history.base();
            boolean isWithin = history.eventCount() > 0
                    && history.event(0).first() <= base.revision();
            int first = !isWithin ? 0 : (int) (history.event(0).last() - base.revision());
            return new Content(first == 0 ? base : store.at(base.revision() + first),
                    store.current(), history, first, owners, lineage);
        }

        int events() {
            return history == null ? 0 : history.eventCount();
        }
    }

    @Override
    Progress advance() {
        work = 1;
        movedNanos = dumps.nowNanos();
        if (!isBegun) {
            isBegun = true;
            client.send(tag, dumps.head(content.lineage).flags(Flags.VALID).rev(base.revision())
                    .len((int) base.root().files()));
            return isHeld() ? Progress.BLOCKED : Progress.AGAIN;
        }
        return hasFiles ? tellFiles() : tellEvents();
    }

    private Progress tellFiles() {
        for (int i = 0; i < WalkStream.FILES_A_PIECE && work < WalkStream.NODES_A_PIECE; i++) {
            Walk.Step step = walk.advance(WalkStream.NODES_A_FILE);
            work += step == Walk.Step.FOUND ? WalkStream.NODES_FOUND : WalkStream.NODES_A_FILE;
            if (step == Walk.Step.PAUSED) return Progress.AGAIN;
            if (step == Walk.Step.END) {
                hasFiles = false;
                return Progress.AGAIN;
            }
            Response item = new Response().flags(Flags.VALID | Flags.SET)
                    .rev(walk.file().revision()).path(walk.path()).value(walk.file().value());
            client.send(tag, content.owners.tell(item, walk.path(), walk.file().owner()));
            if (isHeld()) return Progress.BLOCKED;
        }
        return Progress.AGAIN;
    }

    private Progress tellEvents() {
        int last = Math.min(content.events(), nextEvent + EVENTS_A_PIECE);
        work = EVENTS_A_PIECE;
        while (nextEvent < last) {
            Event event = content.history.event(nextEvent++);
            // All are told: so what follows in the step does, too.
            boolean hasMore = event.revision() < event.last();
            Response item = Watches.answer(event,
                    Flags.VALID | Watches.bit(event) | (hasMore ? Flags.MORE : 0));
            client.send(tag, content.owners.tell(item, event.path(), event.owner()));
            if (isHeld()) return Progress.BLOCKED;
        }
        if (nextEvent < content.events()) return Progress.AGAIN;
        client.send(tag, new Response().flags(Flags.DONE).rev(content.tree.revision()));
        dumps.end(this);
        return Progress.DONE;
    }

    /** When its client has last taken so much that it could go on. */
    long movedNanos() {
        return movedNanos;
    }

    @Override
    int work() {
        return work;
    }

    @Override
    boolean isFinite() {
        return true;
    }

    @Override
    void discard() {
        dumps.end(this);
    }
}
