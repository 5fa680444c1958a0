package doozer.backup;

import doozer.client.DoozerClient;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows a cluster and writes every change into a directory, until it is stopped. One thread runs
 * it; {@link #stop} is for any other.
 */
public final class Journal {
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Follower.Parts parts;
    private final Follower follower;
    private final StatusFile status;
    private final Stop stop = new Stop();
    private long statusNanos;
    private long reportNanos;
    /** When everything was written, and the cluster told that it was everything. */
    private long evenNanos;
    private Silence silence;

    Journal(Follower.Parts parts) {
        this.parts = parts;
        follower = new Follower(parts);
        status = new StatusFile(parts.disk(), parts.directory());
    }

    /**
     * One in that directory, which is made if it is not there.
     *
     * @param clients connects to the cluster, with a client that follows it for good; asked again
     *     when another cluster seems to answer
     * @param log hears what is worth a line
     */
    public static Journal of(Path directory, JournalOptions options, Clients clients,
            Consumer<String> log) {
        return new Journal(new Follower.Parts(new SystemDisk(), directory, options,
                new ClientSource(clients::connect, options.patience()), JournalTime.SYSTEM, log));
    }

    /** Connects to a cluster. */
    @FunctionalInterface
    public interface Clients {
        /** A new client, which the journal closes. */
        DoozerClient connect() throws IOException;
    }

    /**
     * Runs until {@link #stop}, or until it cannot go on.
     *
     * @throws BackupException when what is in the directory cannot be gone on with, when another
     *     journal writes into it, or when another cluster answers
     * @throws IOException when the disk or the cluster refuses; what is there stays good
     */
    public void run() throws IOException {
        try {
            createDirectory();
            DirectoryLock lock = DirectoryLock.take(parts.directory());
            try {
                follow();
            } finally {
                lock.close();
            }
        } finally {
            parts.source().close();
            stop.done();
        }
    }

    private void createDirectory() throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path path = parts.directory().toAbsolutePath(); path != null && !Files.exists(path);
                path = path.getParent()) {
            missing.add(path);
        }
        try {
            Files.createDirectories(parts.directory());
            // What is forced in a directory is lost with that all the same, if the power is.
            for (Path made : missing) parts.disk().forceDirectory(AtomicFile.directory(made));
        } catch (FileAlreadyExistsException e) {
            throw new BackupException(BackupException.Kind.NOT_THERE, parts.directory(),
                    "this is a file; a journal needs a directory");
        }
    }

    private void follow() throws IOException {
        long now = parts.time().nanos();
        reportNanos = evenNanos = now;
        statusNanos = now - STATUS_NANOS;
        silence = new Silence(parts.time(), parts.log());
        try {
            follower.begin();
            while (!stop.isAsked()) {
                follower.turn(waitNanos());
                tell();
            }
        } catch (IOException | RuntimeException e) {
            closeAfter(e);
            throw e;
        }
        StatusFile.Figures last = figures();
        follower.close();
        status.write(new StatusFile.Figures(last.revision(), last.revision(), 0, last.snapshot(),
                last.cluster(), last.lagMillis()), parts.time().millis());
    }

    private void closeAfter(Exception failure) {
        try {
            follower.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private long waitNanos() {
        if (follower.unsyncedBytes() == 0) return TURN_NANOS;
        return Math.max(1, Math.min(TURN_NANOS, parts.options().sync().toNanos()));
    }

    private void tell() throws IOException {
        long now = parts.time().nanos();
        boolean isStatusDue = now - statusNanos >= STATUS_NANOS;
        boolean isReportDue = parts.options().reportEvery() != null
                && now - reportNanos >= parts.options().reportEvery().toNanos();
        if (!isStatusDue && !isReportDue) return;
        StatusFile.Figures figures = figures();
        if (isStatusDue) {
            statusNanos = now;
            status.write(figures, parts.time().millis());
            if (silence.isTooLong(figures.cluster(), figures.revision())) follower.reconnect();
        }
        if (isReportDue) {
            reportNanos = now;
            parts.log().accept("revision " + figures.revision() + ", " + figures.lag()
                    + " behind for " + figures.lagMillis() + " ms, " + figures.unsyncedBytes()
                    + " bytes not on the disk for good");
        }
    }

    private StatusFile.Figures figures() {
        long now = parts.time().nanos();
        long cluster = parts.source().revision();
        // Of a cluster that does not answer nobody knows how far it is.
        if (cluster >= 0 && cluster <= follower.end()) evenNanos = now;
        return new StatusFile.Figures(follower.end(), follower.syncedEnd(),
                follower.unsyncedBytes(), follower.snapshotRevision(), cluster,
                TimeUnit.NANOSECONDS.toMillis(now - evenNanos));
    }

    /** Has it end; returns once all that has come is on the disk, or after so many milliseconds. */
    public void stop(long patienceMillis) {
        stop.ask(patienceMillis);
    }
}
