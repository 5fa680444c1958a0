package doozer.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file that is there whole or not at all: written under another name beside its place, forced to
 * the disk, renamed. Owned by one thread; {@link #abandon} may be called by any.
 */
final class AtomicFile implements BackupWriter.Sink {
    static final String SUFFIX = ".tmp";

    private final Disk disk;
    private final Path target;
    private final Path temporary;
    private final Disk.Output output;
    private boolean isOver;

    /**
     * Begins one.
     *
     * @param random tells it from others that are being written for the same place
     */
    AtomicFile(Disk disk, Path target, String random) throws IOException {
        this.disk = disk;
        this.target = target;
        temporary = target.resolveSibling(target.getFileName() + "." + random + SUFFIX);
        output = disk.create(temporary);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        output.write(bytes);
    }

    /** Puts it in its place, for good. */
    void commit() throws IOException {
        put();
        output.close();
    }

    /** Puts it in its place, for good, and gives what it is gone on with. */
    Disk.Output put() throws IOException {
        output.force();
        synchronized (this) {
            if (isOver) throw new IOException("given up");
            disk.rename(temporary, target);
            isOver = true;
        }
        disk.forceDirectory(directory(target));
        return output;
    }

    /** The directory that a file is in. */
    static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    /** Leaves what was there before as it is; false if that was replaced, or left, already. */
    synchronized boolean abandon() throws IOException {
        if (isOver) return false;
        isOver = true;
        try {
            output.close();
        } finally {
            disk.delete(temporary);
        }
        return true;
    }
}
