package doozer.node;

import doozer.tree.Tree;
import doozer.tree.Walk;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;

/**
 * A WALK: every matching file in a stream of answers, or, as clients of 0.9 ask, the one at an
 * offset. It walks an immutable root, so that it may take as long as its client wishes. Owned by
 * whoever steps the node.
 */
final class WalkStream extends Stream {
    /** Files sent, and nodes visited on the way to each, in one piece of work. */
    static final int FILES_A_PIECE = 32;
    static final int NODES_A_FILE = 256;
    static final int NODES_A_PIECE = 512;
    /** What a file that was found is charged: most are next to the last one. */
    static final int NODES_FOUND = 8;

    private final Request request;
    private final Tree tree;
    private final Walk walk;
    private final WalkPlaces places;
    /** Who tells of owners; null when nobody has asked for them. */
    private final Owners owners;
    private final boolean isSingle;
    private int left;
    private int work;

    WalkStream(Client client, Request request, Way way, WalkPlaces places) {
        super(client, request.tag());
        this.request = request;
        this.places = places;
        owners = way.owners;
        tree = way.tree;
        walk = way.walk;
        isSingle = !client.dialect().streamsLists();
        left = request.limit() > 0 && !isSingle ? request.limit() : Integer.MAX_VALUE;
    }

    /** What is walked, from where on, and who tells of owners, if anybody is to. */
    record Way(Tree tree, Walk walk, Owners owners) { }

    @Override
    Progress advance() {
        work = 1;
        for (int i = 0; i < FILES_A_PIECE && work < NODES_A_PIECE; i++) {
            Walk.Step step = left == 0 ? Walk.Step.END : walk.advance(NODES_A_FILE);
            work += step == Walk.Step.PAUSED ? NODES_A_FILE : NODES_FOUND;
            if (step == Walk.Step.PAUSED) return Progress.AGAIN;
            if (isSingle) return answerOne(step);
            if (step == Walk.Step.END) {
                client.send(tag, new Response().flags(Flags.DONE));
                return Progress.DONE;
            }
            left--;
            client.send(tag, item(Flags.VALID | Flags.SET));
            if (client.isCongested()) return Progress.BLOCKED;
        }
        return Progress.AGAIN;
    }

    private Progress answerOne(Walk.Step step) {
        if (step == Walk.Step.END) {
            client.refuse(tag, ErrorCode.RANGE, null);
            return Progress.DONE;
        }
        client.send(tag, item(Flags.SET));
        places.keep(client, tree, request, walk);
        return Progress.DONE;
    }

    private Response item(int flags) {
        Response item = new Response().flags(flags).rev(walk.file().revision()).path(walk.path())
                .value(walk.file().value());
        return owners == null ? item : owners.tell(item, walk.path(), walk.file().owner());
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
        // Nothing wakes it.
    }
}
