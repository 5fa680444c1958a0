package doozer.tree;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * Puts a tree together from all its files in the order of a walk, each path once; owned by the
 * thread that owns the reader.
 *
 * <p>A directory is open while the walk is in it. Its entries wait until there are enough of them
 * for a balanced tree of their own, which is then joined to those before: so no entry is touched
 * more than a few times, and no single file costs more than one such run.
 */
final class TreeBuilder {
    private static final int RUN = 512;

    private Level[] levels = {new Level()};
    private int depth = 1;
    private long sum;
    private int files;
    private int owned;

    /** An open directory, owned by its builder, which uses it again for others. */
    private static final class Level {
        private final ArrayList<Node> run = new ArrayList<>();
        private Node sorted;
        /** The name that was begun last: the next one comes after it. */
        String last = "";
        /** How much of a path leads into this directory, with the slash at the end. */
        int end = 1;

        void append(String name, Entry entry) {
            run.add(new Node(name, entry, null, null));
            if (run.size() == RUN) join();
        }

        Directory close() {
            join();
            Directory directory = Directory.of(sorted);
            sorted = null;
            last = "";
            return directory;
        }

        private void join() {
            int size = run.size();
            if (sorted == null) {
                sorted = Node.ofSorted(run, 0, size);
            } else if (size > 0) {
                sorted = Node.join(sorted, run.get(0), Node.ofSorted(run, 1, size));
            }
            run.clear();
        }
    }

    /**
     * Goes on to the path of the next file. False, and of no use any more, when it does not come
     * after the one before.
     *
     * @param path a valid path, not the root
     * @param kept how much of the path before it begins with: up to the last slash that they share
     */
    boolean goTo(String path, int kept) {
        while (levels[depth - 1].end > kept) leave();
        boolean rises = levels[depth - 1].end == kept;
        int from = kept;
        for (int to = path.indexOf('/', from); to >= 0; to = path.indexOf('/', from)) {
            rises = rises && begin(path.substring(from, to));
            from = to + 1;
            enter(from);
        }
        return rises && begin(path.substring(from));
    }

    /** Adds the file of that path. */
    void add(FileEntry file) {
        Level level = levels[depth - 1];
        level.append(level.last, file);
        sum += file.hash();
        files++;
        if (file.owner() != 0) owned++;
    }

    /** How many files were added. */
    int files() {
        return files;
    }

    /** The state that holds all that was added. */
    Tree finish(long revision) {
        while (depth > 1) leave();
        return Tree.of(revision, levels[0].close(), sum, owned);
    }

    /** Begins an entry of the innermost directory, if its name comes after the one before. */
    private boolean begin(String name) {
        Level level = levels[depth - 1];
        if (name.compareTo(level.last) <= 0) return false;
        level.last = name;
        return true;
    }

    private void enter(int end) {
        if (depth == levels.length) levels = Arrays.copyOf(levels, 2 * depth);
        if (levels[depth] == null) levels[depth] = new Level();
        levels[depth++].end = end;
    }

    private void leave() {
        Directory directory = levels[--depth].close();
        Level above = levels[depth - 1];
        above.append(above.last, directory);
    }
}
