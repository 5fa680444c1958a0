package doozer.client;

import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;

/** The files of a walk at one revision, where their order never changes. Any thread. */
final class WalkFeed extends Feed {
    private final String glob;
    private final long revision;
    private int count;

    WalkFeed(Channel channel, String glob, long revision, int maxItems) {
        super(channel, Verb.WALK, maxItems);
        this.glob = glob;
        this.revision = revision;
    }

    @Override
    Request request() {
        return request(glob, revision, count);
    }

    /** What asks for the files at that revision, but for so many. */
    static Request request(String glob, long revision, int count) {
        Request request = new Request(Verb.WALK).path(glob).rev(revision);
        return count == 0 ? request : request.offset(count);
    }

    @Override
    boolean onItem(Response item) {
        count++;
        return true;
    }

    @Override
    boolean goesOn(Response answer) {
        return false;
    }

    /** The next file; null behind the last. */
    WalkedFile next(Deadline deadline) {
        Response item = take(true, deadline);
        if (item != null) return Items.file(item);
        if (isDone()) return null;
        throw Failures.timeout(false);
    }
}
