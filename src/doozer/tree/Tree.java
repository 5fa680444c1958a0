package doozer.tree;

/**
 * The whole state at one revision. Immutable: any thread may read it for as long as it likes, and
 * nothing that happens later changes it.
 */
public final class Tree {
    /** The state before the first event: revision 0, no file. */
    public static final Tree EMPTY = new Tree(0, Directory.EMPTY, 0, 0);

    static final Glob EVERYTHING = Glob.parse("/**");

    private final long revision;
    private final Directory root;
    private final long sum;
    /** How many files have an owner: here, as a count in each node would take more memory. */
    private final int owned;

    private Tree(long revision, Directory root, long sum, int owned) {
        this.revision = revision;
        this.root = root;
        this.sum = sum;
        this.owned = owned;
    }

    /**
     * A state that was put together elsewhere.
     *
     * @param sum of the hashes of all its files
     * @param owned how many of them have an owner
     */
    static Tree of(long revision, Directory root, long sum, int owned) {
        Check.that(root.files() <= revision, "each file has a revision of its own");
        return revision == 0 ? EMPTY : new Tree(revision, root, sum, owned);
    }

    /** The revision of which this is the state; 0 only for {@link #EMPTY}. */
    public long revision() {
        return revision;
    }

    /**
     * The hash of the whole state, files with their revisions and owners, and the revision of the
     * tree: equal histories have equal hashes on every node and every JVM. Constant time.
     */
    public long hash() {
        return Hash.ofState(sum, revision);
    }

    /** The same hash worked out from every file: for tests and checks, as slow as it sounds. */
    public long recomputeHash() {
        long recomputed = 0;
        Walk walk = walk(EVERYTHING);
        Walk.Step step = walk.advance(Integer.MAX_VALUE);
        while (step != Walk.Step.END) {
            if (step == Walk.Step.FOUND) {
                FileEntry file = walk.file();
                recomputed += Hash.ofFile(walk.path(), file.revision(), file.value(),
                        file.owner());
            }
            step = walk.advance(Integer.MAX_VALUE);
        }
        return Hash.ofState(recomputed, revision);
    }

    /** The same files at a later revision. */
    Tree at(long newRevision) {
        return new Tree(newRevision, root, sum, owned);
    }

    /** How many of the files a session owns. Constant time. */
    public int ownedFiles() {
        return owned;
    }

    /** The root directory, which is always there. */
    public Directory root() {
        return root;
    }

    /**
     * What is at a path, or null. A text that is no path, null and the empty one too, reads as
     * missing: no file can have it.
     */
    public Entry find(String path) {
        if (path == null || path.isEmpty() || path.charAt(0) != '/') return null;
        if (path.length() == 1) return root;
        Directory directory = root;
        int from = 1;
        int slash = path.indexOf('/', from);
        while (slash >= 0) {
            if (!(directory.get(path, from, slash) instanceof Directory next)) return null;
            directory = next;
            from = slash + 1;
            slash = path.indexOf('/', from);
        }
        return directory.get(path, from, path.length());
    }

    /**
     * The first on the way to a path that is not there, that is the shortest beginning of it, up to
     * a whole name, at which nothing is; null if all of it is there, or if it is no path. One
     * descent, as in {@link #find}.
     */
    public String missing(String path) {
        if (!Path.isValid(path) || path.length() == 1) return null;
        Directory directory = root;
        int from = 1;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            // Below a file is nothing.
            Entry entry = directory.get(path, from, to);
            if (entry == null) return path.substring(0, to);
            directory = entry instanceof Directory next ? next : Directory.EMPTY;
            from = to + 1;
        }
        return null;
    }

    /**
     * A walk over the files that a glob matches, standing before the first. It belongs to the
     * thread that uses it.
     */
    public Walk walk(Glob glob) {
        return new Walk(this, glob);
    }

    /**
     * The state after the next event, which has led to that root.
     *
     * @param old the file that it has replaced or removed, or null
     * @param written the file that it has written, or null
     */
    Tree next(Directory newRoot, FileEntry old, FileEntry written) {
        long sumChange = hashOf(written) - hashOf(old);
        int newOwned = owned + owned(written) - owned(old);
        Check.that(Math.abs(newRoot.files() - root.files()) <= 1, "an event changes one file");
        Check.that(newRoot.files() > 0 || sum + sumChange == 0, "no files, nothing to sum up");
        Check.that(newOwned >= 0 && newOwned <= newRoot.files(), "what is owned is a file");
        return new Tree(revision + 1, newRoot, sum + sumChange, newOwned);
    }

    private static long hashOf(FileEntry file) {
        return file == null ? 0 : file.hash();
    }

    private static int owned(FileEntry file) {
        return file == null || file.owner() == 0 ? 0 : 1;
    }
}
