package doozer.client;

import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * A request whose answers are kept until the last is there. Filled by the reader thread, and then
 * read by the thread that {@link #onDone} has told.
 */
abstract class Collected extends OpenRequest {
    private ArrayList<Response> items;
    private Response last;
    private Loss loss;

    Collected(Request request) {
        super(request);
    }

    /** Nothing more comes: tells whoever waits, and is the last use of this by this thread. */
    abstract void onDone();

    @Override
    final void onAnswer(Response response, boolean isLast) {
        if (isLast) {
            last = response;
            onDone();
        } else {
            if (items == null) items = new ArrayList<>();
            items.add(response);
        }
    }

    @Override
    final void onLost(Loss newLoss) {
        loss = newLoss;
        onDone();
    }

    /** Whether the server has refused it with that code. */
    final boolean isRefusedAs(ErrorCode code) {
        return last != null && last.errCode() == code.number();
    }

    /** The only answer, or the last; throws what has become of the request instead. */
    final Response answer() {
        if (loss != null) throw Failures.lost(loss, isWrite());
        if (last.errCode() != 0) throw Failures.refused(last);
        return last;
    }

    /** The answers before the last; throws what has become of the request instead. */
    final List<Response> items() {
        answer();
        return items == null ? List.of() : items;
    }
}
