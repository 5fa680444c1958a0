package doozer.history;

import doozer.tree.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * What one watch, or one wait, was told, in the order received. Made by {@link History#watch} and
 * {@link History#await}; owned by whoever records.
 */
public final class WatchRecord {
    /** From the revision after the present one. */
    public static final long FROM_NOW = Long.MIN_VALUE;

    final Start start;
    final boolean isWait;
    final List<Item> items = new ArrayList<>();
    boolean isDrained;

    /** Who asked for what, and when. */
    record Start(int client, String glob, long from, long nanos) {
        boolean isFromNow() {
            return from == FROM_NOW;
        }

        @Override
        public String toString() {
            return glob + (isFromNow() ? "" : " from " + from) + " of client " + client
                    + " opened at " + nanos;
        }
    }

    /** What can happen to a watch. */
    enum Kind { EVENT, MARK, TOO_LATE, RESUMED }

    /** One thing that happened, with the revision that it named. */
    record Item(Kind kind, long nanos, long revision, Event event) {
    }

    WatchRecord(Start start, boolean isWait) {
        this.start = start;
        this.isWait = isWait;
    }

    /** It was told of an event, whose fields are exactly those received. */
    public void event(Event event, long nanos) {
        items.add(new Item(Kind.EVENT, nanos, event.revision(), event));
    }

    /** It was told that it has heard everything up to a revision. */
    public void mark(long revision, long nanos) {
        items.add(new Item(Kind.MARK, nanos, revision, null));
    }

    /**
     * Its stream has ended, for its place is not kept any more.
     *
     * @param oldest where it could go on; 0 when that was not said
     */
    public void tooLate(long oldest, long nanos) {
        items.add(new Item(Kind.TOO_LATE, nanos, oldest, null));
    }

    /** Its client has opened it again, here or elsewhere, from a revision. */
    public void resumed(long newFrom, long nanos) {
        items.add(new Item(Kind.RESUMED, nanos, newFrom, null));
    }

    /** The run is over, and everything was delivered: nothing is on its way to it any more. */
    public void drained() {
        isDrained = true;
    }

    @Override
    public String toString() {
        return (isWait ? "WAIT " : "WATCH ") + start;
    }
}
