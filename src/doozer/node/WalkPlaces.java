package doozer.node;

import doozer.tree.Tree;
import doozer.tree.Walk;
import doozer.wire.Request;

/**
 * Where the last walks with an offset have ended: clients of 0.9 ask for one file at a time, and a
 * place makes each cost what one costs, not what all those before it do. Few are kept, and none
 * beyond the history: a place keeps its tree alive. Owned by whoever steps the node.
 */
final class WalkPlaces {
    /** Walks at a time that go on where they were; a further one takes an old one's place. */
    private static final int KEPT = 64;

    private final Place[] places = new Place[KEPT];
    private int next;

    /** A walk behind the file at an offset, and the tree that it walks. */
    private record Place(Client client, Tree tree, Request request, Walk walk) {
        boolean isBefore(Tree wanted, Request following) {
            return tree == wanted && following.offset() == request.offset() + 1
                    && following.path().equals(request.path());
        }
    }

    void keep(Client client, Tree tree, Request request, Walk walk) {
        places[next] = new Place(client, tree, request, walk);
        next = (next + 1) % KEPT;
    }

    /** A walk that stands just before what is asked for, to be used once, or null. */
    Walk take(Client client, Tree tree, Request request) {
        for (int i = 0; i < KEPT; i++) {
            Place place = places[i];
            if (place == null || place.client != client) continue;
            if (!place.isBefore(tree, request)) continue;
            places[i] = null;
            return place.walk;
        }
        return null;
    }

    /** Lets go of the trees before that revision, and of clients that are gone. */
    void trim(long oldest) {
        for (int i = 0; i < KEPT; i++) {
            Place place = places[i];
            if (place == null) continue;
            if (place.client.isGone() || place.tree.revision() < oldest) places[i] = null;
        }
    }
}
