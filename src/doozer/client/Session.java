package doozer.client;

import doozer.wire.Request;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A place in the cluster that lives as long as this process shows signs of life: the files that it
 * has {@linkplain #setEphemeral set as ephemeral} are deleted with it. Any thread.
 *
 * <p>Its writes are done exactly once and in the order in which they were given, whatever
 * connections are lost in between: what is not answered is sent again until it is, or until the
 * session is lost. They throw what those of {@link DoozerClient} do, and {@link
 * SessionLostException} for what was not done as the session is lost. {@link
 * OutcomeUnknownException} remains for what was under way when the session was lost, and for
 * whose time-out has passed: that one is done still, and in its order, unless the session is lost.
 *
 * <p>A sign of life is sent every third of its time to live. The session counts as lost when none
 * was answered that was sent within the last four fifths of it, by the longer of the two clocks
 * that a machine has: so a process that was asleep knows before it does anything else, and before
 * the cluster gives its files to others.
 */
public final class Session extends Writes implements AutoCloseable {
    /** Commands that are not answered yet; whoever has another one waits. */
    static final int MAX_OUTSTANDING = 256;

    Session() {
    }

    /** Its id, by which {@code /ctl/sess/<id>} is called: the revision at which it was opened. */
    public long id() {
        throw new UnsupportedOperationException();
    }

    /** How long it lives without a sign of life, as the cluster has granted it. */
    public Duration ttl() {
        throw new UnsupportedOperationException();
    }

    /** Whether it can be relied on, at this very moment; once false, false for good. */
    public boolean isAlive() {
        throw new UnsupportedOperationException();
    }

    /**
     * Has {@code action} run, on the callback thread, once, when the session is lost; if it is
     * already, at once. Closing it is not losing it.
     */
    public void onLost(Runnable action) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets a file that is deleted when this session ends, whoever sets it later.
     *
     * @param revision as in {@link #set}; a file that exists has to be one of this session
     * @return the new revision: the fencing token of a lock
     * @throws RevisionMismatchException when the file is newer than that, or not of this session
     */
    public long setEphemeral(String path, long revision, byte[] body) {
        return call(set(path, body).rev(revision).option(Request.EPHEMERAL)).revision();
    }

    /** {@link #setEphemeral} as a future. */
    public CompletableFuture<Long> setEphemeralAsync(String path, long revision, byte[] body) {
        return async(set(path, body).rev(revision).option(Request.EPHEMERAL), Call::revision);
    }

    @Override
    Call call(Request request) {
        throw new UnsupportedOperationException();
    }

    @Override
    <T> CompletableFuture<T> async(Request request, Function<Call, T> meaning) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends it, once the writes under way are done: its files are deleted when this returns, unless
     * the cluster cannot be reached within the time-out of the client, or the session's time to
     * live, which then ends it. A second call does nothing. Throws nothing.
     */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
