package doozer.client;

import doozer.wire.Request;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A request whose answers are kept until the last is there, and what they mean. Filled by a
 * reader thread, and then read by the thread that waits.
 *
 * <p>The methods that give an answer throw what has become of the request instead.
 */
class Call extends OpenRequest {
    static final byte[] NO_BODY = new byte[0];

    private final Request request;
    private ArrayList<Response> items;
    private Response last;
    private Loss loss;
    /** What it was refused with, before it was asked again. */
    private volatile Response refusal;
    /** Publishes everything above. */
    private volatile boolean isDone;
    /** Who has begun to wait; nobody for a future. */
    private volatile Thread waiting;

    Call(Request request) {
        super(request.verb());
        this.request = request;
    }

    @Override
    final Request request() {
        items = null;
        return request;
    }

    /** What was asked, to look at. */
    final Request asked() {
        return request;
    }

    /** It was refused with that, and is asked again. */
    final void refusedFor(Response answer) {
        refusal = answer;
    }

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

    /** Nothing more comes: tells whoever waits, and is the last use of this by this thread. */
    void onDone() {
        isDone = true;
        LockSupport.unpark(waiting);
    }

    /**
     * Waits for the last answer; one thread.
     *
     * @return false when the deadline has passed without, or this thread is interrupted
     */
    final boolean await(Deadline deadline) {
        Thread current = Thread.currentThread();
        waiting = current;
        while (!isDone) {
            if (deadline.isOver() || current.isInterrupted()) return false;
            LockSupport.parkNanos(this, deadline.nanosLeft());
        }
        return true;
    }

    /** For whoever waits no more. */
    final DoozerException gaveUp() {
        Response known = refusal;
        if (known == null || Thread.currentThread().isInterrupted()) {
            return Failures.gaveUp(isInDoubt());
        }
        return Failures.refused(known);
    }

    /** Whether there was a last answer. */
    final boolean isAnswered() {
        return last != null;
    }

    /** The number of the server's refusal; 0 when it has not refused. */
    final int refusal() {
        return last == null ? 0 : last.errCode();
    }

    /** Throws if there was no last answer, refusal or not. */
    final void ended() {
        if (loss != null) throw Failures.lost(loss, isInDoubt());
    }

    /** The only answer, or the last. */
    final Response answer() {
        ended();
        if (last.errCode() != 0) throw Failures.refused(last);
        return last;
    }

    final Void nothing() {
        answer();
        return null;
    }

    final FileBody file() {
        return new FileBody(answer().rev(), body(last));
    }

    final Stat stat() {
        return new Stat(answer().rev(), last.len());
    }

    final long revision() {
        return answer().rev();
    }

    final String text() {
        return new String(body(answer()), StandardCharsets.UTF_8);
    }

    final NextValue nextValue() {
        try {
            return new NextValue(Long.parseLong(text()), last.rev());
        } catch (NumberFormatException e) {
            throw Failures.malformed("the server's answer is no number");
        }
    }

    final Event event() {
        return Items.event(answer());
    }

    final List<DirectoryEntry> entries() {
        List<DirectoryEntry> entries = new ArrayList<>();
        for (Response item : items()) entries.add(Items.entry(item));
        return entries;
    }

    final List<WalkedFile> files() {
        List<WalkedFile> files = new ArrayList<>();
        for (Response item : items()) files.add(Items.file(item));
        return files;
    }

    static byte[] body(Response answer) {
        return answer.value() == null ? NO_BODY : answer.value();
    }

    private List<Response> items() {
        answer();
        return items == null ? List.of() : items;
    }
}
