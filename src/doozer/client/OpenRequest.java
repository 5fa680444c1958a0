package doozer.client;

import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;

/**
 * A request that waits for answers. The reader thread hands them in, one at a time, and goes on
 * with others: nothing here may block it, or call what is not ours.
 *
 * <p>It is open on one connection at a time, and deaf to all others: one that is lost may have
 * answers of its own under way still, when the request is asked again elsewhere.
 */
abstract class OpenRequest {
    /** Who may have another try at it; null for nobody. Set before it is sent. */
    private volatile Home home;
    /** The connection that it is open on. Changed with the monitor held. */
    private volatile Link link;
    private volatile boolean isAbandoned;
    /** Whether a connection has it, or may have sent it before it was lost. */
    private boolean isInDoubt;
    /** What the server knows it by; of no meaning before it is sent. Guarded by the link. */
    private volatile int tag;
    /** Of what was asked last. */
    private Verb verb;
    private boolean isCancellable;

    OpenRequest(Verb verb) {
        this.verb = verb;
    }

    /** What is to be asked, from the beginning or from where it was; with the monitor held. */
    abstract Request request();

    /** Takes an answer; with the monitor held. */
    abstract void onAnswer(Response response, boolean isLast);

    /** Learns that no further answer will come; with the monitor held, any thread. */
    abstract void onLost(Loss loss);

    final void home(Home newHome) {
        home = newHome;
    }

    /** From now on it is open on that connection, and on no other; gives what to ask there. */
    final synchronized Request begin(Link newLink) {
        link = newLink;
        isInDoubt = true;
        Request request = request();
        verb = request.verb();
        isCancellable = isStream(verb) || verb == Verb.WAIT || isRead(verb) && request.hasRev();
        return request;
    }

    /**
     * It is not open on that connection any more.
     *
     * @param isSent whether it may have been sent
     * @return false when it was not
     */
    final synchronized boolean leave(Link oldLink, boolean isSent) {
        if (link != oldLink) return false;
        link = null;
        isInDoubt = isSent;
        return true;
    }

    private static boolean isStream(Verb verb) {
        return verb == Verb.WATCH || verb == Verb.WALK || verb == Verb.GETDIR || verb == Verb.DUMP;
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

    final Verb verb() {
        return verb;
    }

    /** True for what may stay open on the server until it is told that nobody waits any more. */
    final boolean isCancellable() {
        return isCancellable;
    }

    /** True for a write that may have been done, as far as is known here. */
    final synchronized boolean isInDoubt() {
        return isInDoubt && Repeats.isWrite(verb);
    }

    /** It has been sent by somebody else, in its name. */
    final synchronized void setInDoubt(boolean mayBeDone) {
        isInDoubt = mayBeDone;
    }

    /** Whether nothing more comes after that answer. */
    final boolean isLast(Response response) {
        return !isStream(verb) || response.errCode() != 0 || (response.flags() & Flags.DONE) != 0;
    }

    /** Takes an answer of a connection; its reader thread. */
    final void answered(Link by, Response response, boolean isLast) {
        Home theirs = home;
        if (theirs != null) {
            if (response.errCode() == 0) theirs.onSeen(response.rev());
            else if (theirs.takesBack(this, by, response)) return;
        }
        synchronized (this) {
            if (link == by) onAnswer(response, isLast);
        }
    }

    /** Learns that a connection has ended; any thread. */
    final void lost(Link by, Loss loss, boolean isSent) {
        Home theirs = home;
        if (theirs != null && theirs.takesBack(this, by, new Home.Lost(loss, isSent))) return;
        synchronized (this) {
            if (link != by) return;
            isInDoubt = isSent;
            onLost(loss);
        }
    }

    /** There will be no connection for it; any thread. */
    final synchronized void end(Loss loss) {
        if (link == null) onLost(loss);
    }

    /** Silences it on the connection where it is open: it may be asked again. */
    final void cut() {
        Link at = link;
        if (at != null) at.abandon(this);
    }

    /** Nobody waits for it any more: it is given up, here and on the server. */
    final void abandon() {
        isAbandoned = true;
        Home theirs = home;
        if (theirs != null) theirs.forget(this);
        cut();
    }

    final boolean isAbandoned() {
        return isAbandoned;
    }
}
