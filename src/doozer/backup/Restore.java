package doozer.backup;

import doozer.backup.BackupException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a backup, or the directory of a journal, back. Owned by one thread; each method but the
 * last gives itself.
 *
 * <pre>
 *   Restored state = Restore.from(path).atRevision(41).read();
 * </pre>
 */
public final class Restore {
    private final Disk disk;
    private final Path path;
    /** Null for what is still to be looked at. */
    private final Boolean isDirectory;
    private Progress progress = Progress.NONE;
    private long revision = Long.MAX_VALUE;
    private long timeMillis = Long.MAX_VALUE;
    private int maxRevisions = 1;
    private long maxBytes;

    /** Tests have another disk, which has no directories. */
    Restore(Disk disk, Path path, Boolean isDirectory) {
        this.disk = disk;
        this.path = path;
        this.isDirectory = isDirectory;
    }

    /** The newest state in a backup file, or in a directory that a journal writes into. */
    public static Restore from(Path fileOrDirectory) {
        return new Restore(new SystemDisk(), fileOrDirectory, null);
    }

    /**
     * The state of that revision; if it was made within a step, that of the step's beginning.
     *
     * @param newRevision from 1
     */
    public Restore atRevision(long newRevision) {
        if (newRevision < 1) throw new IllegalArgumentException("no revision: " + newRevision);
        revision = newRevision;
        return this;
    }

    /**
     * The newest state that the journal had heard of at that time, by its clock: where that was set
     * back, the last state that it gave such a time, with all that is before it.
     */
    public Restore atTime(Instant time) {
        try {
            // The highest one stands for no time.
            timeMillis = Math.min(time.toEpochMilli(), Long.MAX_VALUE - 1);
        } catch (ArithmeticException e) {
            timeMillis = time.isAfter(Instant.EPOCH) ? Long.MAX_VALUE - 1 : Long.MIN_VALUE;
        }
        return this;
    }

    /**
     * Has the store hold what led to its state, too, as far as it is known: within these bounds,
     * which are those of the store from then on. Without this it holds nothing but the state.
     *
     * @param revisions from 1
     * @param bytes as {@link doozer.tree.Store} estimates them
     */
    public Restore withHistory(int revisions, long bytes) {
        maxRevisions = revisions;
        maxBytes = bytes;
        return this;
    }

    /** Tells how far it is, from time to time. */
    public Restore onProgress(Progress newProgress) {
        progress = newProgress;
        return this;
    }

    /**
     * Reads and checks all that is needed.
     *
     * @throws BackupException when it is damaged, or what was asked for is not in it
     * @throws IOException when it cannot be read at all
     */
    public Restored read() throws IOException {
        StoreReplay state = new StoreReplay(path, maxRevisions, maxBytes);
        Replay to = new Watched(state, progress);
        Steps.Limit limit = new Steps.Limit(revision, timeMillis);
        return isDirectory() ? readJournal(state, to, limit) : readBackup(state, to, limit);
    }

    private boolean isDirectory() throws IOException {
        if (isDirectory != null) return isDirectory;
        if (Files.exists(path)) return Files.isDirectory(path);
        throw new BackupException(Kind.NOT_THERE, path, "there is no such file or directory");
    }

    private Restored readJournal(StoreReplay state, Replay to, Steps.Limit limit)
            throws IOException {
        JournalReader.Result result = JournalReader.read(disk, path, to, limit);
        List<String> lost = new ArrayList<>(result.lost());
        if (result.steps().note() != null) lost.add(result.steps().note());
        return new Restored(result.head(), state, result.steps().changes(), lost);
    }

    private Restored readBackup(StoreReplay state, Replay to, Steps.Limit limit)
            throws IOException {
        Item.Head head = BackupReader.head(disk, path);
        if (head.base() > limit.revision()) {
            throw new BackupException(Kind.NOT_THERE, path, "the oldest state in it is that of"
                    + " revision " + head.base());
        }
        if (head.timeMillis() > limit.timeMillis()) {
            throw new BackupException(Kind.NOT_THERE, path, "it was made later, at "
                    + Instant.ofEpochMilli(head.timeMillis()) + "; only a journal knows the time"
                    + " of each change");
        }
        BackupReader.Result result = BackupReader.read(disk, path, to, limit);
        List<String> lost = new ArrayList<>();
        if (result.steps().note() != null) lost.add(result.steps().note());
        if (limit.revision() != Long.MAX_VALUE && result.revision() < limit.revision()) {
            lost.add("the revisions " + (result.revision() + 1) + " to " + limit.revision()
                    + " are not in the backup");
        }
        return new Restored(head, state, result.steps().changes(), lost);
    }

    /** Counts what passes. Owned by one thread. */
    private static final class Watched implements Replay {
        private static final int EVERY = 256;

        private final Replay to;
        private final Progress progress;
        private long done;
        private long bytes;

        Watched(Replay to, Progress progress) {
            this.to = to;
            this.progress = progress;
        }

        @Override
        public void begin(Item.Head head) throws IOException {
            to.begin(head);
        }

        @Override
        public void file(Item.File file) throws IOException {
            to.file(file);
            count(file.body().length);
        }

        @Override
        public void begun() throws IOException {
            to.begun();
        }

        @Override
        public void change(Item.Change change) throws IOException {
            to.change(change);
            count(change.body().length);
        }

        @Override
        public void skipTo(long newRevision) throws IOException {
            to.skipTo(newRevision);
        }

        private void count(int length) {
            bytes += length;
            if (++done % EVERY == 0) progress.onProgress(done, 0, bytes);
        }
    }
}
