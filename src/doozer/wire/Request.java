package doozer.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client asks, field by field. A field is present or absent, and that matters: a present
 * value of length 0 is an empty file, an absent tag is echoed as absent. Owned by one thread, which
 * fills it; the value's array is shared and never modified.
 */
public final class Request {
    static final int TAG = 1;
    static final int VERB = 2;
    /** {@code cas}, which only clients up to 0.3.1 send. */
    static final int CAS = 3;
    static final int PATH = 4;
    static final int VALUE = 5;
    static final int OTHER_TAG = 6;
    static final int OFFSET = 7;
    static final int LIMIT = 8;
    static final int REV = 9;
    static final int SESSION = 10;
    static final int SEQUENCE = 11;
    static final int ACKED = 12;
    static final int TTL = 13;
    static final int OPTIONS = 14;
    static final int GLOB = 15;

    /** The file that is set goes when the session does. */
    public static final int EPHEMERAL = 1;
    /** Events of a watch tell what was there before. */
    public static final int PREVIOUS = 2;
    /** A watch that hears nothing is told from time to time how far it has come. */
    public static final int PROGRESS = 4;
    /** A watch begins with the files that match. */
    public static final int WALK_FIRST = 8;
    /** A watch or a walk tells of each file whose it is. */
    public static final int OWNERS = 16;
    /** A dump goes back as far as the history does. */
    public static final int HISTORY = 32;

    /** Stands for "no tag" where a tag is passed as a number: no 32-bit tag has this value. */
    public static final long NO_TAG = Long.MIN_VALUE;

    private int present;
    private int tag;
    private int verb;
    private String path;
    private byte[] value;
    private long valueLength;
    private int otherTag;
    private int offset;
    private int limit;
    private long rev;
    private long session;
    private long sequence;
    private long acked;
    private int ttlMillis;
    private int options;
    private List<String> globs = List.of();

    /** One without any field. */
    public Request() {
    }

    /** One with that verb. */
    public Request(Verb verb) {
        verbNumber(verb.number());
    }

    private boolean has(int field) {
        return (present & 1 << field) != 0;
    }

    private Request mark(int field) {
        present |= 1 << field;
        return this;
    }

    /** The tag, or {@link #NO_TAG}. */
    public long tag() {
        return has(TAG) ? tag : NO_TAG;
    }

    /** The verb, or null when it is absent or unknown. */
    public Verb verb() {
        return has(VERB) ? Verb.of(verb) : null;
    }

    /** The number sent for the verb, 0 when absent. */
    public int verbNumber() {
        return verb;
    }

    /** True for a request that only clients up to 0.3.1 send. */
    public boolean hasCas() {
        return has(CAS);
    }

    /** The path, or null. It may be anything: nothing but its length has been checked. */
    public String path() {
        return path;
    }

    /** The value, or null when absent or over the limit (then {@link #valueLength} tells). */
    public byte[] value() {
        return value;
    }

    /** How many bytes the value had, also when it was over the limit and skipped. */
    public long valueLength() {
        return valueLength;
    }

    /** True when there was a value longer than this server takes; it has been dropped. */
    public boolean isValueTooLong() {
        return value == null && has(VALUE);
    }

    /** Whether {@link #otherTag} is present. */
    public boolean hasOtherTag() {
        return has(OTHER_TAG);
    }

    /** The tag of another request, 0 when absent. */
    public int otherTag() {
        return otherTag;
    }

    /** Whether {@link #offset} is present. */
    public boolean hasOffset() {
        return has(OFFSET);
    }

    /** How many entries to pass over, 0 when absent. */
    public int offset() {
        return offset;
    }

    /** Whether {@link #limit} is present: only clients of the seed era send it. */
    public boolean hasLimit() {
        return has(LIMIT);
    }

    /** How many entries at most, 0 when absent. */
    public int limit() {
        return limit;
    }

    /** Whether {@link #rev} is present. */
    public boolean hasRev() {
        return has(REV);
    }

    /** The revision, 0 when absent. */
    public long rev() {
        return rev;
    }

    /** The session that it is about, 0 when absent. */
    public long session() {
        return session;
    }

    /** Which one of its session's commands it is, from 1; 0 when absent. */
    public long sequence() {
        return sequence;
    }

    /** Up to which of its session's commands the client has all answers, 0 when absent. */
    public long acked() {
        return acked;
    }

    /** How long a session is to live without a sign of life, 0 when absent. */
    public int ttlMillis() {
        return ttlMillis;
    }

    /** Whether that option is set: {@link #EPHEMERAL} and those that follow it. */
    public boolean hasOption(int option) {
        return (options & option) != 0;
    }

    /** The bits of all options that are set. */
    public int options() {
        return options;
    }

    /** The globs beside the one in the path. */
    public List<String> globs() {
        return globs;
    }

    /** Sets the tag. */
    public Request tag(int newTag) {
        tag = newTag;
        return mark(TAG);
    }

    /** Sets the verb by its number, which may be unknown. */
    public Request verbNumber(int number) {
        verb = number;
        return mark(VERB);
    }

    /** Sets the path. */
    public Request path(String newPath) {
        path = newPath;
        return mark(PATH);
    }

    /** Sets the value; the array is not copied. */
    public Request value(byte[] newValue) {
        value = newValue;
        valueLength = newValue.length;
        return mark(VALUE);
    }

    /** Forgets the value: one that is kept while it waits must not keep what nobody reads. */
    public Request dropValue() {
        value = null;
        return this;
    }

    Request valueTooLong(long length) {
        value = null;
        valueLength = length;
        return mark(VALUE);
    }

    Request cas() {
        return mark(CAS);
    }

    /** Sets the tag of another request. */
    public Request otherTag(int newTag) {
        otherTag = newTag;
        return mark(OTHER_TAG);
    }

    /** Sets how many entries to pass over. */
    public Request offset(int newOffset) {
        offset = newOffset;
        return mark(OFFSET);
    }

    /** Sets how many entries to give at most. */
    public Request limit(int newLimit) {
        limit = newLimit;
        return mark(LIMIT);
    }

    /** Sets the revision. */
    public Request rev(long newRev) {
        rev = newRev;
        return mark(REV);
    }

    /** Sets the session. */
    public Request session(long id) {
        session = id;
        return mark(SESSION);
    }

    /** Sets which one of its session's commands it is. */
    public Request sequence(long number) {
        sequence = number;
        return mark(SEQUENCE);
    }

    /** Sets up to which of its session's commands the client has all answers. */
    public Request acked(long number) {
        acked = number;
        return mark(ACKED);
    }

    /** Sets how long a session is to live. */
    public Request ttlMillis(int millis) {
        ttlMillis = millis;
        return mark(TTL);
    }

    /** Sets an option beside those that are set. */
    public Request option(int option) {
        return options(options | option);
    }

    Request options(int newOptions) {
        options = newOptions;
        return mark(OPTIONS);
    }

    /** Adds a glob beside the one in the path. */
    public Request glob(String glob) {
        if (globs.isEmpty()) globs = new ArrayList<>(2);
        globs.add(glob);
        return this;
    }

    /** Writes the whole frame, length first. */
    public void encode(Output out) {
        int start = out.length();
        out.putInt(0);
        if (has(TAG)) out.putVarintField(TAG, tag);
        if (has(VERB)) out.putVarintField(VERB, verb);
        if (path != null) out.putStringField(PATH, path);
        if (value != null) out.putBytesField(VALUE, value);
        if (has(OTHER_TAG)) out.putVarintField(OTHER_TAG, otherTag);
        if (has(OFFSET)) out.putVarintField(OFFSET, offset);
        if (has(LIMIT)) out.putVarintField(LIMIT, limit);
        if (has(REV)) out.putVarintField(REV, rev);
        encodeLater(out);
        out.putIntAt(start, out.length() - start - 4);
    }

    /** The fields that the clients of old do not have. */
    private void encodeLater(Output out) {
        if (has(SESSION)) out.putVarintField(SESSION, session);
        if (has(SEQUENCE)) out.putVarintField(SEQUENCE, sequence);
        if (has(ACKED)) out.putVarintField(ACKED, acked);
        if (has(TTL)) out.putVarintField(TTL, ttlMillis);
        if (has(OPTIONS)) out.putVarintField(OPTIONS, options);
        for (String glob : globs) out.putStringField(GLOB, glob);
    }
}
