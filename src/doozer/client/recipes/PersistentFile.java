package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.Event;
import doozer.client.RevisionMismatchException;
import doozer.client.Session;
import doozer.client.Watch;
import doozer.client.WatchOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An ephemeral file that comes back: it is there while this process lives, and again when it was
 * deleted, or went with a session that was lost. Curator: PersistentNode. Any thread.
 */
public final class PersistentFile implements AutoCloseable {
    private final DoozerClient client;
    private final String path;
    private final byte[] body;
    private final Tenure tenure;
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile Held held;
    private volatile long token;
    /** Thread of the tenure: false while the file is somebody else's. */
    private boolean isFree;

    private PersistentFile(DoozerClient client, String path, byte[] body, Duration ttl) {
        this.client = client;
        this.path = path;
        this.body = body.clone();
        tenure = new Tenure(client, ttl, new Staying(), first::countDown);
    }

    /** What is done in each session. */
    private final class Staying implements Tenure.Task {
        @Override
        public void run(Session session) throws InterruptedException {
            stay(session);
        }

        @Override
        public String name() {
            return "persistent file " + path;
        }
    }

    /**
     * Begins to keep it there. If there is one that is not of this process, it waits until that is
     * gone.
     *
     * @param ttl of the sessions: how long the file stays at most when the process is gone
     */
    public static PersistentFile of(DoozerClient client, String path, byte[] body, Duration ttl) {
        PersistentFile file = new PersistentFile(client, path, body, ttl);
        file.tenure.begin();
        return file;
    }

    private void stay(Session session) throws InterruptedException {
        try (Watch watch = client.watch(WatchOptions.of(path).walkFirst().progress())) {
            boolean isWalked = false;
            isFree = true;
            while (session.isAlive()) {
                if (isWalked && held == null && isFree) put(session);
                Event event = watch.next(Tenure.LOOK);
                if (Thread.interrupted()) throw new InterruptedException("closed");
                if (event == null) continue;
                isWalked |= event.kind() == Event.Kind.MARK;
                if (event.kind() != Event.Kind.MARK) onEvent(event, isWalked);
            }
        } finally {
            held = null;
        }
    }

    /** What has become of the file; that of before our own last write is of no interest. */
    private void onEvent(Event event, boolean isWalked) {
        if (event.revision() <= token && isWalked) return;
        if (event.kind() == Event.Kind.DEL) {
            held = null;
            isFree = true;
        } else if (held != null) {
            // Ours, with another's body: it is made anew, with a token that its body is of.
            held = null;
            token = event.revision();
        } else {
            // Somebody else's, or what an earlier session of this process has left.
            isFree = event.revision() == token;
        }
    }

    private void put(Session session) {
        try {
            token = token == 0 ? session.setEphemeral(path, 0, body) : takeOver(session);
        } catch (RevisionMismatchException e) {
            // Somebody else's: its end is an event.
            isFree = false;
            return;
        }
        held = new Held(session, path, token);
        tenure.onSuccess();
        first.countDown();
    }

    /** What an earlier session of this process has left need not be waited for. */
    private long takeOver(Session session) {
        try {
            return session.txn().ifRevision(path, token).delete(path)
                    .setEphemeral(path, 0, body).commit();
        } catch (RevisionMismatchException e) {
            return session.setEphemeral(path, 0, body);
        }
    }

    /** What it is there by; null while it is not, as far as this process can tell. */
    public Held held() {
        Held now = held;
        return now != null && now.isHeld() ? now : null;
    }

    /** The revision at which it was put there last; 0 before. */
    public long token() {
        return token;
    }

    /**
     * Waits until it is there for the first time; false when it is not in time.
     *
     * @throws doozer.client.DoozerException when it never will be: the client is closed, or the
     *     cluster refuses for good
     */
    public boolean await(Duration timeout) {
        try {
            boolean isInTime = first.await(TimeUnit.NANOSECONDS.convert(timeout),
                    TimeUnit.NANOSECONDS);
            if (tenure.failure() != null) throw tenure.failure();
            return isInTime;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes it away, before this returns, unless the cluster cannot be reached. */
    @Override
    public void close() {
        tenure.close();
    }
}
