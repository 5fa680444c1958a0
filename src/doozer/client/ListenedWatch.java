package doozer.client;

/** A watch whose events go to a listener, on the callback thread. Any thread. */
final class ListenedWatch implements WatchHandle, Runnable {
    /** Events of one turn, after which other callbacks have theirs. */
    private static final int EVENTS_A_TURN = 64;

    private final WatchFeed feed;
    private final WatchListener listener;
    private final Callbacks callbacks;
    /** Guarded by the feed's monitor, as is all scheduling. */
    private boolean isScheduled;
    /** Callback thread. */
    private boolean isEnded;
    private final Runnable turn = this::turn;

    private ListenedWatch(WatchFeed feed, WatchListener listener, Callbacks callbacks) {
        this.feed = feed;
        this.listener = listener;
        this.callbacks = callbacks;
    }

    /** Has a listener told of all that there is in a feed, and will be. */
    static WatchHandle begin(WatchFeed feed, WatchListener listener, Callbacks callbacks) {
        ListenedWatch watch = new ListenedWatch(feed, listener, callbacks);
        feed.onReady(watch);
        return watch;
    }

    /** Has the callback thread look at the feed, unless it is about to. Any thread. */
    @Override
    public void run() {
        synchronized (feed) {
            if (isScheduled) return;
            isScheduled = true;
        }
        callbacks.execute(turn);
    }

    /** One turn on the callback thread. */
    private void turn() {
        synchronized (feed) {
            // Before the look: what comes from now on is another turn's.
            isScheduled = false;
        }
        try {
            for (int i = 0; i < EVENTS_A_TURN && !isEnded; i++) {
                Event event = Watch.event(feed, feed.take(false, Deadline.NEVER));
                if (event == null) return;
                tell(event);
            }
            if (!isEnded) run();
        } catch (DoozerException e) {
            end(e);
        }
    }

    private void tell(Event event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException | Error e) {
            Callbacks.report(e);
        }
    }

    private void end(DoozerException reason) {
        if (isEnded) return;
        isEnded = true;
        try {
            listener.onEnd(reason);
        } catch (RuntimeException | Error e) {
            Callbacks.report(e);
        }
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
