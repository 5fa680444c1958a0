package doozer.client.recipes;

import doozer.client.DoozerException;
import doozer.client.Session;
import doozer.client.Transaction;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a session holds, until it is given back or the session is lost. Any thread. */
public final class Held implements AutoCloseable {
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

    /** Gives it back; if the session is lost, that has happened already. A second call is none. */
    @Override
    public void close() {
        if (isGivenBack.getAndSet(true)) return;
        try {
            session.del(file, token);
        } catch (DoozerException e) {
            // The file goes with the session, and the command is in the session's pipeline still.
        }
    }
}
