package doozer.tree;

/**
 * A file that a session owns. Immutable, any thread. A class of its own, so that other files do
 * not pay for an owner that they do not have.
 */
final class OwnedFile extends FileEntry {
    private final long owner;

    /** Shares {@code value}: nobody modifies it from now on. */
    OwnedFile(String path, long revision, byte[] value, long owner) {
        super(path, revision, value, owner);
        // A session's id is the revision that opened it, and wrote its own file.
        Check.that(owner > 0 && owner <= revision, "a session is there before its files");
        this.owner = owner;
    }

    @Override
    public long owner() {
        return owner;
    }
}
