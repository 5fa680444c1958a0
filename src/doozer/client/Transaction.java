package doozer.client;

import doozer.wire.Request;
import doozer.wire.Txn;
import doozer.wire.Txn.Kind;
import doozer.wire.Txn.Operation;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Conditions, and changes that are made in one step if all conditions hold, or not at all. At most
 * 128 of both together. Owned by the thread that builds it; each method but the last gives itself.
 *
 * <pre>
 *   long revision = session.txn().ifRevision(lock, token).set(path, body).delete(old).commit();
 * </pre>
 */
public final class Transaction {
    private static final byte[] NOTHING = new byte[0];

    private final Writes writes;
    private final List<Operation> operations = new ArrayList<>();

    Transaction(Writes writes) {
        this.writes = writes;
    }

    /** Only if the file has exactly that revision; 0: if there is none, -2: a directory. */
    public Transaction ifRevision(String path, long revision) {
        return add(Kind.IF, path, revision, NOTHING);
    }

    /** Only if there is no such file. */
    public Transaction ifMissing(String path) {
        return ifRevision(path, 0);
    }

    /** Sets a file, whatever there is. The body must not change until this is committed. */
    public Transaction set(String path, byte[] body) {
        return set(path, -1, body);
    }

    /** Sets a file whose revision is not above, as {@link Writes#set}. */
    public Transaction set(String path, long revision, byte[] body) {
        return add(Kind.SET, path, revision, body);
    }

    /**
     * Sets a file that goes with the session, as {@link Session#setEphemeral}.
     *
     * @throws IllegalStateException when this is not a transaction of a session
     */
    public Transaction setEphemeral(String path, long revision, byte[] body) {
        if (!(writes instanceof Session)) {
            throw new IllegalStateException("only a session has ephemeral files");
        }
        return add(Kind.EPHEMERAL, path, revision, body);
    }

    /** Deletes a file, whatever there is. */
    public Transaction delete(String path) {
        return delete(path, -1);
    }

    /** Deletes a file whose revision is not above, as {@link Writes#del}. */
    public Transaction delete(String path, long revision) {
        return add(Kind.DEL, path, revision, NOTHING);
    }

    private Transaction add(Kind kind, String path, long revision, byte[] body) {
        operations.add(new Operation(kind, path, revision, body));
        return this;
    }

    /**
     * Has it done.
     *
     * @return the revision of the last change; the present one when there is no change in it
     * @throws RevisionMismatchException when a condition does not hold, or a file that is to be
     *     changed is newer than was said; the message begins with its path
     */
    public long commit() {
        return writes.call(request()).revision();
    }

    /** {@link #commit} as a future. */
    public CompletableFuture<Long> commitAsync() {
        return writes.async(request(), Call::revision);
    }

    private Request request() {
        return new Request(Verb.TXN).value(new Txn(operations).encode());
    }
}
