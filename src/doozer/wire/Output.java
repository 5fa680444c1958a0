package doozer.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes being written, in an array that grows. Owned by the thread that fills it.
 */
public final class Output {
    private byte[] bytes;
    private int length;

    /** An empty one that has room for {@code capacity} bytes before it has to grow. */
    public Output(int capacity) {
        bytes = new byte[capacity];
    }

    /** The array that holds the bytes, from 0 to {@link #length}; the next write may replace it. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes have been written. */
    public int length() {
        return length;
    }

    /** Forgets what was written, and keeps the array. */
    public void clear() {
        length = 0;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Writes one byte, the low eight bits. */
    public void putByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    /** Writes four bytes, the highest first. */
    public void putInt(int value) {
        reserve(4);
        length += 4;
        putIntAt(length - 4, value);
    }

    /** Writes four bytes over those at {@code position}: a length known only afterwards. */
    public void putIntAt(int position, int value) {
        bytes[position] = (byte) (value >>> 24);
        bytes[position + 1] = (byte) (value >>> 16);
        bytes[position + 2] = (byte) (value >>> 8);
        bytes[position + 3] = (byte) value;
    }

    /** Writes all the bytes of {@code source}. */
    public void putBytes(byte[] source) {
        putBytes(source, source.length);
    }

    /** Writes the first so many bytes of {@code source}. */
    public void putBytes(byte[] source, int count) {
        reserve(count);
        System.arraycopy(source, 0, bytes, length, count);
        length += count;
    }

    /** Writes text, in UTF-8. */
    public void putText(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a protobuf varint, 1 to 10 bytes; negative numbers take ten. */
    public void putVarint(long value) {
        reserve(10);
        while ((value & ~0x7fL) != 0) {
            bytes[length++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        bytes[length++] = (byte) value;
    }

    /** Writes a protobuf field that is a number. */
    public void putVarintField(int field, long value) {
        putVarint(field << 3);
        putVarint(value);
    }

    /** Writes a protobuf field that is bytes. */
    public void putBytesField(int field, byte[] value) {
        putVarint(field << 3 | 2);
        putVarint(value.length);
        putBytes(value);
    }

    /** Writes a protobuf field that is text, in UTF-8. */
    public void putStringField(int field, String value) {
        putBytesField(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private void reserve(int more) {
        if (bytes.length - length >= more) return;
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
}
