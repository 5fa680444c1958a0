package doozer.client;

import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;

/** The events of a watch. Any thread. */
final class WatchFeed extends Feed {
    private final String glob;
    private final boolean isFromNow;
    /** Every event up to here has been queued, or was before the watch; 0 while not known. */
    private long told;

    /** One from that revision on, 0 for what is still to come. */
    WatchFeed(Link link, String glob, long from, int maxItems) {
        super(link, new Request(Verb.WATCH), maxItems);
        this.glob = glob;
        told = Math.max(0, from - 1);
        isFromNow = from == 0;
    }

    @Override
    synchronized Request request() {
        // Cut means that something was queued: a revision is known then.
        return new Request(Verb.WATCH).path(glob).rev(isFromNow && told == 0 ? 0 : told + 1);
    }

    /** An event, or a mark, which has no path and says how far the server has told everything. */
    @Override
    synchronized boolean onItem(Response item) {
        // Not again, whatever a server does.
        if (item.rev() <= told) return false;
        told = item.rev();
        return item.path() != null;
    }

    /** Every event up to this revision has been taken. */
    synchronized long revision() {
        return head() == null ? told : head().rev() - 1;
    }
}
