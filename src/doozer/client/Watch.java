package doozer.client;

import doozer.wire.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The changes of the files that match a glob, in order, each once, until it is closed or ends with
 * a reason. Any thread; of several that wait, each event goes to one.
 *
 * <p>Whoever takes events slowly holds up nobody: what does not fit here is fetched from the
 * server's history later. Only one who is slower than that history is long gets
 * {@link TooLateException}.
 */
public final class Watch implements WatchHandle {
    private final WatchFeed feed;

    Watch(WatchFeed feed) {
        this.feed = feed;
    }

    /**
     * The next event; waits for it however long it takes.
     *
     * @throws TooLateException when the server does not keep the next revisions any more
     * @throws ConnectionLostException when the connection has ended, of a client that has but one
     * @throws ClosedException when this, or the client, was closed
     * @throws DoozerException when the server has refused the watch, or this thread is interrupted
     */
    public Event next() {
        return next(Deadline.NEVER);
    }

    /**
     * The next event, or null when none comes in that time; zero to look only.
     *
     * @throws DoozerException as {@link #next()}
     */
    public Event next(Duration timeout) {
        long nanos = TimeUnit.NANOSECONDS.convert(timeout);
        return nanos <= 0 ? event(feed.take(false, Deadline.NEVER)) : next(Deadline.after(nanos));
    }

    private Event next(Deadline deadline) {
        return event(feed.take(true, deadline));
    }

    WatchFeed feed() {
        return feed;
    }

    private Event event(Response item) {
        return event(feed, item);
    }

    /** The event in an item, null for none. */
    static Event event(Feed feed, Response item) {
        if (item != null) return item.path() == null ? Items.mark(item) : Items.event(item);
        if (!feed.isDone()) return null;
        throw new ConnectionLostException("the server has ended the watch without a word", null);
    }

    @Override
    public long revision() {
        return feed.revision();
    }

    @Override
    public void close() {
        feed.close("the watch is closed");
    }
}
