package doozer.wire;

import java.nio.charset.StandardCharsets;

/**
 * What a server answers, but for the tag, which is echoed when it is written: so one event is
 * encoded once and goes to every watch that it concerns. Filled by one thread and then never
 * changed; the value's array is shared and never modified either.
 */
public final class Response {
    static final int TAG = 1;
    static final int FLAGS = 2;
    static final int REV = 3;
    static final int PATH = 5;
    static final int VALUE = 6;
    static final int LEN = 8;
    static final int PREVIOUS_REV = 9;
    static final int PREVIOUS_VALUE = 10;
    static final int OWNER = 11;
    static final int ERR_CODE = 100;
    static final int ERR_DETAIL = 101;

    private static final int HAS_FLAGS = 1;
    private static final int HAS_REV = 2;
    private static final int HAS_LEN = 4;
    private static final int HAS_PREVIOUS = 8;

    private int present;
    private int flags;
    private long rev;
    private String path;
    private byte[] value;
    private int len;
    private long previousRev;
    private byte[] previousValue;
    private long owner;
    private int errCode;
    private String errDetail;
    private byte[] encoded;

    /** The refusal with that code; {@code detail} may be null. */
    public static Response error(ErrorCode code, String detail) {
        return new Response().errCode(code.number()).errDetail(detail);
    }

    /** Whether {@link #flags} is present. */
    public boolean hasFlags() {
        return (present & HAS_FLAGS) != 0;
    }

    /** The bits of {@link Flags}, 0 when absent. */
    public int flags() {
        return flags;
    }

    /** Whether {@link #rev} is present. */
    public boolean hasRev() {
        return (present & HAS_REV) != 0;
    }

    /** The revision, 0 when absent. */
    public long rev() {
        return rev;
    }

    /** The path, or null. */
    public String path() {
        return path;
    }

    /** The value, or null. */
    public byte[] value() {
        return value;
    }

    /** Whether {@link #len} is present. */
    public boolean hasLen() {
        return (present & HAS_LEN) != 0;
    }

    /** The length in bytes of a file or in entries of a directory, 0 when absent. */
    public int len() {
        return len;
    }

    /** Whether {@link #previousRev} is present. */
    public boolean hasPrevious() {
        return (present & HAS_PREVIOUS) != 0;
    }

    /** The revision of what was there before, 0 for nothing and when absent. */
    public long previousRev() {
        return previousRev;
    }

    /** The body of what was there before, or null. */
    public byte[] previousValue() {
        return previousValue;
    }

    /** The session that owns the file, 0 when absent. */
    public long owner() {
        return owner;
    }

    /** The number of the error, 0 when there is none. */
    public int errCode() {
        return errCode;
    }

    /** The error, or null when there is none or its number is unknown. */
    public ErrorCode error() {
        return ErrorCode.of(errCode);
    }

    /** What is wrong, in words, or null. */
    public String errDetail() {
        return errDetail;
    }

    /** Sets the flags. */
    public Response flags(int newFlags) {
        flags = newFlags;
        present |= HAS_FLAGS;
        return this;
    }

    /** Sets the revision. */
    public Response rev(long newRev) {
        rev = newRev;
        present |= HAS_REV;
        return this;
    }

    /** Sets the path. */
    public Response path(String newPath) {
        path = newPath;
        return this;
    }

    /** Sets the value; the array is not copied. */
    public Response value(byte[] newValue) {
        value = newValue;
        return this;
    }

    /** Sets the length. */
    public Response len(int newLen) {
        len = newLen;
        present |= HAS_LEN;
        return this;
    }

    /** Sets the revision of what was there before. */
    public Response previousRev(long newRev) {
        previousRev = newRev;
        present |= HAS_PREVIOUS;
        return this;
    }

    /** Sets the body of what was there before; the array is not copied. */
    public Response previousValue(byte[] newValue) {
        previousValue = newValue;
        return this;
    }

    /** Sets the session that owns the file; 0 stands for nobody, and is not sent. */
    public Response owner(long session) {
        owner = session;
        return this;
    }

    Response errCode(int number) {
        errCode = number;
        return this;
    }

    Response errDetail(String detail) {
        errDetail = detail;
        return this;
    }

    /** Encodes this now, so that each further {@link #encode} is a copy of bytes. Gives itself. */
    public Response shared() {
        if (encoded == null) {
            Output out = new Output(64 + (value == null ? 0 : value.length));
            encodeFields(out);
            encoded = out.toByteArray();
        }
        return this;
    }

    /** The fields as {@link #shared} encoded them, or null. Never modified. */
    public byte[] sharedBytes() {
        return encoded;
    }

    /** Writes the whole frame, length first; {@code tag} may be {@link Request#NO_TAG}. */
    public void encode(long tag, Output out) {
        int start = out.length();
        encodeHead(tag, out);
        if (encoded != null) out.putBytes(encoded);
        else encodeFields(out);
        out.putIntAt(start, out.length() - start - 4);
    }

    /**
     * Writes the length and the tag of a frame whose {@link #sharedBytes} the caller writes behind
     * them: so that a long value need not be copied for every watch.
     */
    public void encodeSharedHead(long tag, Output out) {
        int start = out.length();
        encodeHead(tag, out);
        out.putIntAt(start, out.length() - start - 4 + encoded.length);
    }

    /** Whether there is a value of at least so many bytes, and nothing behind it. */
    public boolean endsWithValue(int atLeast) {
        return value != null && value.length >= atLeast && !hasLen() && !hasPrevious()
                && errCode == 0;
    }

    /**
     * Writes all of the frame but the value that it ends with, which the caller writes behind it:
     * for a response of which {@link #endsWithValue} is true.
     */
    public void encodeUpToValue(long tag, Output out) {
        int start = out.length();
        encodeHead(tag, out);
        encodeFieldsUpToValue(out);
        out.putVarint(VALUE << 3 | 2);
        out.putVarint(value.length);
        out.putIntAt(start, out.length() - start - 4 + value.length);
    }

    private static void encodeHead(long tag, Output out) {
        out.putInt(0);
        if (tag != Request.NO_TAG) out.putVarintField(TAG, tag);
    }

    private void encodeFields(Output out) {
        encodeFieldsUpToValue(out);
        if (value != null) out.putBytesField(VALUE, value);
        if (hasLen()) out.putVarintField(LEN, len);
        if (hasPrevious()) out.putVarintField(PREVIOUS_REV, previousRev);
        if (previousValue != null) out.putBytesField(PREVIOUS_VALUE, previousValue);
        if (errCode != 0) out.putVarintField(ERR_CODE, errCode);
        if (errDetail != null) out.putStringField(ERR_DETAIL, errDetail);
    }

    private void encodeFieldsUpToValue(Output out) {
        if (hasFlags()) out.putVarintField(FLAGS, flags);
        if (hasRev()) out.putVarintField(REV, rev);
        if (path != null) out.putStringField(PATH, path);
        // Before the value, however long that is: it can be the end of a frame then.
        if (owner != 0) out.putVarintField(OWNER, owner);
    }

    @Override
    public String toString() {
        return "flags=" + flags + " rev=" + rev + " path=" + path + " len=" + len
                + (owner == 0 ? "" : " owner=" + owner)
                + (value == null ? "" : " value=" + new String(value, StandardCharsets.UTF_8))
                + (errCode == 0 ? "" : " error=" + error() + " " + errDetail);
    }
}
