package doozer.client;

import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;

/** The files of a walk at one revision, where their order never changes. Any thread. */
final class WalkFeed extends Feed {
    private final String glob;
    private final long revision;
    private int count;

    WalkFeed(Link link, String glob, long revision, int maxItems) {
        super(link, new Request(Verb.WALK), maxItems);
        this.glob = glob;
        this.revision = revision;
    }

    @Override
    synchronized Request request() {
        Request request = new Request(Verb.WALK).path(glob).rev(revision);
        return count == 0 ? request : request.offset(count);
    }

    @Override
    synchronized boolean onItem(Response item) {
        count++;
        return true;
    }

    /** The next file; null behind the last. */
    WalkedFile next(Deadline deadline) {
        Response item = take(true, deadline);
        if (item != null) return Items.file(item);
        if (isDone()) return null;
        throw Failures.timeout(false, null);
    }
}
