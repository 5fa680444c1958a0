package doozer.backup;

import doozer.backup.BackupException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Reads the records of one file in order, each of them checked. Nothing is allocated for a record
 * that the file is too short for. Owned by one thread.
 */
final class ItemReader implements Closeable {
    private static final int BLOCK = 1 << 16;

    private final Path file;
    private final Disk.Input input;
    private final long size;
    private final MessageDigest digest = sha256();
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
    private long blockAt;
    private long offset = Encoder.PREAMBLE;
    private long start = Encoder.PREAMBLE;
    private boolean isHashed = true;
    private byte[] unhashed;
    private boolean mayBeTorn;

    private ItemReader(Path file, Disk.Input input) throws IOException {
        this.file = file;
        this.input = input;
        size = input.size();
    }

    /** Opens it, and checks that it is a file of ours, of a version that is known. */
    static ItemReader open(Disk disk, Path file) throws IOException {
        Disk.Input input = disk.read(file);
        try {
            ItemReader reader = new ItemReader(file, input);
            reader.readPreamble();
            return reader;
        } catch (IOException e) {
            input.close();
            throw e;
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has it", e);
        }
    }

    private void readPreamble() throws IOException {
        int length = (int) Math.min(size, Encoder.PREAMBLE);
        byte[] bytes = bytes(0, length);
        int magic = Math.min(length, Encoder.MAGIC.length);
        if (length == 0) throw new BackupException(Kind.CUT_OFF, file, 0, "the file is empty");
        if (!Arrays.equals(bytes, 0, magic, Encoder.MAGIC, 0, magic)) {
            throw new BackupException(Kind.FOREIGN, file, 0,
                    "this is neither a backup nor a segment of a journal");
        }
        if (length < Encoder.PREAMBLE) {
            throw new BackupException(Kind.CUT_OFF, file, length, "the file ends in its beginning");
        }
        int version = ByteBuffer.wrap(bytes, magic, 4).getInt();
        if (version != Encoder.VERSION) {
            throw new BackupException(version == 0 ? Kind.DAMAGED : Kind.TOO_NEW, file, magic,
                    "it has version " + Integer.toUnsignedString(version) + " of the format, and"
                    + " this program knows version " + Encoder.VERSION + ": use a newer doozer");
        }
        unhashed = bytes;
    }

    /** The next record's item; null at the end of the file. */
    Item next() throws IOException {
        start = offset;
        mayBeTorn = true;
        if (offset == size) return null;
        if (size - offset < Encoder.AROUND) throw cutOff();
        ByteBuffer before = ByteBuffer.wrap(bytes(offset, Encoder.BEFORE));
        int length = before.getInt();
        int type = before.get() & 0xff;
        if (length < 0 || length > Item.MAX_PAYLOAD) {
            throw damaged("a record of " + Integer.toUnsignedString(length) + " bytes, more than "
                    + Item.MAX_PAYLOAD);
        }
        if (size - offset - Encoder.AROUND < length) throw cutOff();
        byte[] record = bytes(offset, length + Encoder.AROUND);
        ByteBuffer all = ByteBuffer.wrap(record);
        int end = Encoder.BEFORE + length;
        if (all.getInt(end) != Encoder.checksum(record, 0, end, offset)) {
            throw damaged("the checksum of the record does not fit");
        }
        mayBeTorn = false;
        Item item = decode(type, all.position(Encoder.BEFORE).limit(end));
        hash(item, record);
        offset += record.length;
        return item;
    }

    private Item decode(int type, ByteBuffer payload) throws BackupException {
        try {
            return Decoder.item(type, payload);
        } catch (Decoder.WrongException e) {
            throw damaged(e.getMessage());
        }
    }

    /** Of a backup all bytes are hashed, one record later: the last one holds that of the rest. */
    private void hash(Item item, byte[] record) {
        if (item instanceof Item.Head head) isHashed = head.form() == Item.Form.BACKUP;
        if (!isHashed) return;
        digest.update(unhashed);
        unhashed = record;
    }

    /** SHA-256 of all bytes before the record read last; only once, and only of a backup. */
    byte[] hashBefore() {
        return digest.digest();
    }

    /** Where the record begins that was read last, or could not be read. */
    long start() {
        return start;
    }

    /** Where the next record begins. */
    long offset() {
        return offset;
    }

    long size() {
        return size;
    }

    /**
     * Whether the failure was one that is left by a write that did not come to its end: if nothing
     * behind it tells that it was forced.
     */
    boolean isTornPerhaps() throws IOException {
        return mayBeTorn && !Resync.hasForced(input, start + 1, size);
    }

    BackupException damaged(String what) {
        return new BackupException(Kind.DAMAGED, file, start, what);
    }

    private BackupException cutOff() {
        return new BackupException(Kind.CUT_OFF, file, start,
                "the file ends within a record: it was cut off there");
    }

    private byte[] bytes(long at, int count) throws IOException {
        byte[] bytes = new byte[count];
        ByteBuffer into = ByteBuffer.wrap(bytes);
        if (count > BLOCK) {
            readFully(into, at);
            return bytes;
        }
        if (at < blockAt || at + count > blockAt + block.limit()) {
            block.clear();
            blockAt = at;
            readFully(block.limit((int) Math.min(BLOCK, size - at)), at);
            block.flip();
        }
        block.get((int) (at - blockAt), bytes);
        return bytes;
    }

    private void readFully(ByteBuffer into, long at) throws IOException {
        Resync.readFully(input, into, at);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
