package doozer.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a transaction asks for: conditions, and changes that are made in one step if all of them
 * hold. Immutable, any thread; the arrays are shared and never modified.
 *
 * @param operations in the order of the client
 */
public record Txn(List<Operation> operations) {
    private static final int OPERATION = 1;
    private static final int KIND = 1;
    private static final int PATH = 2;
    private static final int REV = 3;
    private static final int VALUE = 4;
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final byte[] NOTHING = new byte[0];

    /** What an operation can be. */
    public enum Kind {
        /** A condition: the file has exactly that revision; 0: there is none. */
        IF,
        /** Sets a file, if its revision is not above. */
        SET,
        /** Deletes a file, if its revision is not above. */
        DEL,
        /** Sets a file that goes with the session of the transaction. */
        EPHEMERAL;

        private static final Kind[] ALL = values();

        /** The number that stands for it on the wire, from 1. */
        public int number() {
            return ordinal() + 1;
        }

        /** The kind with that number, or null. */
        public static Kind of(long number) {
            return number < 1 || number > ALL.length ? null : ALL[(int) number - 1];
        }

        /** Whether it sets a file. */
        public boolean isSet() {
            return this == SET || this == EPHEMERAL;
        }
    }

    /**
     * One condition or change.
     *
     * @param path as the client has it: nothing is checked
     * @param rev the revision of a condition; for a change as in SET, -1 always holds
     * @param value what is set; empty for all others
     */
    public record Operation(Kind kind, String path, long rev, byte[] value) { }

    /** A copy of the list is kept. */
    public Txn {
        operations = List.copyOf(operations);
    }

    /** The bytes that stand for it in the value of a request. */
    public byte[] encode() {
        Output out = new Output(256);
        Output one = new Output(64);
        for (Operation operation : operations) {
            one.clear();
            one.putVarintField(KIND, operation.kind().number());
            one.putStringField(PATH, operation.path());
            one.putVarintField(REV, operation.rev());
            if (operation.kind().isSet()) one.putBytesField(VALUE, operation.value());
            out.putVarint(OPERATION << 3 | BYTES);
            out.putVarint(one.length());
            out.putBytes(one.array(), one.length());
        }
        return out.toByteArray();
    }

    /**
     * The transaction that has these bytes. A path that is absent is empty, a revision that is
     * absent is 0 for a condition and -1 for a change.
     *
     * @throws BadFrameException when there is none, or one with more than {@link Limits#MAX_TXN}
     *     operations
     */
    public static Txn decode(byte[] bytes) throws BadFrameException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        ArrayList<Operation> operations = new ArrayList<>();
        while (in.hasRemaining()) {
            long key = varint(in);
            if (key != (OPERATION << 3 | BYTES)) {
                skip(in, key);
                continue;
            }
            if (operations.size() == Limits.MAX_TXN) {
                throw new BadFrameException("a transaction has more than " + Limits.MAX_TXN
                        + " conditions and changes");
            }
            operations.add(operation(sized(in)));
        }
        return new Txn(operations);
    }

    private static Operation operation(ByteBuffer in) throws BadFrameException {
        Kind kind = null;
        String path = "";
        Long rev = null;
        byte[] value = NOTHING;
        while (in.hasRemaining()) {
            long key = varint(in);
            if (key == (KIND << 3 | VARINT)) {
                kind = Kind.of(varint(in));
            } else if (key == (REV << 3 | VARINT)) {
                rev = varint(in);
            } else if (key == (PATH << 3 | BYTES)) {
                path = FrameDecoder.text(bytes(sized(in)));
            } else if (key == (VALUE << 3 | BYTES)) {
                value = bytes(sized(in));
            } else {
                skip(in, key);
            }
        }
        if (kind == null) {
            throw new BadFrameException("an operation of a transaction is of no kind from 1 to "
                    + Kind.ALL.length);
        }
        if (rev == null) rev = kind == Kind.IF ? 0L : -1L;
        return new Operation(kind, path, rev, kind.isSet() ? value : NOTHING);
    }

    private static void skip(ByteBuffer in, long key) throws BadFrameException {
        if ((key & 7) == VARINT) varint(in);
        else if ((key & 7) == BYTES) sized(in);
        else throw new BadFrameException("a transaction has a field of the kind " + (key & 7));
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    /** The bytes of a field, which begins with how many they are. */
    private static ByteBuffer sized(ByteBuffer in) throws BadFrameException {
        long size = varint(in);
        if (size < 0 || size > in.remaining()) {
            throw new BadFrameException("a field of a transaction runs over its end");
        }
        ByteBuffer field = in.slice(in.position(), (int) size);
        in.position(in.position() + (int) size);
        return field;
    }

    private static long varint(ByteBuffer in) throws BadFrameException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE && in.hasRemaining(); shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) return number;
        }
        throw new BadFrameException("a number in a transaction has no end");
    }
}
