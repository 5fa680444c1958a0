package doozer.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Writes one backup from its head to its end. Owned by one thread. */
final class BackupWriter implements Form {
    private static final int BUFFER = 1 << 16;

    private final Sink to;
    private final MessageDigest digest = ItemReader.sha256();
    private ByteBuffer kept = ByteBuffer.allocate(BUFFER);
    private long offset;
    private long files;
    private long changes;
    private long revision;

    /** Where the bytes go: a file, or standard output. */
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    BackupWriter(Sink to, Item.Head head) throws IOException {
        this.to = to;
        revision = head.base();
        put(Encoder.preamble());
        put(Encoder.record(head, offset));
    }

    @Override
    public void file(Item.File file) throws IOException {
        files++;
        put(Encoder.record(file, offset));
    }

    @Override
    public void change(Item.Change change) throws IOException {
        changes++;
        revision = change.revision();
        put(Encoder.record(change, offset));
    }

    @Override
    public void end() throws IOException {
        flush();
        Item.End end = new Item.End(files, changes, revision, digest.digest());
        ByteBuffer record = Encoder.record(end, offset);
        offset += record.remaining();
        to.write(record);
    }

    @Override
    public long bytes() {
        return offset;
    }

    private void put(ByteBuffer record) throws IOException {
        offset += record.remaining();
        if (record.remaining() > kept.remaining()) flush();
        if (record.remaining() > kept.capacity()) {
            digest.update(record.duplicate());
            to.write(record);
        } else {
            kept.put(record);
        }
    }

    private void flush() throws IOException {
        kept.flip();
        digest.update(kept.duplicate());
        to.write(kept);
        kept.clear();
    }
}
