package doozer.backup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * What backups and journals do to files: all of it, so that a test can stop between any two
 * operations, and can have a disk that is full. Any thread.
 */
interface Disk {
    /** A file that is being written, at its end. Owned by one thread. */
    interface Output extends Closeable {
        /** Writes all of it; some of it may be there after a failure. */
        void write(ByteBuffer bytes) throws IOException;

        /** Returns once what was written will be there after a loss of power. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A file that is read, at any place. Owned by one thread. */
    interface Input extends Closeable {
        long size() throws IOException;

        /** Reads some bytes at that place; gives how many, -1 at the end. */
        int read(ByteBuffer into, long offset) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A new file, for nobody's eyes but its owner's; fails if there is one. */
    Output create(Path file) throws IOException;

    /** The same of a file that tells nothing secret: whoever may see the directory may read it. */
    default Output createForAll(Path file) throws IOException {
        return create(file);
    }

    /** A file that is there, to be gone on with; what is behind that length is cut off. */
    Output append(Path file, long length) throws IOException;

    Input read(Path file) throws IOException;

    /** The names of what is in a directory, in any order. */
    List<String> list(Path directory) throws IOException;

    long size(Path file) throws IOException;

    /** In one go: whoever looks sees the old or the new one; replaces what is there. */
    void rename(Path from, Path to) throws IOException;

    /** Does nothing if there is no such file. */
    void delete(Path file) throws IOException;

    /** Returns once new, renamed and deleted files of it are so after a loss of power. */
    void forceDirectory(Path directory) throws IOException;
}
