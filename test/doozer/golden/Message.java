package doozer.golden;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/**
 * A request or a response as the fields on the wire: which there are, in which order, of which
 * type, and the bytes of each. Written from the description of Protocol Buffers and sharing nothing
 * with doozer.wire, so that a slip in there is seen. Immutable. Equal is what has the same bytes.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int GROUP = 3;
    private static final int GROUP_END = 4;
    private static final int FIXED32 = 5;

    private final List<Field> fields;

    /** One field: {@code bytes} is null unless it has a length, {@code raw} is all of it. */
    private record Field(int number, int type, long varint, byte[] bytes, byte[] raw) {
        static Field of(int number, long varint) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            putVarint(out, (long) number << 3 | VARINT);
            putVarint(out, varint);
            return new Field(number, VARINT, varint, null, out.toByteArray());
        }

        static Field of(int number, byte[] bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            putVarint(out, (long) number << 3 | BYTES);
            putVarint(out, bytes.length);
            out.writeBytes(bytes);
            return new Field(number, BYTES, 0, bytes, out.toByteArray());
        }
    }

    Message() {
        this(List.of());
    }

    private Message(List<Field> fields) {
        this.fields = fields;
    }

    /**
     * The fields of a frame without its length.
     *
     * @throws IllegalArgumentException when it has none
     */
    static Message decode(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) fields.add(decodeField(in));
        return new Message(fields);
    }

    /** The messages of frames that stand one behind the other, or null when they are none. */
    static List<Message> decodeFrames(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Message> messages = new ArrayList<>();
        try {
            while (in.hasRemaining()) messages.add(decode(take(in, fixed32(in))));
        } catch (IllegalArgumentException e) {
            return null;
        }
        return messages;
    }

    private static Field decodeField(ByteBuffer in) {
        int start = in.position();
        long key = varint(in);
        int number = (int) (key >>> 3);
        int type = (int) key & 7;
        if (number == 0) throw new IllegalArgumentException("a field without a number");
        long varint = 0;
        byte[] bytes = null;
        switch (type) {
            case VARINT -> varint = varint(in);
            case FIXED64 -> take(in, Long.BYTES);
            case BYTES -> bytes = take(in, varint(in));
            case GROUP, GROUP_END -> { }
            case FIXED32 -> take(in, Integer.BYTES);
            default -> throw new IllegalArgumentException("wire type " + type);
        }
        byte[] raw = Arrays.copyOfRange(in.array(), start, in.position());
        return new Field(number, type, varint, bytes, raw);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = take(in, 1)[0];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) return value;
        }
        throw new IllegalArgumentException("a number of more than ten bytes");
    }

    private static int fixed32(ByteBuffer in) {
        return ByteBuffer.wrap(take(in, Integer.BYTES)).getInt();
    }

    private static byte[] take(ByteBuffer in, long count) {
        if (count < 0 || count > in.remaining()) throw new IllegalArgumentException("too short");
        byte[] bytes = new byte[(int) count];
        in.get(bytes);
        return bytes;
    }

    private static void putVarint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** All of it, the length of the frame first. */
    byte[] frame() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Field field : fields) body.writeBytes(field.raw);
        return ByteBuffer.allocate(Integer.BYTES + body.size()).putInt(body.size())
            .put(body.toByteArray()).array();
    }

    /** The last number with that field number, or null when there is none. */
    Long number(int number) {
        Field field = find(number, VARINT);
        return field == null ? null : field.varint;
    }

    /** The last number with that field number, cut to 32 bits as readers do, or 0. */
    int int32(int number) {
        Long value = number(number);
        return value == null ? 0 : value.intValue();
    }

    /** The last bytes with that field number, or null when there are none. Not to be modified. */
    byte[] bytes(int number) {
        Field field = find(number, BYTES);
        return field == null ? null : field.bytes;
    }

    /** The last bytes with that field number as text, or null when there are none. */
    String text(int number) {
        byte[] bytes = bytes(number);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private Field find(int number, int type) {
        Field found = null;
        for (Field field : fields) {
            if (field.number == number && field.type == type) found = field;
        }
        return found;
    }

    /** The same with that number in the place of the field, or where its number belongs. */
    Message with(int number, long value) {
        return with(Field.of(number, value));
    }

    /** The same with those bytes in the place of the field, or where its number belongs. */
    Message with(int number, byte[] value) {
        return with(Field.of(number, value));
    }

    private Message with(Field added) {
        List<Field> changed = new ArrayList<>(fields);
        if (find(added.number, added.type) != null) {
            changed.replaceAll(old ->
                old.number == added.number && old.type == added.type ? added : old);
        } else {
            int place = 0;
            while (place < changed.size() && changed.get(place).number < added.number) place++;
            changed.add(place, added);
        }
        return new Message(Collections.unmodifiableList(changed));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message message && Arrays.equals(frame(), message.frame());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(frame());
    }

    /** The fields with the names that they have in a response, and the bytes if they are few. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ", "{", "}");
        for (Field field : fields) text.add(Responses.name(field.number) + "=" + valueOf(field));
        byte[] frame = frame();
        return frame.length > 200 ? text.toString() : text + " " + HexFormat.of().formatHex(frame);
    }

    private static Object valueOf(Field field) {
        if (field.type == VARINT) return Responses.valueOf(field.number, field.varint);
        if (field.type != BYTES) return HexFormat.of().formatHex(field.raw);
        if (field.bytes.length > 100) return field.bytes.length + " bytes";
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(field.bytes));
        } catch (CharacterCodingException e) {
            return HexFormat.of().formatHex(field.bytes);
        }
    }
}
