package doozer.client;

import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;

/**
 * A request that waits for answers. The reader thread hands them in, one at a time, and goes on
 * with others: nothing here may block it, or call what is not ours.
 */
abstract class OpenRequest {
    private final Verb verb;
    private final boolean isCancellable;
    /** What the server knows it by; of no meaning before it is sent. Guarded by the link. */
    private int tag;

    OpenRequest(Request request) {
        verb = request.verb();
        isCancellable = isStream(verb) || verb == Verb.WAIT || isRead(verb) && request.hasRev();
    }

    private static boolean isStream(Verb verb) {
        return verb == Verb.WATCH || verb == Verb.WALK || verb == Verb.GETDIR;
    }

    private static boolean isRead(Verb verb) {
        return verb == Verb.GET || verb == Verb.STAT;
    }

    final int tag() {
        return tag;
    }

    final void setTag(int newTag) {
        tag = newTag;
    }

    /** True for what may stay open on the server until it is told that nobody waits any more. */
    final boolean isCancellable() {
        return isCancellable;
    }

    /** True for what changes something: without an answer its outcome is unknown. */
    final boolean isWrite() {
        return switch (verb) {
            case SET, DEL, NOP, TXN, NEXT, LEAVE -> true;
            default -> false;
        };
    }

    /** Whether nothing more comes after that answer. */
    final boolean isLast(Response response) {
        return !isStream(verb) || response.errCode() != 0 || (response.flags() & Flags.DONE) != 0;
    }

    /** Takes an answer; reader thread. */
    abstract void onAnswer(Response response, boolean isLast);

    /** Learns that no further answer will come; any thread. */
    abstract void onLost(Loss loss);
}
