package doozer.tree;

/**
 * How much memory the history takes, as an estimate. Stateless; any thread.
 *
 * <p>What a history keeps alive beside the current tree are its events, and whatever the current
 * tree has no part in any more: the nodes, the names and the value that a revision replaced or
 * removed. So a revision is charged for its event and root; for one branch of each directory on its
 * path; and for a value, the larger of the one it wrote and the one it replaced, so that neither
 * the roots nor a copy of the events can take more than the sum says. That is too much for new
 * values that are still current, and for the oldest revision, whose predecessor is gone.
 *
 * <p>Sizes of objects are those of HotSpot with compressed references (heaps below 32 GB). The
 * branch of a directory of n entries counts as the bits of n, and one node more for rotations; only
 * the worst of balanced trees are higher.
 */
final class Footprint {
    private static final int NODE = 40;
    private static final int DIRECTORY = 16;
    private static final int FILE = 32;
    private static final int OWNER = 8;
    private static final int TREE = 40;
    private static final int EVENT = 32;
    private static final int STRING = 24;
    private static final int ARRAY = 16;
    /** A place in each of the three arrays of the ring. */
    private static final int SLOT = 12;

    private Footprint() {
    }

    /** What every revision takes: its event with its path, its root, its place in the history. */
    static long event(String path) {
        return EVENT + TREE + SLOT + string(path.length());
    }

    /** What a revision takes for its file. Either may be null: then there is none. */
    static long file(FileEntry written, FileEntry replaced) {
        int length = written == null ? 0 : written.value().length;
        if (replaced != null) length = Math.max(length, replaced.value().length);
        boolean isOwned = written != null && written.owner() != 0
                || replaced != null && replaced.owner() != 0;
        return FILE + (isOwned ? OWNER : 0) + array(length);
    }

    /** What a directory takes, with the one branch of its balanced tree that a change replaces. */
    static long branchOf(Directory directory) {
        int entries = directory.entries();
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(entries);
        return DIRECTORY + (long) NODE * Math.min(entries, bits + 1);
    }

    static long string(int length) {
        return STRING + array(length);
    }

    private static long array(int length) {
        return ARRAY + (length + 7L) / 8 * 8;
    }
}
