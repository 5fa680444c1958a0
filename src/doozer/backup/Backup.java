package doozer.backup;

import doozer.backup.BackupException.Kind;
import doozer.client.DoozerClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.security.SecureRandom;

/**
 * Takes one consistent state of a cluster. Owned by one thread, but for {@link #abandon}; each
 * {@code with} method gives itself.
 */
public final class Backup {
    private static final int MAX_LINKS = 40;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Disk disk;
    private final Source source;
    private final String program;
    private final Abandonment abandonment = new Abandonment();
    private Progress progress = Progress.NONE;
    private boolean hasHistory;
    private boolean isLocal;
    private boolean isText;

    Backup(Disk disk, Source source, String program) {
        this.disk = disk;
        this.source = source;
        this.program = program;
    }

    /**
     * One of the cluster of a client, which it does not close.
     *
     * @param program the version of this program, for the head of the backup
     */
    public static Backup of(DoozerClient client, String program) {
        return of(client, program, ClientSource.PATIENCE);
    }

    /**
     * The same.
     *
     * @param patience how long the cluster may give nothing, each time, before it is given up
     */
    public static Backup of(DoozerClient client, String program, Duration patience) {
        return new Backup(new SystemDisk(), new ClientSource(() -> client, patience), program);
    }

    /**
     * What was taken.
     *
     * @param revision of the newest state in it
     * @param bytes of the backup
     */
    public record Taken(String cluster, String identity, long revision, long files, long changes,
            long bytes) { }

    /** Has it hold the changes before the newest state, too, as far as they are kept. */
    public Backup withHistory() {
        hasHistory = true;
        return this;
    }

    /** Takes what the node has that answers, even without a quorum: it may be behind. */
    public Backup withLocal() {
        isLocal = true;
        return this;
    }

    /** Writes text for people in place of what can be restored. */
    public Backup withText() {
        isText = true;
        return this;
    }

    /** Tells how far it is, from time to time. */
    public Backup withProgress(Progress newProgress) {
        progress = newProgress;
        return this;
    }

    /**
     * Writes it to a file, which is there whole or, if anything fails, as it was before.
     *
     * @throws IOException when it cannot be taken, or not be written
     */
    public Taken to(Path file) throws IOException {
        Path target = behindLinks(file);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new BackupException(Kind.NOT_THERE, file, "this is no file; give a name for one,"
                    + " or - for standard output");
        }
        if (!Files.isDirectory(AtomicFile.directory(target))) {
            throw new BackupException(Kind.NOT_THERE, file, "its directory does not exist");
        }
        AtomicFile writer = new AtomicFile(disk, target,
                Long.toHexString(RANDOM.nextLong()));
        try {
            abandonment.begin(writer);
            Taken taken = write(writer);
            writer.commit();
            return taken;
        } catch (IOException | RuntimeException e) {
            try {
                writer.abandon();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** A link stays one, also where what it names is not there yet. */
    private static Path behindLinks(Path file) throws IOException {
        if (Files.exists(file)) return file.toRealPath();
        Path target = file;
        for (int i = 0; Files.isSymbolicLink(target); i++) {
            if (i == MAX_LINKS) {
                throw new BackupException(Kind.NOT_THERE, file, "it is a link to itself");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    /**
     * Writes it to a stream, which it does not close.
     *
     * @throws IOException as the other one
     */
    public Taken to(OutputStream out) throws IOException {
        Taken taken = write(bytes -> write(out, bytes));
        out.flush();
        return taken;
    }

    private static void write(OutputStream out, ByteBuffer bytes) throws IOException {
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        bytes.position(bytes.limit());
    }

    /** Gives it up, from any thread: no temporary file is left. False if it is too late. */
    public boolean abandon() {
        return abandonment.ask();
    }

    private Taken write(BackupWriter.Sink sink) throws IOException {
        try (Source.Dump dump = source.dump(hasHistory, isLocal)) {
            if (dump.identity().isEmpty()) {
                throw new IOException("the node has no data: it belongs to no cluster yet");
            }
            int flags = (isLocal ? Item.Head.LOCAL : 0) | (hasHistory ? Item.Head.HISTORY : 0);
            Item.Head head = new Item.Head(Item.Form.BACKUP, flags, dump.base(),
                    JournalTime.SYSTEM.millis(), dump.name(), dump.identity(), program, "");
            Form form = isText ? new TextForm(sink, head) : new BackupWriter(sink, head);
            long files = 0;
            for (Item.File next = dump.nextFile(); next != null; next = dump.nextFile()) {
                form.file(next);
                progress.onProgress(++files, dump.fileCount(), form.bytes());
            }
            long changes = 0;
            long revision = dump.base();
            for (Item.Change next = dump.nextChange(); next != null; next = dump.nextChange()) {
                form.change(next);
                revision = next.revision();
                progress.onProgress(files + ++changes, 0, form.bytes());
            }
            form.end();
            return new Taken(dump.name(), dump.identity(), revision, files, changes, form.bytes());
        }
    }
}
