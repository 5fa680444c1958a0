package doozer.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Goes on with the last segment of a journal. Owned by one thread. */
final class SegmentWriter {
    private final Disk.Output output;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    /** Of the file with what is kept. */
    private long length;
    private long syncedLength;
    private long end;
    private long syncedEnd;
    private boolean isInStep;
    /** Once something could not be written, nobody knows what of it is there. */
    private IOException failure;

    private SegmentWriter(Disk.Output output, long length, long end) {
        this.output = output;
        this.length = length;
        this.end = end;
        syncedLength = length;
        syncedEnd = end;
    }

    /** A new one, which has nothing but its head; it is on the disk for good. */
    static SegmentWriter create(Disk disk, Path directory, Item.Head head) throws IOException {
        AtomicFile file = new AtomicFile(disk,
                JournalFiles.segment(directory, head.base() + 1), "new");
        try {
            ByteBuffer record = Encoder.record(head, Encoder.PREAMBLE);
            long length = Encoder.PREAMBLE + (long) record.remaining();
            file.write(Encoder.preamble());
            file.write(record);
            return new SegmentWriter(file.put(), length, head.base());
        } catch (IOException e) {
            file.abandon();
            throw e;
        }
    }

    /** The last one that is there; its torn tail is cut off, and what is before that is forced. */
    static SegmentWriter goOn(Disk disk, Chain chain) throws IOException {
        Disk.Output output = disk.append(chain.last(), chain.goodLength());
        try {
            output.force();
            // Who made it may have been killed before its name was on the disk for good.
            disk.forceDirectory(AtomicFile.directory(chain.last()));
            SegmentWriter writer = new SegmentWriter(output, chain.goodLength(), chain.end());
            writer.isInStep = chain.isInStep();
            return writer;
        } catch (IOException e) {
            output.close();
            throw e;
        }
    }

    void change(Item.Change change) {
        put(change);
        end = change.revision();
        isInStep = change.hasMore();
    }

    void mark(Item.Mark mark) {
        put(mark);
        end = mark.revision();
    }

    private void put(Item item) {
        // Each batch begins with it: damage before it is no write that was cut short.
        if (syncedLength == length) append(new Item.Forced(length));
        append(item);
    }

    private void append(Item item) {
        ByteBuffer record = Encoder.record(item, length);
        kept.write(record.array(), 0, record.limit());
        length += record.limit();
    }

    /** Gives what is kept to the system. */
    void flush() throws IOException {
        if (kept.size() == 0) return;
        byte[] bytes = kept.toByteArray();
        kept.reset();
        attempt(() -> output.write(ByteBuffer.wrap(bytes)));
    }

    private interface Operation {
        void run() throws IOException;
    }

    private void attempt(Operation operation) throws IOException {
        // A system that could not write may say the next time that all is well.
        if (failure != null) throw new IOException(failure.getMessage(), failure);
        try {
            operation.run();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Returns once all of it will be there after a loss of power. */
    void sync() throws IOException {
        flush();
        if (syncedLength == length) return;
        attempt(output::force);
        syncedLength = length;
        syncedEnd = end;
    }

    void close() throws IOException {
        output.close();
    }

    /** Bytes that are kept here, and not written yet. */
    int keptBytes() {
        return kept.size();
    }

    long length() {
        return length;
    }

    long unsyncedBytes() {
        return length - syncedLength;
    }

    /** The revision up to which all is in it. */
    long end() {
        return end;
    }

    /** The revision up to which all is on the disk for good. */
    long syncedEnd() {
        return syncedEnd;
    }

    /** Whether the next change is of the same step as the last one. */
    boolean isInStep() {
        return isInStep;
    }
}
