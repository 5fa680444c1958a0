package doozer.tree;

/**
 * Makes a store of all its files at one revision, which come from outside: from a backup, for
 * example. Owned by one thread.
 *
 * <p>What comes is looked at as closely as the bytes of an image. A state that no writes can have
 * led to is refused.
 */
public final class StoreBuilder {
    private final long revision;
    private final TreeBuilder files = new TreeBuilder();
    /** The path of the file before; at first what is before all. */
    private String previous = "/";
    private boolean isOver;

    /**
     * One without any file yet.
     *
     * @param revision that of the state, from 0 to 2 to the 62nd
     * @throws IllegalArgumentException when it is another
     */
    public StoreBuilder(long revision) {
        if (revision < 0 || revision > ImageReader.MAX_REVISION) {
            throw new IllegalArgumentException("the revision of a state is from 0 to "
                    + ImageReader.MAX_REVISION + ", not " + revision);
        }
        this.revision = revision;
    }

    /**
     * Adds the next file, in the order of a {@link Walk}.
     *
     * @param fileRevision the revision of its last write
     * @param owner the id of the session that owns it, 0 for nobody
     * @param value shared from now on, never modified
     * @throws InvalidFileException when it cannot be in such a state, or not behind the one before;
     *     the builder is of no use then
     */
    public void add(String path, long fileRevision, long owner, byte[] value)
            throws InvalidFileException {
        Check.that(!isOver, "nothing is added to a store that was made, or is in error");
        isOver = true;
        expect(Path.isValid(path), path, "is not a valid path");
        expect(fileRevision > 0 && fileRevision <= revision, path, "has revision " + fileRevision
                + ", which is not from 1 to that of the state, " + revision);
        expect(owner >= 0 && owner <= fileRevision, path, "has owner " + owner
                + ", which is not a session of before its revision " + fileRevision);
        expect(value.length <= Image.MAX_VALUE, path, "has " + value.length + " bytes, and at most "
                + Image.MAX_VALUE + " are possible");
        expect(files.files() < Math.min(revision, Integer.MAX_VALUE), path,
                "is one file more than there can be at revision " + revision);
        boolean isNext = path.length() > 1 && files.goTo(path, Path.shared(previous, path));
        expect(isNext, path, "does not come after " + previous + " in the order of a walk");
        files.add(FileEntry.of(path, fileRevision, value, owner));
        previous = path;
        isOver = false;
    }

    private static void expect(boolean holds, String path, String what)
            throws InvalidFileException {
        if (!holds) throw new InvalidFileException("the file " + path + " " + what);
    }

    /**
     * The store that holds these files, and no revision before its own. To be called once.
     *
     * @param maxRevisions bounds its history, as in {@link Store}
     * @param maxBytes bounds it, too
     */
    public Store store(int maxRevisions, long maxBytes) {
        Check.that(!isOver, "a store is made once, and not of what is in error");
        isOver = true;
        Store store = new Store(maxRevisions, maxBytes);
        store.begin(new Start(files.finish(revision), null, 0));
        return store;
    }
}
