package doozer.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that can be full, and a process on it that can end between any two operations,
 * or within a write. One thread's.
 */
final class MemoryDisk implements Disk {
    private final Random random;
    /** What a running process sees, and what is there after a loss of power. */
    private Map<Path, Content> live = new TreeMap<>();
    private Map<Path, Content> durable = new TreeMap<>();
    private long operationsLeft = Long.MAX_VALUE;
    private long bytesLeft = Long.MAX_VALUE;
    private boolean isForceFailing;
    private long operations;

    /** The process has ended; whatever it does after that has no effect. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Content {
        private byte[] bytes = new byte[0];
        private int forced;
    }

    MemoryDisk(long seed) {
        random = new Random(seed);
    }

    void crashAfter(long count) {
        operationsLeft = count;
    }

    void fullAfter(long bytes) {
        bytesLeft = bytes;
    }

    void failForce(boolean isFailing) {
        isForceFailing = isFailing;
    }

    long operations() {
        return operations;
    }

    /** Another process begins; without power what was not forced may be gone. */
    void restart(boolean hasLostPower) {
        operationsLeft = Long.MAX_VALUE;
        if (!hasLostPower) return;
        for (Content content : live.values()) cut(content);
        for (Content content : durable.values()) cut(content);
        live = new TreeMap<>(durable);
    }

    private void cut(Content content) {
        int unforced = content.bytes.length - content.forced;
        int kept = unforced <= 0 ? content.bytes.length
                : content.forced + random.nextInt(unforced + 1);
        content.bytes = Arrays.copyOf(content.bytes, kept);
        content.forced = kept;
    }

    private void operation() {
        operations++;
        if (operationsLeft == 0) throw new Crash();
        operationsLeft--;
    }

    @Override
    public Output create(Path file) throws IOException {
        operation();
        if (live.containsKey(file)) throw new FileAlreadyExistsException(file.toString());
        live.put(file, new Content());
        return output(file);
    }

    @Override
    public Output append(Path file, long length) throws IOException {
        operation();
        Content content = content(file);
        content.bytes = Arrays.copyOf(content.bytes, (int) length);
        content.forced = Math.min(content.forced, (int) length);
        return output(file);
    }

    private Output output(Path file) {
        Content content = live.get(file);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                int count = bytes.remaining();
                if (operationsLeft == 0) add(content, bytes, random.nextInt(count + 1));
                operation();
                if (count > bytesLeft) {
                    add(content, bytes, (int) bytesLeft);
                    bytesLeft = 0;
                    throw new IOException("No space left on device");
                }
                bytesLeft -= bytesLeft == Long.MAX_VALUE ? 0 : count;
                add(content, bytes, count);
            }

            @Override
            public void force() throws IOException {
                operation();
                if (isForceFailing) throw new IOException("Input/output error");
                content.forced = content.bytes.length;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private static void add(Content content, ByteBuffer bytes, int count) {
        int length = content.bytes.length;
        content.bytes = Arrays.copyOf(content.bytes, length + count);
        bytes.get(content.bytes, length, count);
    }

    @Override
    public Input read(Path file) throws IOException {
        Content content = content(file);
        return new Input() {
            @Override
            public long size() {
                return content.bytes.length;
            }

            @Override
            public int read(ByteBuffer into, long offset) {
                int count = (int) Math.min(into.remaining(), content.bytes.length - offset);
                if (count <= 0) return -1;
                into.put(content.bytes, (int) offset, count);
                return count;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private Content content(Path file) throws IOException {
        Content content = live.get(file);
        if (content == null) throw new NoSuchFileException(file.toString());
        return content;
    }

    @Override
    public List<String> list(Path directory) {
        List<String> names = new ArrayList<>();
        for (Path file : live.keySet()) names.add(file.getFileName().toString());
        return names;
    }

    @Override
    public long size(Path file) throws IOException {
        return content(file).bytes.length;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        operation();
        Content content = content(from);
        live.remove(from);
        live.put(to, content);
    }

    @Override
    public void delete(Path file) {
        operation();
        live.remove(file);
    }

    @Override
    public void forceDirectory(Path directory) {
        operation();
        durable = new TreeMap<>(live);
    }

    byte[] bytes(Path file) {
        return live.get(file).bytes.clone();
    }

    void put(Path file, byte[] bytes) {
        Content content = new Content();
        content.bytes = bytes.clone();
        content.forced = bytes.length;
        live.put(file, content);
        durable.put(file, content);
    }

    /** The names of what is there, in order. */
    List<String> names() {
        List<String> names = list(null);
        names.sort(null);
        return names;
    }
}
