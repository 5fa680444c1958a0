package doozer.tree;

import java.util.Arrays;

/**
 * One change on its way down a path and up again, owned by the thread that owns the store. The
 * store uses one edit for all its writes.
 *
 * <p>The way down collects the directories, as far as there are any; the way up copies each of them
 * with its one entry changed, makes those that are missing, and drops those that became empty. No
 * recursion: a path may have thousands of levels.
 *
 * <pre>
 *   set /a/b/c/d, where only /a is there:   down: root, /a       up: c{d}, b{c}, a', root'
 * </pre>
 */
final class Edit {
    private static final int FIRST_LEVELS = 16;

    private Directory[] parents = new Directory[FIRST_LEVELS];
    private int depth;
    private String path = "/";
    /** Where, in the path, the name begins that was looked up in the deepest directory. */
    private int deepest;
    private Entry target;
    private long replacedBytes;

    /** Goes down to a path. False when a file stands where a directory would have to be. */
    boolean descend(Directory root, String toPath) {
        path = toPath;
        depth = 0;
        replacedBytes = 0;
        target = root;
        int from = 1;
        while (from < path.length()) {
            if (!(target instanceof Directory directory)) return target == null;
            push(directory);
            deepest = from;
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            target = directory.get(path, from, to);
            from = to + 1;
        }
        return true;
    }

    /** What is at the path: null, a file or a directory. */
    Entry target() {
        return target;
    }

    /** The root with this file at the path, whose directories are made as needed. */
    Directory put(FileEntry file) {
        Check.that(!(target instanceof Directory), "a file replaces a file or nothing");
        Check.that(depth > 0, "an edit has gone down before it goes up");
        Entry entry = file;
        int to = path.length();
        int from = path.lastIndexOf('/') + 1;
        while (from > deepest) {
            entry = Directory.EMPTY.with(path.substring(from, to), entry);
            to = from - 1;
            from = path.lastIndexOf('/', to - 1) + 1;
        }
        return ascend(entry, to);
    }

    /** The root without the file at the path, and without the directories that it leaves empty. */
    Directory remove() {
        Check.that(target instanceof FileEntry, "only a file is removed");
        int to = path.length();
        while (true) {
            int from = path.lastIndexOf('/', to - 1) + 1;
            Directory parent = parents[--depth];
            replacedBytes += Footprint.branchOf(parent) + Footprint.string(to - from);
            Directory smaller = parent.without(path.substring(from, to));
            Check.that(smaller.entries() == parent.entries() - 1, "a removed entry was there");
            to = from - 1;
            if (depth == 0) return done(smaller);
            if (smaller.entries() > 0) return ascend(smaller, to);
        }
    }

    /** About how many bytes of nodes and names the last change left out of the tree. */
    long replacedBytes() {
        return replacedBytes;
    }

    /** Copies the directories that are left, from that of the name that ends at {@code to} up. */
    private Directory ascend(Entry entry, int to) {
        Entry below = entry;
        int end = to;
        while (depth > 0) {
            int from = path.lastIndexOf('/', end - 1) + 1;
            Directory parent = parents[--depth];
            replacedBytes += Footprint.branchOf(parent);
            below = parent.with(path.substring(from, end), below);
            end = from - 1;
        }
        Check.that(end == 0, "the way up ends at the root");
        return done((Directory) below);
    }

    private Directory done(Directory root) {
        // What is not a part of the newest tree must not be kept alive from here.
        Arrays.fill(parents, null);
        target = null;
        return root;
    }

    private void push(Directory directory) {
        if (depth == parents.length) parents = Arrays.copyOf(parents, 2 * depth);
        parents[depth++] = directory;
    }
}
