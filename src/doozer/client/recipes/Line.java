package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Session;
import doozer.client.TooLateException;
import doozer.client.WalkedFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Those who want the same thing, one behind the other. Each has an ephemeral file in a directory;
 * their order is that of the revisions at which the files were created, which nobody can change. So
 * a place that is won is kept, and the file's revision is the fencing token. Any thread.
 *
 * <p>Who waits watches one file before its own, or few, so that a change wakes few: as in the
 * recipes of ZooKeeper, whose numbered files the revisions stand for.
 */
final class Line {
    private final DoozerClient client;
    private final Session session;
    private final String directory;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    /** Says for whom of those before it one has to wait. */
    interface Rule {
        /**
         * The glob of files of which one has to change first, or null for nobody.
         *
         * @param before those who came before, the first one first
         */
        String blocker(List<WalkedFile> before);
    }

    Line(Session session, String directory) {
        this.session = session;
        this.directory = directory;
        client = session.client();
        session.onLost(() -> lost.complete(null));
    }

    /** Every file of the line. */
    String all() {
        return directory + "/*";
    }

    /**
     * Joins the line and waits for its turn.
     *
     * @return null when that does not come in time; then this is in the line no more
     * @throws DoozerException when the session is lost, or this thread is interrupted
     */
    Held await(byte[] body, Rule rule, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        String file = directory + "/" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        boolean isHeld = false;
        try {
            long token = session.setEphemeral(file, 0, body);
            Held held = awaitTurn(file, token, rule, deadline);
            isHeld = held != null;
            return held;
        } finally {
            // In the session's pipeline: behind the file's creation, whatever became of that.
            if (!isHeld) session.delAsync(file, -1);
        }
    }

    private Held awaitTurn(String file, long token, Rule rule, long deadline) {
        while (true) {
            long revision = client.rev();
            List<WalkedFile> before = before(token, revision, file);
            // What was read is of a moment at which the session lived, if it lives still.
            check();
            String blocker = rule.blocker(before);
            if (blocker == null) return new Held(session, file, token);
            if (!awaitChange(List.of(blocker, file), revision + 1, deadline)) return null;
        }
    }

    /** Throws when the session is lost. */
    private void check() {
        if (session.isAlive()) return;
        session.nop();
        throw new IllegalStateException("a session that is lost has taken a command");
    }

    /** Those before that one, as of a revision. */
    private List<WalkedFile> before(long token, long revision, String file) {
        List<WalkedFile> files = new ArrayList<>();
        boolean isThere = false;
        try {
            for (WalkedFile one : client.walk(all(), revision)) {
                isThere |= one.path().equals(file);
                if (one.revision() < token) files.add(one);
            }
        } catch (TooLateException e) {
            return before(token, client.rev(), file);
        }
        if (!isThere) {
            // Throws, if that is because the session has ended.
            session.nop();
            throw new IllegalStateException("somebody has deleted " + file
                    + ", which is this process's place in a line");
        }
        files.sort(Comparator.comparingLong(WalkedFile::revision));
        return files;
    }

    /** Waits for a change; false when the time is over. A session that is lost wakes it, too. */
    private boolean awaitChange(List<String> globs, long from, long deadline) {
        List<CompletableFuture<?>> changes = new ArrayList<>(List.of(lost));
        for (String glob : globs) changes.add(client.awaitAsync(glob, from));
        try {
            CompletableFuture.anyOf(changes.toArray(CompletableFuture[]::new))
                    .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Which throws what an interrupted call throws.
            client.rev();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TooLateException)) throw failure(e.getCause());
        } finally {
            for (CompletableFuture<?> change : changes.subList(1, changes.size())) {
                change.cancel(false);
            }
        }
        return true;
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }
}
