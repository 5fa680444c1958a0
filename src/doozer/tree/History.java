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
    /** The state before the oldest revision, for as long as nothing has been dropped since. */
    private Tree before;
    private long oldest;
    private int length;
    private long bytes;
    /** How many of the events are not alone in their step, and of the trees have owned files. */
    private int inSteps;
    private int withOwners;

    History(Start start) {
        oldest = start.tree().revision();
        if (start.event() == null) {
            before = start.tree();
            oldest++;
        } else {
            append(start.tree(), start.event(), start.cost());
        }
    }

    /** Where it begins: what a history has to be given so that {@link #later()} makes this one. */
    Start start() {
        if (before != null) return new Start(before, null, 0);
        return new Start(tree(oldest), event(oldest), costs[slot(oldest)]);
    }

    /** The events after the start, the oldest first, in an array of the caller's own. */
    Event[] later() {
        int count = before != null ? length : length - 1;
        Event[] later = new Event[count];
        int first = slot(oldest + length - count);
        int unbroken = Math.min(count, events.length - first);
        System.arraycopy(events, first, later, 0, unbroken);
        System.arraycopy(events, 0, later, unbroken, count - unbroken);
        return later;
    }

    /** The oldest revision held, or the first that will be when there is none yet. */
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
        if (!event.isAlone()) inSteps++;
        if (tree.ownedFiles() > 0) withOwners++;
    }

    /** Puts those of the events from one revision to another that are held into one step. */
    void join(long first, long last) {
        Check.that(last < oldest + length, "a step is over when it is made one");
        for (long revision = Math.max(first, oldest); revision <= last; revision++) {
            Event old = event(revision);
            Event joined = old.inStep(first, last);
            if (!old.isAlone()) inSteps--;
            if (!joined.isAlone()) inSteps++;
            events[slot(revision)] = joined;
        }
    }

    /** Whether each event that is held is alone in its step, and no file ever had an owner. */
    boolean isPlain() {
        return inSteps == 0 && withOwners == 0 && (before == null || before.ownedFiles() == 0);
    }

    /** The state at a revision that is held. */
    Tree tree(long revision) {
        Tree tree = trees[slot(revision)];
        Check.that(tree != null && tree.revision() == revision, "a tree is where it belongs");
        return tree;
    }

    /** The state before the oldest revision; null when that is gone. */
    Tree before() {
        return before;
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
        drop(oldest++);
        before = null;
    }

    /** Takes back the newest revision: its number will be used again. */
    void dropNewest() {
        int fewest = before == null ? 1 : 0;
        Check.that(length > fewest, "a state is left when a revision is taken back");
        drop(oldest + length - 1);
    }

    private void drop(long revision) {
        int slot = slot(revision);
        bytes -= costs[slot];
        if (!events[slot].isAlone()) inSteps--;
        if (trees[slot].ownedFiles() > 0) withOwners--;
        trees[slot] = null;
        events[slot] = null;
        length--;
        Check.that(bytes >= 0, "a history costs what its revisions cost");
        Check.that(length > 0 || bytes == 0 && inSteps == 0 && withOwners == 0,
                "no revisions, no costs");
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
