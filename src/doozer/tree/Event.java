package doozer.tree;

/**
 * What one revision did: exactly one event a revision. Immutable, any thread; the array is shared
 * with the tree and with every reader, and is never modified. Equality of events compares arrays by
 * identity, so compare the components.
 *
 * @param revision from 1
 * @param path the file that was set or deleted; {@code /} for a nop
 * @param value what was written; the empty array for a deletion and a nop
 */
public record Event(long revision, Kind kind, String path, byte[] value) {
    /** The empty value, shared by all that have none. */
    static final byte[] NO_VALUE = new byte[0];

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
        Check.that(kind == Kind.SET || value.length == 0, "only a set carries a value");
        Check.that(kind != Kind.NOP || path.length() == 1, "a nop is an event of the root");
    }
}
