package doozer.tree;

/**
 * The whole state at one revision. Immutable: any thread may read it for as long as it likes, and
 * nothing that happens later changes it.
 */
public final class Tree {
    /** The state before the first event: revision 0, no file. */
    public static final Tree EMPTY = new Tree(0, Directory.EMPTY, 0);

    static final Glob EVERYTHING = Glob.parse("/**");

    private final long revision;
    private final Directory root;
    private final long sum;

    private Tree(long revision, Directory root, long sum) {
        this.revision = revision;
        this.root = root;
        this.sum = sum;
    }

    /**
     * A state that was put together elsewhere.
     *
     * @param sum of the hashes of all its files
     */
    static Tree of(long revision, Directory root, long sum) {
        Check.that(root.files() <= revision, "each file has a revision of its own");
        return revision == 0 ? EMPTY : new Tree(revision, root, sum);
    }

    /** The revision of which this is the state; 0 only for {@link #EMPTY}. */
    public long revision() {
        return revision;
    }

    /**
     * The hash of the whole state, files with their revisions and the revision of the tree: equal
     * histories have equal hashes on every node and every JVM. Constant time.
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
                recomputed += Hash.ofFile(walk.path(), file.revision(), file.value());
            }
            step = walk.advance(Integer.MAX_VALUE);
        }
        return Hash.ofState(recomputed, revision);
    }

    /** The same files at a later revision. */
    Tree at(long newRevision) {
        return new Tree(newRevision, root, sum);
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
     * A walk over the files that a glob matches, standing before the first. It belongs to the
     * thread that uses it.
     */
    public Walk walk(Glob glob) {
        return new Walk(this, glob);
    }

    /**
     * The state after one event.
     *
     * @param sumChange what the event adds to the sum of the files' hashes
     */
    Tree next(Directory newRoot, long newRevision, long sumChange) {
        Check.that(newRevision > revision, "revisions rise");
        Check.that(Math.abs(newRoot.files() - root.files()) <= 1, "an event changes one file");
        Check.that(newRoot.files() > 0 || sum + sumChange == 0, "no files, nothing to sum up");
        return new Tree(newRevision, newRoot, sum + sumChange);
    }
}
