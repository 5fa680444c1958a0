package doozer.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A snapshot that is being written a piece at a time, so that changes are written down meanwhile.
 * Owned by one thread.
 */
final class SnapshotJob {
    /** Of each piece. */
    private static final int FILES = 256;
    private static final long BYTES = 1 << 20;

    private final Source.Dump dump;
    private final AtomicFile file;
    private final BackupWriter writer;
    private final JournalTime time;
    private final Duration patience;
    private long movedNanos;
    private boolean isWaiting;

    private SnapshotJob(Follower.Parts parts, Source.Dump dump, AtomicFile file,
            BackupWriter writer) {
        this.dump = dump;
        this.file = file;
        this.writer = writer;
        time = parts.time();
        patience = parts.options().patience();
        movedNanos = time.nanos();
    }

    /** Begins to write that state; closes the dump in the end, whatever happens. */
    static SnapshotJob begin(Follower.Parts parts, Source.Dump dump, Item.Head head)
            throws IOException {
        AtomicFile file = null;
        try {
            Path target = JournalFiles.snapshot(parts.directory(), dump.base());
            file = new AtomicFile(parts.disk(), target, "new");
            return new SnapshotJob(parts, dump, file, new BackupWriter(file, head));
        } catch (IOException e) {
            dump.close();
            if (file != null) abandon(file, e);
            throw e;
        }
    }

    private static void abandon(AtomicFile file, IOException cause) {
        try {
            file.abandon();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Writes what has come, a piece of it; true when it is whole, and in its place. */
    boolean step() throws IOException {
        try {
            long now = time.nanos();
            long enough = writer.bytes() + BYTES;
            isWaiting = !dump.isReady();
            if (!isWaiting) movedNanos = now;
            if (now - movedNanos >= patience.toNanos()) throw standsStill();
            for (int i = 0; i < FILES && writer.bytes() < enough && dump.isReady(); i++) {
                Item.File next = dump.nextFile();
                if (next != null) writer.file(next);
                else return finish();
            }
            return false;
        } catch (IOException e) {
            dump.close();
            abandon(file, e);
            throw e;
        }
    }

    private IOException standsStill() {
        return new IOException("for " + patience.toMillis() / 1000.0 + " s nothing more of it has"
                + " come from the cluster");
    }

    private boolean finish() throws IOException {
        // Only behind the last change it is certain that all has come.
        if (dump.nextChange() != null) throw new IOException("a change came unasked");
        writer.end();
        file.commit();
        dump.close();
        return true;
    }

    /** Whether the last step has found nothing to write. */
    boolean isWaiting() {
        return isWaiting;
    }

    /** Gives it up. */
    void abandon() throws IOException {
        dump.close();
        file.abandon();
    }

    long revision() {
        return dump.base();
    }
}
