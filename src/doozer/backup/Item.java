package doozer.backup;

/**
 * What backup files and journal segments are made of, one a record. Immutable, any thread; arrays
 * are shared and never modified.
 */
sealed interface Item {
    /** The longest payload of a record, in bytes: the longest body, its path, and room. */
    int MAX_PAYLOAD = 17 << 20;
    /** The longest body, in bytes: a cluster takes no longer ones, and could not tell them. */
    int MAX_BODY = 15 << 20;
    /** The longest text but for a path and an identity, in bytes. */
    int MAX_TEXT = 4096;
    /** The longest identity, in bytes: that of a lineage with thousands of gaps. */
    int MAX_IDENTITY = 65_535;

    /** What a file is, as its head says. */
    enum Form {
        /** One state, perhaps with what led to it: it has an end. */
        BACKUP,
        /** A piece of a journal: it may go on in the next one. */
        SEGMENT
    }

    /**
     * The first record of each file.
     *
     * @param flags {@link #LOCAL}, {@link #HISTORY}, {@link #ANEW}
     * @param base the revision of the files; of a segment, the one before its first change
     * @param timeMillis when it was made, since 1970
     * @param note for people: why a segment begins anew
     */
    record Head(Form form, int flags, long base, long timeMillis, String name, String identity,
            String program, String note) implements Item {
        /** Taken from one node, which need not have known of every change. */
        static final int LOCAL = 1;
        /** Changes may follow the files. */
        static final int HISTORY = 2;
        /** A segment that does not go on where the one before it ended. */
        static final int ANEW = 4;

        boolean is(int flag) {
            return (flags & flag) != 0;
        }
    }

    /** One file of the state. */
    record File(String path, long revision, long owner, long ttlMillis, byte[] body)
            implements Item { }

    /** What a change was. */
    enum Kind { SET, DEL, NOP }

    /**
     * One revision.
     *
     * @param hasMore whether the next revision was made in the same step
     * @param timeMillis when the journal heard of it, since 1970; 0 where that is not known
     */
    record Change(Kind kind, boolean hasMore, long revision, long owner, long ttlMillis,
            long timeMillis, String path, byte[] body) implements Item { }

    /** Every change up to a revision is in the files up to here. */
    record Mark(long revision, long timeMillis) implements Item { }

    /** Everything in the file before this record was forced before it was written. */
    record Forced(long length) implements Item { }

    /**
     * The last record of a backup.
     *
     * @param revision of the last change, or of the files when there is none
     * @param hash SHA-256 of all bytes of the file before this record
     */
    record End(long files, long changes, long revision, byte[] hash) implements Item { }
}
