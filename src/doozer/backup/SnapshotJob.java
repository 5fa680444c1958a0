package doozer.backup;

import java.io.IOException;
import java.nio.file.Path;

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

    private SnapshotJob(Source.Dump dump, AtomicFile file, BackupWriter writer) {
        this.dump = dump;
        this.file = file;
        this.writer = writer;
    }

    /** Begins to write that state; closes the dump in the end, whatever happens. */
    static SnapshotJob begin(Disk disk, Path directory, Source.Dump dump, Item.Head head)
            throws IOException {
        AtomicFile file = null;
        try {
            file = new AtomicFile(disk, JournalFiles.snapshot(directory, dump.base()), "new");
            return new SnapshotJob(dump, file, new BackupWriter(file, head));
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

    /** Writes a piece; true when it is whole, and in its place. */
    boolean step() throws IOException {
        try {
            long enough = writer.bytes() + BYTES;
            for (int i = 0; i < FILES && writer.bytes() < enough; i++) {
                Item.File next = dump.nextFile();
                if (next == null) {
                    // Only behind the last change it is certain that all has come.
                    if (dump.nextChange() != null) throw new IOException("a change came unasked");
                    writer.end();
                    file.commit();
                    dump.close();
                    return true;
                }
                writer.file(next);
            }
            return false;
        } catch (IOException e) {
            dump.close();
            abandon(file, e);
            throw e;
        }
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
