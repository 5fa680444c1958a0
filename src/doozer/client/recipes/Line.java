package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.DoozerTimeoutException;
import doozer.client.Event;
import doozer.client.NoQuorumException;
import doozer.client.Session;
import doozer.client.TooLateException;
import doozer.client.WalkedFile;
import doozer.client.Watch;
import doozer.client.WatchOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Those who want the same thing, one behind the other. Each has an ephemeral file in a directory;
 * their order is that of the revisions at which the files were created, which nobody can change. So
 * a place that is won is kept, and the file's revision is the fencing token. Any thread.
 *
 * <p>Who waits watches one file before its own, or few, so that a change wakes few: as in the
 * recipes of ZooKeeper, whose numbered files the revisions stand for.
 */
final class Line {
    /** How often it is seen to that the session lives. */
    private static final long LOOK_NANOS = 250_000_000;

    private final DoozerClient client;
    private final Session session;
    private final String directory;

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
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
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
            // Throws also when nobody answers for longer than the session lives.
            check();
            long left = deadline - System.nanoTime();
            if (left <= 0) return null;
            try {
                Held held = look(new Held(session, file, token), rule, left);
                if (held != null) return held;
            } catch (TooLateException | DoozerTimeoutException | NoQuorumException e) {
                // Much has happened, or nobody could answer: the next look may tell more.
            }
        }
    }

    /** Looks who is before it, and if there is somebody waits for a change; else gives it. */
    private Held look(Held place, Rule rule, long leftNanos) {
        // Nobody waits longer than the session can live: then it is lost, and that is told.
        long mostNanos = Math.min(leftNanos, session.ttl().toNanos());
        DoozerClient bounded = client.within(Duration.ofNanos(mostNanos));
        long revision = bounded.rev();
        String blocker = rule.blocker(before(place, bounded.walk(all(), revision)));
        // What was read is of a moment at which the session lived, if it lives still.
        check();
        if (blocker == null) return place;
        // Not by futures: whoever waits may be the thread on which those are completed.
        WatchOptions options = WatchOptions.of(blocker).and(place.file()).from(revision + 1);
        try (Watch watch = bounded.watch(options)) {
            long deadline = System.nanoTime() + leftNanos;
            Event event = null;
            while (event == null && session.isAlive() && deadline - System.nanoTime() > 0) {
                event = watch.next(Duration.ofNanos(
                        Math.max(1, Math.min(LOOK_NANOS, deadline - System.nanoTime()))));
            }
            return null;
        }
    }

    /** Throws when the session is lost. */
    private void check() {
        if (session.isAlive()) return;
        session.nop();
        throw new IllegalStateException("a session that is lost has taken a command");
    }

    /** Those of the line that came before that one. */
    private List<WalkedFile> before(Held place, List<WalkedFile> line) {
        List<WalkedFile> files = new ArrayList<>();
        boolean isThere = false;
        for (WalkedFile one : line) {
            isThere |= one.path().equals(place.file());
            if (one.revision() < place.token()) files.add(one);
        }
        if (!isThere) {
            // Throws, if that is because the session has ended.
            session.nop();
            throw new IllegalStateException("somebody has deleted " + place.file()
                    + ", which is this process's place in a line");
        }
        files.sort(Comparator.comparingLong(WalkedFile::revision));
        return files;
    }
}
