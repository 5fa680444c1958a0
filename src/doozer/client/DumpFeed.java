package doozer.client;

import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.ArrayDeque;

/**
 * The answers to one DUMP, between the reader thread and who takes them. Any thread.
 *
 * <p>A dump cannot be asked for again where it was. So its connection is not shared with anybody,
 * and the reader waits while as much is queued as may be: then the server has to wait, too.
 */
final class DumpFeed extends OpenRequest {
    private final DumpOptions options;
    private final ArrayDeque<Response> queue = new ArrayDeque<>();
    private int bytes;
    private Response last;
    private Loss loss;

    DumpFeed(DumpOptions options) {
        super(Verb.DUMP);
        this.options = options;
    }

    @Override
    Request request() {
        Request request = new Request(Verb.DUMP);
        if (options.hasHistory()) request.option(Request.HISTORY);
        return options.isLocal() ? request.rev(-1) : request;
    }

    @Override
    synchronized void onAnswer(Response answer, boolean isLast) {
        while (loss == null && isFull()) {
            if (!Waiting.on(this, Deadline.NEVER)) onLost(new Loss("its reader must end", null));
        }
        if (loss != null) return;
        if (isLast) {
            last = answer;
        } else {
            queue.add(answer);
            bytes += Feed.cost(answer);
        }
        notifyAll();
    }

    private boolean isFull() {
        return queue.size() >= Feed.MAX_ITEMS || bytes >= Feed.MAX_BYTES;
    }

    @Override
    synchronized void onLost(Loss newLoss) {
        if (loss == null) loss = newLoss;
        notifyAll();
    }

    /** Nobody wants more of it. A second call does nothing. */
    synchronized void close(Loss why) {
        if (loss != null && loss.isClosed()) return;
        loss = why;
        notifyAll();
    }

    /** How much is queued. */
    synchronized int queuedBytes() {
        return bytes;
    }

    /**
     * The next item; waits for it.
     *
     * @return null when there is none any more: {@link #last}
     * @throws DoozerException with what has ended it before, or when the deadline is over
     */
    synchronized Response take(Deadline deadline) {
        while (true) {
            // Whoever closes wants no more of it; what has come of a lost one is as good as ever.
            if (loss != null && loss.isClosed()) throw Failures.lost(loss, false);
            Response item = queue.poll();
            if (item != null) {
                bytes -= Feed.cost(item);
                notifyAll();
                return item;
            }
            if (last != null && last.errCode() != 0) throw Failures.refused(last);
            if (last != null) return null;
            if (loss != null) throw Failures.lost(loss, false);
            if (deadline.isOver() || !Waiting.on(this, deadline)) throw Failures.gaveUp();
        }
    }

    /** Whether {@link #take} returns at once, or throws. */
    synchronized boolean isReady() {
        return !queue.isEmpty() || last != null || loss != null;
    }

    /** The last answer, behind all items. */
    synchronized Response last() {
        return last;
    }
}
