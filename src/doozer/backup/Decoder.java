package doozer.backup;

import doozer.tree.Path;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The payload of one record, whose checksum fits, as an item. What is wrong then was written so: by
 * a program with a mistake, or by an enemy. Owned by one thread.
 */
final class Decoder {
    private static final byte[] NOTHING = new byte[0];
    private static final int HASH = 32;
    /** As many as a store can have. */
    private static final long MAX_REVISION = 1L << 62;
    private static final int MAX_FLAGS = Item.Head.LOCAL | Item.Head.HISTORY | Item.Head.ANEW;

    private final ByteBuffer from;

    /** What is wrong with a payload; the message says it. */
    static final class WrongException extends Exception {
        private static final long serialVersionUID = 1;

        WrongException(String what) {
            super(what, null, false, false);
        }
    }

    private Decoder(ByteBuffer from) {
        this.from = from;
    }

    /** The item of that type; shares nothing with the payload. */
    static Item item(int type, ByteBuffer payload) throws WrongException {
        Decoder decoder = new Decoder(payload);
        Item item = switch (type) {
            case Encoder.HEAD -> decoder.head();
            case Encoder.FILE -> decoder.file();
            case Encoder.CHANGE -> decoder.change();
            case Encoder.MARK -> new Item.Mark(decoder.revision(), decoder.number());
            case Encoder.FORCED -> new Item.Forced(decoder.number());
            case Encoder.END -> new Item.End(decoder.number(), decoder.number(), decoder.number(),
                    decoder.bytes(HASH));
            default -> throw new WrongException("a record of the unknown type " + type);
        };
        if (payload.hasRemaining()) throw new WrongException("a record that is too long");
        return item;
    }

    private Item head() throws WrongException {
        int form = small(1, Item.Form.values().length) - 1;
        return new Item.Head(Item.Form.values()[form], small(0, MAX_FLAGS), revision(), number(),
                text(), text(Item.MAX_IDENTITY), text(), text());
    }

    private Item file() throws WrongException {
        long revision = positive();
        long owner = owner(revision);
        long ttl = number();
        String path = text();
        boolean isFile = Path.isValid(path) && path.length() > 1;
        if (!isFile) throw new WrongException("no path of a file");
        return new Item.File(path, revision, owner, ttl, body());
    }

    private Item change() throws WrongException {
        Item.Kind kind = Item.Kind.values()[small(1, Item.Kind.values().length) - 1];
        boolean hasMore = small(0, 1) == 1;
        long revision = positive();
        long owner = owner(revision);
        long ttl = number();
        long time = number();
        String path = text();
        if (!Path.isValid(path)) throw new WrongException("a change of what is no path");
        if (kind == Item.Kind.NOP != (path.length() == 1)) {
            throw new WrongException("a change whose path does not fit its kind");
        }
        byte[] body = body();
        if (kind != Item.Kind.SET && body.length > 0) {
            throw new WrongException("a body where nothing was set");
        }
        return new Item.Change(kind, hasMore, revision, owner, ttl, time, path, body);
    }

    private int small(int least, int most) throws WrongException {
        need(1);
        int value = from.get() & 0xff;
        if (value < least || value > most) throw new WrongException("a number out of bounds");
        return value;
    }

    private long revision() throws WrongException {
        long value = number();
        if (value > MAX_REVISION) throw new WrongException("a revision that is out of bounds");
        return value;
    }

    private long positive() throws WrongException {
        long value = revision();
        if (value == 0) throw new WrongException("a revision that is not above 0");
        return value;
    }

    /** A session is older than what it owns. */
    private long owner(long revision) throws WrongException {
        long owner = number();
        if (owner > revision) throw new WrongException("an owner that comes later");
        return owner;
    }

    private long number() throws WrongException {
        need(Long.BYTES);
        long value = from.getLong();
        if (value < 0) throw new WrongException("a number below 0");
        return value;
    }

    private String text() throws WrongException {
        return text(Item.MAX_TEXT);
    }

    private String text(int most) throws WrongException {
        need(Short.BYTES);
        int length = from.getShort() & 0xffff;
        if (length > most) throw new WrongException("a text that is too long");
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WrongException("a text that is not UTF-8");
        }
    }

    private byte[] body() throws WrongException {
        need(Integer.BYTES);
        int length = from.getInt();
        if (length < 0 || length > Item.MAX_BODY) {
            throw new WrongException("a body of " + Integer.toUnsignedString(length)
                    + " bytes, and no cluster has longer ones than " + Item.MAX_BODY);
        }
        return bytes(length);
    }

    private byte[] bytes(int length) throws WrongException {
        need(length);
        if (length == 0) return NOTHING;
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private void need(int count) throws WrongException {
        if (from.remaining() < count) throw new WrongException("a record that is too short");
    }
}
