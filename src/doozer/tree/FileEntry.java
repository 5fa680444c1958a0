package doozer.tree;

/**
 * A file as one write left it. Immutable, any thread. It does not know its own path: that is the
 * way that leads to it.
 */
public final class FileEntry implements Entry {
    private final long revision;
    private final long hash;
    private final byte[] value;

    /** Shares {@code value}: nobody modifies it from now on. */
    FileEntry(String path, long revision, byte[] value) {
        Check.that(revision > 0, "a file has the revision of an event");
        this.revision = revision;
        this.value = value.length == 0 ? Event.NO_VALUE : value;
        // Kept, so that whoever overwrites or deletes this file need not read the value again.
        this.hash = Hash.ofFile(path, revision, value);
    }

    /** The revision of the write, from 1. */
    public long revision() {
        return revision;
    }

    /** The bytes written: shared, never modified. */
    public byte[] value() {
        return value;
    }

    /** What this file adds to the sum of its tree: see {@link Hash}. */
    long hash() {
        return hash;
    }
}
