package doozer.node;

/**
 * Tells the watches that want to know how far they have come, while they hear nothing: each every
 * five seconds at most, and only if it has come further. Owned by whoever steps the node.
 *
 * <p>They stand in the order in which they were seen to last, so that the first is always the next
 * one that is due, and whoever was seen to goes to the end. Each new revision gives everybody one
 * more turn; when all have had theirs, nothing is due any more until the next revision.
 */
final class Marks {
    /** From one mark of a watch to the next: as the protocol says. */
    static final long INTERVAL_NANOS = 5_000_000_000L;

    /** What a mark is charged, of the work that a turn has time for. */
    static final int WORK_A_MARK = 4;

    private final Streams streams;
    private Place first;
    private Place last;
    private int size;
    /** How many have still to be seen to, before all have been since the last revision. */
    private int turnsLeft;
    private long revision;
    private long nowNanos;

    /** Where a watch stands; owned by whoever steps the node. */
    static final class Place {
        private final WatchStream watch;
        private Place before;
        private Place after;
        private boolean isIn;
        private long sinceNanos;

        Place(WatchStream watch) {
            this.watch = watch;
        }
    }

    Marks(Streams streams) {
        this.streams = streams;
    }

    /** A turn begins, or has got further. */
    void tick(long newNowNanos, long newRevision) {
        nowNanos = newNowNanos;
        if (newRevision != revision) wake();
        revision = newRevision;
    }

    /** Somebody may have something to be told of. */
    void wake() {
        turnsLeft = size;
    }

    /** Takes a watch in that has just got its first mark. */
    void add(Place place) {
        Check.that(!place.isIn, "a watch has one place among those who want marks");
        place.isIn = true;
        place.sinceNanos = nowNanos;
        size++;
        append(place);
    }

    /** Takes a watch out, if it is there. */
    void remove(Place place) {
        if (!place.isIn) return;
        place.isIn = false;
        size--;
        turnsLeft = Math.min(turnsLeft, size);
        unlink(place);
    }

    /** Sees to those that are due, as long as this turn has time. */
    void run() {
        while (untilNanos() == 0 && streams.spend(WORK_A_MARK)) {
            Place place = first;
            unlink(place);
            append(place);
            place.sinceNanos = nowNanos;
            turnsLeft--;
            if (!place.watch.tellProgress()) turnsLeft = size;
        }
    }

    /** Nanoseconds until somebody is due, or {@link Node#NEVER}. */
    long untilNanos() {
        if (turnsLeft == 0) return Node.NEVER;
        return Math.max(0, first.sinceNanos + INTERVAL_NANOS - nowNanos);
    }

    private void append(Place place) {
        place.before = last;
        if (last == null) first = place;
        else last.after = place;
        last = place;
    }

    private void unlink(Place place) {
        if (place.before == null) first = place.after;
        else place.before.after = place.after;
        if (place.after == null) last = place.before;
        else place.after.before = place.before;
        place.before = null;
        place.after = null;
    }
}
