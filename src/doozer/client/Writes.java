package doozer.client;

import doozer.wire.ErrorCode;
import doozer.wire.Limits;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Everything that changes files: by a client, whose writes may end in doubt, or by a session,
 * whose writes are done exactly once. Any thread.
 */
public abstract sealed class Writes permits Reads, Session {
    /** A frame holds them and the longest path, and all numbers. */
    private static final int MAX_BYTES = Limits.MAX_FRAME - (16 << 10);

    Writes() {
    }

    abstract Channel channel();

    /** How long a call from now on may take. */
    abstract Deadline deadline();

    abstract Callbacks callbacks();

    /** Has it done, and waits for that; throws what has become of it instead. */
    final Call call(Request request) {
        checkSize(request);
        return channel().call(request, deadline());
    }

    /** A server would close the connection, for everybody, and a session would try for ever. */
    private static void checkSize(Request request) {
        int bytes = request.value() == null ? 0 : request.value().length;
        if (bytes <= MAX_BYTES) return;
        throw new DoozerException(ErrorCode.RANGE, "a body, or a transaction, of " + bytes
                + " bytes is more than the " + MAX_BYTES + " that fit into a request");
    }

    /** Has it done, and gives a future of that. */
    final <T> CompletableFuture<T> async(Request request, Function<Call, T> meaning) {
        checkSize(request);
        return new AsyncCall<>(request, channel(), callbacks(), meaning).send(deadline());
    }

    /**
     * Sets a file whose revision is not above {@code revision}: 0 for one that must not exist yet,
     * -1 for whatever there is.
     *
     * @param body the new content, of which a copy is taken before this returns
     * @return the new revision
     * @throws RevisionMismatchException when the file is newer than that
     */
    public final long set(String path, long revision, byte[] body) {
        return call(set(path, body).rev(revision)).revision();
    }

    /** {@link #set} as a future. */
    public final CompletableFuture<Long> setAsync(String path, long revision, byte[] body) {
        return async(set(path, body).rev(revision), Call::revision);
    }

    /** With a copy of the body: who waits no more may change it while it is still to be sent. */
    static Request set(String path, byte[] body) {
        return new Request(Verb.SET).path(path).value(body.clone());
    }

    /**
     * Deletes a file on the same condition as {@link #set}.
     *
     * @return the new revision
     * @throws RevisionMismatchException when the file is newer than that
     */
    public final long del(String path, long revision) {
        return call(new Request(Verb.DEL).path(path).rev(revision)).revision();
    }

    /** {@link #del} as a future. */
    public final CompletableFuture<Long> delAsync(String path, long revision) {
        return async(new Request(Verb.DEL).path(path).rev(revision), Call::revision);
    }

    /** Uses a revision and changes nothing; gives that revision. */
    public final long nop() {
        return call(new Request(Verb.NOP)).revision();
    }

    /** {@link #nop} as a future. */
    public final CompletableFuture<Long> nopAsync() {
        return async(new Request(Verb.NOP), Call::revision);
    }

    /**
     * Adds one to the number in a file, which begins with 1 when there is none; a number is never
     * given to two.
     *
     * @throws DoozerException with the code RANGE when what is in the file is no number
     */
    public final NextValue next(String path) {
        return call(new Request(Verb.NEXT).path(path)).nextValue();
    }

    /** {@link #next} as a future. */
    public final CompletableFuture<NextValue> nextAsync(String path) {
        return async(new Request(Verb.NEXT).path(path), Call::nextValue);
    }

    /** A transaction of this client or session, without anything in it. */
    public final Transaction txn() {
        return new Transaction(this);
    }
}
