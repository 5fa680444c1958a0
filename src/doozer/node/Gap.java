package doozer.node;

/**
 * Revisions that this cluster has never had, though clients may know of some of them: it was
 * recovered or restored from an older state, and what came after that state is lost.
 *
 * @param last the last revision before them
 * @param end the last of them: what comes next is written here
 */
public record Gap(long last, long end) {
    /** By how much the revision jumps: more than a cluster makes that nobody saw the end of. */
    static final long LENGTH = 1_000_000_000;

    /** The one behind a state of that revision. */
    static Gap after(long revision, long length) {
        return new Gap(revision, revision + length);
    }

    /** Whether that is one of them. */
    boolean has(long revision) {
        return revision > last && revision <= end;
    }
}
