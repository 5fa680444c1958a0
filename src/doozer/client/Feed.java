package doozer.client;

import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.ArrayDeque;

/**
 * The items of one WATCH or WALK, between the reader thread, which never waits for the consumer,
 * and a consumer, who may be slow. Any thread.
 *
 * <pre>
 *   OPEN --queue full--> CUT: cancelled on the server, and what is under way is dropped
 *     ^                   |
 *     +---queue empty-----+   asked for again, from the first item that was not queued
 *
 *   either --last answer, connection lost--> ended, once the queue is empty;  --close--> closed
 * </pre>
 *
 * So a consumer that lags costs a bounded queue here, a cursor or nothing on the server, and
 * delays no one. Nothing is lost, since the server keeps the history, or says that it does not;
 * what is dropped has to be sent again, which is why the queue is not small.
 */
abstract class Feed extends OpenRequest {
    /** Items that are queued; one more cuts the stream. */
    static final int MAX_ITEMS = 4096;
    /** Bytes that are queued, beyond which another item cuts the stream. */
    static final int MAX_BYTES = 4 << 20;
    /** What an item costs beside its body. */
    private static final int ITEM_BYTES = 128;

    private final Channel channel;
    private final int maxItems;
    private final ArrayDeque<Response> queue = new ArrayDeque<>();
    private int bytes;
    private boolean isBegun;
    private boolean isCut;
    private Response last;
    private Loss loss;
    private Runnable onReady;

    Feed(Channel channel, Verb verb, int maxItems) {
        super(verb);
        this.channel = channel;
        this.maxItems = maxItems;
    }

    /** Takes note of an item; false if there is nothing to queue. With the monitor held. */
    abstract boolean onItem(Response item);

    /**
     * Takes note of the last answer to what was asked; true if there is something else to be asked,
     * once all that is queued is taken. With the monitor held.
     */
    abstract boolean goesOn(Response answer);

    /** Asks the server for the first time. */
    final void open(Deadline deadline) {
        channel.send(this, deadline);
    }

    /** As the other one, and returns once the server has begun to answer. */
    final void openAndWait(Deadline deadline) {
        open(deadline);
        synchronized (this) {
            boolean isInTime = true;
            while (!isBegun && loss == null && isInTime) {
                isInTime = !deadline.isOver() && Waiting.on(this, deadline);
            }
            if (isBegun) return;
            if (loss != null) throw Failures.lost(loss, false);
            loss = Loss.closed("the watch could not be opened");
        }
        abandon();
        throw Failures.gaveUp();
    }

    /** Has {@code hook} called, by any thread, whenever there may be something to take. */
    final synchronized void onReady(Runnable hook) {
        onReady = hook;
        hook.run();
    }

    @Override
    final synchronized void onAnswer(Response answer, boolean isLast) {
        if (loss != null) return;
        isBegun = true;
        if (isLast) {
            if (goesOn(answer)) isCut = true;
            else last = answer;
        } else if (isFull()) {
            // In this order: whoever asks again does so behind the CANCEL.
            cut();
            isCut = true;
        } else if (onItem(answer)) {
            bytes += cost(answer);
            queue.add(answer);
        }
        wake();
    }

    private boolean isFull() {
        return queue.size() >= maxItems || bytes >= MAX_BYTES;
    }

    /** What an item counts in a queue, in bytes. */
    static int cost(Response item) {
        return ITEM_BYTES + (item.value() == null ? 0 : item.value().length);
    }

    @Override
    final synchronized void onLost(Loss newLoss) {
        if (loss == null) loss = newLoss;
        wake();
    }

    private void wake() {
        notifyAll();
        if (onReady != null) onReady.run();
    }

    /** Ends it at once, here and on the server. */
    final void close(String message) {
        synchronized (this) {
            if (loss == null || !loss.isClosed()) loss = Loss.closed(message);
        }
        // Before anybody hears of it, who might count on the place on the server.
        abandon();
        synchronized (this) {
            wake();
        }
    }

    /** The next item that is queued, or null; still to be taken. With the monitor held. */
    final Response head() {
        return queue.peek();
    }

    /** How much is queued. */
    final synchronized int queuedBytes() {
        return bytes;
    }

    /** Whether the last answer has come and every item before it was taken. */
    final synchronized boolean isDone() {
        return last != null && queue.isEmpty();
    }

    /** Whether there is nothing to take but the reason of the end. */
    final synchronized boolean isOver() {
        if (loss != null && loss.isClosed()) return true;
        return queue.isEmpty() && (loss != null || last != null);
    }

    /**
     * The next item. A consumer that has emptied the queue of a stream that was cut has it asked
     * for again here.
     *
     * @param isWaiting whether to wait for one
     * @return null when there is none before the deadline, or none ever: {@link #isDone}
     * @throws DoozerException with what has ended it, after the last item
     */
    final Response take(boolean isWaiting, Deadline deadline) {
        while (true) {
            synchronized (this) {
                Response item = next();
                if (item != null) return item;
                if (last != null) return null;
                if (!isCut) {
                    if (!isWaiting || deadline.isOver()) return null;
                    if (!Waiting.on(this, deadline)) throw Failures.gaveUp();
                    continue;
                }
                isCut = false;
            }
            askAgain();
        }
    }

    private Response next() {
        // What was not taken by then stays in the queue: what was delivered can still be told.
        if (loss != null && loss.isClosed()) throw Failures.lost(loss, false);
        Response item = queue.poll();
        if (item != null) {
            bytes -= cost(item);
            return item;
        }
        if (loss != null) throw Failures.lost(loss, false);
        if (last != null && last.errCode() != 0) throw Failures.refused(last);
        return null;
    }

    private void askAgain() {
        try {
            channel.send(this);
        } catch (DoozerException e) {
            // Told of it or not, this is where it ends; the next round says so.
            fail(e);
            return;
        }
        // Closed meanwhile, by somebody who could not know where it is.
        if (isAbandoned()) abandon();
    }

    /** It could not be asked for, for that reason. */
    final synchronized void fail(DoozerException why) {
        onLost(new Loss(why.getMessage(), why.getCause(), why instanceof ClosedException
                ? Loss.Kind.CLOSED : Loss.Kind.CONNECTION));
    }
}
