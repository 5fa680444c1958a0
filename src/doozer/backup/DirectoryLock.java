package doozer.backup;

import doozer.backup.BackupException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Held by the one journal that writes into a directory; it goes with the process. Any thread. */
final class DirectoryLock implements Closeable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes it, or says that another one has it. */
    static DirectoryLock take(Path directory) throws IOException {
        Path file = directory.resolve("lock");
        FileChannel channel = FileChannel.open(file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                SystemDisk.ownerOnly(file));
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another one in this process.
        } finally {
            if (lock == null) channel.close();
        }
        if (lock != null) return new DirectoryLock(channel);
        throw new BackupException(Kind.IN_USE, directory, "another journal writes into it: only one"
                + " may. Give this one another directory, or end the other");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
