package doozer.client;

import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The events of a watch. Any thread.
 *
 * <pre>
 *   REV ----> WALK of each glob, at that revision ----> WATCH from the next one on
 * </pre>
 *
 * A watch that does not walk first begins at the end of this. Wherever a connection is lost, it is
 * known what was told: some files of a state that has a number, or all events up to a revision. So
 * it goes on there at any member, and nothing is left out or comes twice. That is why it does not
 * have the server walk first in one go: the number of that state is told after its files.
 */
final class WatchFeed extends Feed {
    private final WatchOptions options;
    private final boolean isFollowing;
    /** Which glob is being walked; as many as there are once all were. */
    private int walking;
    /** The state that is walked, 0 while not known. */
    private long walked;
    /** Files of this walk that have come. */
    private int count;
    /** Those of earlier walks, where there is more than one. */
    private final Set<String> paths = new HashSet<>();
    /** Every event up to here has been queued, or was before the watch; 0 while not known. */
    private long told;
    private boolean hasMark;

    WatchFeed(Channel channel, WatchOptions options, int maxItems) {
        super(channel, options.isWalkFirst() ? Verb.REV : Verb.WATCH, maxItems);
        this.options = options;
        // Whoever follows a cluster may have to go on elsewhere, where the past is as short.
        isFollowing = channel instanceof Cluster;
        told = Math.max(0, options.from() - 1);
        walking = options.isWalkFirst() ? 0 : options.globs().size();
    }

    private boolean isWalking() {
        return walking < options.globs().size();
    }

    @Override
    synchronized Request request() {
        if (!isWalking()) return watchRequest();
        if (walked == 0) return new Request(Verb.REV);
        Request request = WalkFeed.request(options.globs().get(walking), walked, count);
        return options.hasOwners() ? request.option(Request.OWNERS) : request;
    }

    private Request watchRequest() {
        List<String> globs = options.globs();
        // Cut means that something was queued: a revision is known then.
        boolean isFromNow = options.from() == 0 && told == 0;
        Request request = new Request(Verb.WATCH).path(globs.get(0)).rev(isFromNow ? 0 : told + 1);
        for (int i = 1; i < globs.size(); i++) request.glob(globs.get(i));
        if (options.hasPrevious()) request.option(Request.PREVIOUS);
        if (options.hasOwners()) request.option(Request.OWNERS);
        if (options.hasProgress() || isFollowing) request.option(Request.PROGRESS);
        return request;
    }

    @Override
    synchronized boolean onItem(Response item) {
        if (isWalking()) return onFile(item);
        return item.path() == null ? onMark(item.rev()) : onEvent(item.rev());
    }

    private synchronized boolean onFile(Response file) {
        count++;
        return options.globs().size() == 1 || paths.add(file.path());
    }

    /** A mark has no path and says how far the server has told everything. */
    private synchronized boolean onMark(long revision) {
        boolean isNews = options.hasProgress() && (!hasMark || revision > told);
        hasMark = true;
        told = Math.max(told, revision);
        return isNews;
    }

    private synchronized boolean onEvent(long revision) {
        // Not again, whatever a server does.
        if (revision <= told) return false;
        told = revision;
        return true;
    }

    /** After REV and each walk something else is asked for. */
    @Override
    synchronized boolean goesOn(Response answer) {
        if (answer.errCode() != 0 || !isWalking()) return false;
        if (walked == 0) {
            // The state before anything was written has no files; no state has the number 0.
            walked = Math.max(1, answer.rev());
            return true;
        }
        walking++;
        count = 0;
        if (!isWalking()) {
            told = walked;
            paths.clear();
        }
        return true;
    }

    /** Every event up to this revision has been taken. */
    synchronized long revision() {
        if (head() == null) return isWalking() ? 0 : told;
        return isWalking() || walked > 0 && head().rev() <= walked ? 0 : head().rev() - 1;
    }

    /** Asks the server; returns once it watches, unless there is a walk first. */
    void begin(Deadline deadline) {
        if (options.isWalkFirst()) open(deadline);
        else openAndWait(deadline);
    }
}
