package doozer.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Items as bytes: doc/backup-format.md. Stateless; any thread. */
final class Encoder {
    /** What each file begins with, behind which its version stands in four bytes. */
    static final byte[] MAGIC = "doozerbk".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;
    static final int PREAMBLE = MAGIC.length + 4;

    /** Length and type before a payload, and the checksum behind it. */
    static final int BEFORE = 5;
    static final int AROUND = BEFORE + 4;

    static final int HEAD = 1;
    static final int FILE = 2;
    static final int CHANGE = 3;
    static final int MARK = 4;
    static final int END = 5;
    static final int FORCED = 6;

    /** What records need at most beside texts and a body. */
    private static final int NUMBERS = 128;

    private Encoder() {
    }

    /** What each file begins with. */
    static ByteBuffer preamble() {
        return ByteBuffer.allocate(PREAMBLE).put(MAGIC).putInt(VERSION).flip();
    }

    /**
     * A whole record.
     *
     * @param offset where it will stand in its file: moved elsewhere, it is not valid
     */
    static ByteBuffer record(Item item, long offset) {
        ByteBuffer record;
        if (item instanceof Item.Head head) record = head(head);
        else if (item instanceof Item.File file) record = file(file);
        else if (item instanceof Item.Change change) record = change(change);
        else if (item instanceof Item.Mark mark) record = mark(mark);
        else if (item instanceof Item.Forced forced) record = forced(forced);
        else record = end((Item.End) item);
        int length = record.position() - BEFORE;
        if (length > Item.MAX_PAYLOAD) {
            throw new IllegalArgumentException("a record of " + length + " bytes is too long");
        }
        record.putInt(0, length);
        record.putInt(checksum(record.array(), 0, BEFORE + length, offset));
        return record.flip();
    }

    /** CRC-32C of the offset of a record, as eight bytes, and of what stands before it. */
    static int checksum(byte[] bytes, int from, int length, long offset) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putLong(offset).flip());
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static ByteBuffer begin(int type, int size) {
        return ByteBuffer.allocate(BEFORE + NUMBERS + size).putInt(0).put((byte) type);
    }

    private static ByteBuffer head(Item.Head head) {
        ByteBuffer to = begin(HEAD, 3 * (Item.MAX_TEXT + 2) + Item.MAX_IDENTITY + 2);
        to.put((byte) (head.form().ordinal() + 1)).put((byte) head.flags());
        to.putLong(head.base()).putLong(head.timeMillis());
        put(to, head.name());
        putWhole(to, head.identity());
        put(to, head.program());
        put(to, head.note());
        return to;
    }

    private static ByteBuffer file(Item.File file) {
        ByteBuffer to = begin(FILE, file.path().length() + file.body().length);
        to.putLong(file.revision()).putLong(file.owner()).putLong(file.ttlMillis());
        put(to, file.path());
        return to.putInt(file.body().length).put(file.body());
    }

    private static ByteBuffer change(Item.Change change) {
        ByteBuffer to = begin(CHANGE, change.path().length() + change.body().length);
        to.put((byte) (change.kind().ordinal() + 1)).put((byte) (change.hasMore() ? 1 : 0));
        to.putLong(change.revision()).putLong(change.owner()).putLong(change.ttlMillis());
        to.putLong(change.timeMillis());
        put(to, change.path());
        return to.putInt(change.body().length).put(change.body());
    }

    private static ByteBuffer mark(Item.Mark mark) {
        return begin(MARK, 0).putLong(mark.revision()).putLong(mark.timeMillis());
    }

    private static ByteBuffer forced(Item.Forced forced) {
        return begin(FORCED, 0).putLong(forced.length());
    }

    private static ByteBuffer end(Item.End end) {
        return begin(END, 0).putLong(end.files()).putLong(end.changes()).putLong(end.revision())
                .put(end.hash());
    }

    /** A piece of it would be another cluster. */
    private static void putWhole(ByteBuffer to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Item.MAX_IDENTITY) {
            throw new IllegalArgumentException("the identity of the cluster has " + bytes.length
                    + " bytes, more than " + Item.MAX_IDENTITY + ": it cannot be backed up");
        }
        to.putShort((short) bytes.length).put(bytes);
    }

    private static void put(ByteBuffer to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // Never a path, which is no longer: a name or a note is cut between two characters.
        for (int end = Item.MAX_TEXT; bytes.length > Item.MAX_TEXT; end--) {
            bytes = text.substring(0, Math.min(end, text.length()))
                    .getBytes(StandardCharsets.UTF_8);
        }
        to.putShort((short) bytes.length).put(bytes);
    }
}
