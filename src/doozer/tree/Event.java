package doozer.tree;

/**
 * What one revision did: exactly one event a revision. Immutable, any thread; the file is that of
 * the tree, and its array is never modified. Equality of events compares files by identity, so
 * compare what they hold.
 *
 * <p>Events that were made in one step have consecutive revisions, and each knows all of them: see
 * {@link #first()} and {@link #last()}. A step of one is what nearly all are.
 *
 * @param revision from 1
 * @param code what {@link #kind()}, {@link #first()} and {@link #last()} tell, in one number: a
 *     history is full of events, and none takes more memory for the few that are not alone
 * @param path the file that was set or deleted; {@code /} for a nop
 * @param file what was written, with its owner of then; null for a deletion and a nop
 */
public record Event(long revision, int code, String path, FileEntry file) {
    /** How many events there may be in one step, at most. */
    public static final int MAX_STEP = 1 << 14;

    /** The empty value, shared by all that have none. */
    static final byte[] NO_VALUE = new byte[0];

    /*
     * The code, from the lowest bit on: 2 bits for the kind, 14 for how many events of the same
     * step come after this one, 14 for how many come before it.
     */
    private static final int AFTER = 2;
    private static final int BEFORE = 16;
    private static final int KIND_MASK = (1 << AFTER) - 1;

    private static final Kind[] KINDS = Kind.values();

    /** What an event can be. */
    public enum Kind {
        /** A file was written. */
        SET,
        /** A file was deleted, or was missing already: deleting it is an event all the same. */
        DEL,
        /** Nothing but the revision changed. */
        NOP
    }

    /**
     * An event.
     *
     * @throws IllegalStateException when the components contradict each other
     */
    public Event {
        Check.that(revision > 0, "events begin at revision 1");
        Check.that((code & KIND_MASK) < KINDS.length && code >>> BEFORE < MAX_STEP,
                "an event is of some kind, in some step");
        Kind kind = KINDS[code & KIND_MASK];
        Check.that((kind == Kind.SET) == (file != null), "only a set carries a value");
        Check.that(file == null || file.revision() == revision, "a file is of its event");
        Check.that(kind != Kind.NOP || path.length() == 1, "a nop is an event of the root");
    }

    /**
     * An event that is a step by itself, of a file that nobody owns.
     *
     * @param value what is written; empty unless something is
     * @throws IllegalStateException when these contradict each other
     */
    public Event(long revision, Kind kind, String path, byte[] value) {
        this(revision, kind, path, kind == Kind.SET || value.length > 0
                ? new FileEntry(path, revision, value) : null);
    }

    /** An event that is a step by itself. */
    Event(long revision, Kind kind, String path, FileEntry file) {
        this(revision, kind.ordinal(), path, file);
    }

    /** What was written; the empty array for a deletion and a nop. Shared, never modified. */
    public byte[] value() {
        return file == null ? NO_VALUE : file.value();
    }

    /** The id of the session that owned the file once this had written it; 0 for nobody. */
    public long owner() {
        return file == null ? 0 : file.owner();
    }

    /** What it was. */
    public Kind kind() {
        return KINDS[code & KIND_MASK];
    }

    /** The revision of the first event of its step: its own, if it is that or alone. */
    public long first() {
        return revision - (code >>> BEFORE);
    }

    /** The revision of the last event of its step: its own, if it is that or alone. */
    public long last() {
        return revision + (code >>> AFTER & MAX_STEP - 1);
    }

    /** Whether no other event was made in the same step. */
    public boolean isAlone() {
        return code >>> AFTER == 0;
    }

    /** The same, in a step of those revisions. */
    Event inStep(long first, long last) {
        Check.that(first <= revision && revision <= last, "an event is in its own step");
        Check.that(last - first < MAX_STEP, "a step is not longer than there is room for");
        int place = (int) (last - revision) << AFTER | (int) (revision - first) << BEFORE;
        int newCode = code & KIND_MASK | place;
        return newCode == code ? this : new Event(revision, newCode, path, file);
    }
}
