package doozer.tree;

/**
 * The last revisions, a tree and an event each; owned by the thread that owns the store.
 *
 * <p>A ring over three arrays, which grow by doubling: a store that lives for a day pays for what
 * it holds, not for what it may hold one day.
 */
final class History {
    private static final int FIRST_SLOTS = 16;

    private Tree[] trees = new Tree[FIRST_SLOTS];
    private Event[] events = new Event[FIRST_SLOTS];
    private int[] costs = new int[FIRST_SLOTS];
    private long oldest = 1;
    private int length;
    private long bytes;

    /** The oldest revision held; 1 when there is none yet. */
    long oldest() {
        return oldest;
    }

    /** How many revisions are held. */
    int length() {
        return length;
    }

    /** The estimated bytes that they keep alive. */
    long bytes() {
        return bytes;
    }

    /** Adds the next revision. */
    void append(Tree tree, Event event, long cost) {
        Check.that(tree.revision() == event.revision(), "a revision is one event");
        Check.that(event.revision() == oldest + length, "revisions follow each other");
        if (length == trees.length) grow();
        int slot = slot(event.revision());
        Check.that(trees[slot] == null, "a slot is used once at a time");
        trees[slot] = tree;
        events[slot] = event;
        costs[slot] = (int) Math.min(cost, Integer.MAX_VALUE);
        length++;
        bytes += costs[slot];
    }

    /** The state at a revision that is held. */
    Tree tree(long revision) {
        Tree tree = trees[slot(revision)];
        Check.that(tree != null && tree.revision() == revision, "a tree is where it belongs");
        return tree;
    }

    /** The event of a revision that is held. */
    Event event(long revision) {
        Event event = events[slot(revision)];
        Check.that(event != null && event.revision() == revision, "an event is where it belongs");
        return event;
    }

    /** Lets go of the oldest revision. Never of the only one. */
    void dropOldest() {
        Check.that(length > 1, "the newest revision is always kept");
        int slot = slot(oldest);
        bytes -= costs[slot];
        trees[slot] = null;
        events[slot] = null;
        oldest++;
        length--;
        Check.that(bytes >= 0, "a history costs what its revisions cost");
    }

    /** Where a revision is. The only place that knows: neighbours in revision are so in slots. */
    private int slot(long revision) {
        return (int) (revision & trees.length - 1);
    }

    private void grow() {
        Tree[] oldTrees = trees;
        Event[] oldEvents = events;
        int[] oldCosts = costs;
        trees = new Tree[2 * length];
        events = new Event[2 * length];
        costs = new int[2 * length];
        for (int i = 0; i < length; i++) {
            int slot = slot(oldTrees[i].revision());
            trees[slot] = oldTrees[i];
            events[slot] = oldEvents[i];
            costs[slot] = oldCosts[i];
        }
    }
}
