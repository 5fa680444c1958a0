package doozer.tree;

/**
 * A file as one write left it. Immutable, any thread. It does not know its own path: that is the
 * way that leads to it.
 */
public sealed class FileEntry implements Entry permits OwnedFile {
    private final long revision;
    private final long hash;
    private final byte[] value;

    /** Nobody's file. Shares {@code value}: nobody modifies it from now on. */
    FileEntry(String path, long revision, byte[] value) {
        this(path, revision, value, 0);
    }

    /** That session's file, for {@link OwnedFile}. */
    FileEntry(String path, long revision, byte[] value, long owner) {
        Check.that(revision > 0, "a file has the revision of an event");
        this.revision = revision;
        this.value = value.length == 0 ? Event.NO_VALUE : value;
        // Kept, so that whoever overwrites or deletes this file need not read the value again.
        this.hash = Hash.ofFile(path, revision, value, owner);
    }

    /** The file of that session, or nobody's for 0: as nearly all are, which hold no owner. */
    static FileEntry of(String path, long revision, byte[] value, long owner) {
        return owner == 0 ? new FileEntry(path, revision, value)
                : new OwnedFile(path, revision, value, owner);
    }

    /** The revision of the write, from 1. */
    public final long revision() {
        return revision;
    }

    /** The bytes written: shared, never modified. */
    public final byte[] value() {
        return value;
    }

    /** The id of the session that owns it; 0 for nobody, as usual. */
    public long owner() {
        return 0;
    }

    /** What this file adds to the sum of its tree: see {@link Hash}. */
    final long hash() {
        return hash;
    }
}
