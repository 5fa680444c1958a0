package doozer.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The disk of this machine. Any thread. */
final class SystemDisk implements Disk {
    private static final FileAttribute<?>[] OWNER_ONLY = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    @Override
    public Output create(Path file) throws IOException {
        return new Channel(FileChannel.open(file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownerOnly(file)));
    }

    @Override
    public Output createForAll(Path file) throws IOException {
        return new Channel(FileChannel.open(file, StandardOpenOption.WRITE,
                StandardOpenOption.CREATE_NEW));
    }

    /** For a new file, which has what secrets protect: nobody else may read it. */
    static FileAttribute<?>[] ownerOnly(Path file) {
        boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return isPosix ? OWNER_ONLY.clone() : new FileAttribute<?>[0];
    }

    @Override
    public Output append(Path file, long length) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            channel.truncate(length).position(length);
            return new Channel(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Input read(Path file) throws IOException {
        return new Channel(FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toList());
        }
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            // A system where directories cannot be opened keeps their order by itself.
            if (System.getProperty("os.name").startsWith("Windows")) return;
            throw e;
        }
        try (channel) {
            channel.force(true);
        }
    }

    private record Channel(FileChannel channel) implements Output, Input {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) channel.write(bytes);
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            return channel.read(into, offset);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
