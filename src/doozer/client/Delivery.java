package doozer.client;

import java.util.concurrent.Executor;

/**
 * The events of a watch on their way to somebody who does not wait for them: in turns of a few,
 * one turn at a time, by whoever runs callbacks. Any thread.
 */
final class Delivery implements Runnable {
    /** Events of one turn, after which other callbacks have theirs. */
    private static final int EVENTS_A_TURN = 64;

    private final WatchFeed feed;
    private final WatchListener listener;
    private final Executor callbacks;
    private final Runnable turn = this::turn;
    /** Guarded by the feed's monitor, as are the two that follow. */
    private long demand;
    private boolean isScheduled;
    private boolean isDue;
    /** Turns alone. */
    private boolean isEnded;

    Delivery(WatchFeed feed, WatchListener listener, Executor callbacks) {
        this.feed = feed;
        this.listener = listener;
        this.callbacks = callbacks;
    }

    /** Has everything told that there is, and will be. */
    WatchHandle begin() {
        ask(Long.MAX_VALUE);
        feed.onReady(this);
        return new WatchHandle() {
            @Override
            public long revision() {
                return feed.revision();
            }

            @Override
            public void close() {
                feed.close("the watch is closed");
            }
        };
    }

    /** So many more events may be told. */
    void ask(long more) {
        synchronized (feed) {
            demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
        }
        run();
    }

    /** Sees to it that there is a turn from now on. */
    @Override
    public void run() {
        synchronized (feed) {
            isDue = true;
            if (isScheduled) return;
            isScheduled = true;
        }
        callbacks.execute(turn);
    }

    private void turn() {
        synchronized (feed) {
            // Before the look: what comes from now on is another turn's.
            isDue = false;
        }
        try {
            for (int i = 0; i < EVENTS_A_TURN; i++) {
                if (isEnded || !tellNext()) break;
                if (i + 1 == EVENTS_A_TURN) markDue();
            }
        } catch (DoozerException e) {
            end(e);
        }
        synchronized (feed) {
            isScheduled = isDue && !isEnded;
            if (!isScheduled) return;
        }
        callbacks.execute(turn);
    }

    private void markDue() {
        synchronized (feed) {
            isDue = true;
        }
    }

    /** False when there is nothing to tell, or nobody wants it. */
    private boolean tellNext() {
        synchronized (feed) {
            if (demand == 0 && !feed.isOver()) return false;
        }
        Event event = Watch.event(feed, feed.take(false, Deadline.NEVER));
        if (event == null) return false;
        synchronized (feed) {
            if (demand != Long.MAX_VALUE) demand--;
        }
        try {
            listener.onEvent(event);
        } catch (RuntimeException | Error e) {
            Callbacks.report(e);
        }
        return true;
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
}
