package doozer.client.recipes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import doozer.client.Session;
import doozer.client.Transaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a session holds, until it is given back or the session is lost. Any thread.
 *
 * <p>Somebody may delete the file by hand, and so give to another what is held: {@link #isHeld}
 * does not see that, and {@link #txn} does.
 */
public final class Held implements AutoCloseable {
    /** How long one who gives something back waits until that is done. */
    private static final long LOOK_MILLIS = 1_000;

    private final Session session;
    private final String file;
    private final long token;
    private final AtomicBoolean isGivenBack = new AtomicBoolean();

    Held(Session session, String file, long token) {
        this.session = session;
        this.file = file;
        this.token = token;
    }

    /** The fencing token: higher than that of everybody who has held the same before. */
    public long token() {
        return token;
    }

    /** The file that stands for the holder; its revision is the token. */
    public String file() {
        return file;
    }

    /** Whether it is held at this very moment; once false, false for good. */
    public boolean isHeld() {
        return !isGivenBack.get() && session.isAlive();
    }

    /** A transaction that is done only if this is held then, whatever this process believes. */
    public Transaction txn() {
        return session.txn().ifRevision(file, token);
    }

    /**
     * Gives it back, and waits for that no longer than a second; if the session is lost, it has
     * happened already. A second call is none.
     */
    @Override
    public void close() {
        if (isGivenBack.getAndSet(true)) return;
        // As a future that nobody gives up: who is interrupted must not take the command back.
        CompletableFuture<Long> gone = session.delAsync(file, token);
        try {
            gone.get(LOOK_MILLIS, MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It is on its way, or was refused: the file is another's, or has gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
