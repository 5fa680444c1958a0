package doozer.tree;

/**
 * A place among the entries of one directory, owned by the thread that owns the walk it is for.
 *
 * <p>It counts entries of the sought kind only, by their rank in byte order from 0, and counts each
 * node that it touches: that is what a walk's budget is measured in.
 */
final class Cursor {
    /** The nodes that are still to come, with their right sides; the next one on top. */
    private final Node[] pending = new Node[Node.MAX_HEIGHT];
    private int depth;
    private Sought sought = Sought.ENTRIES;
    private long visited;

    /** How many nodes have been touched since the beginning. */
    long visited() {
        return visited;
    }

    /** Counts work that was done elsewhere as so many nodes. */
    void charge(int nodes) {
        visited += nodes;
    }

    /** Stands before the entry of a rank, or at the end when there are not so many. */
    void seek(Node root, Sought kind, int rank) {
        sought = kind;
        depth = 0;
        int rest = rank;
        Node node = root;
        while (node != null) {
            visited++;
            int before = kind.count(node.left);
            int here = before + kind.own(node);
            if (rest < here) pending[depth++] = node;
            if (rest >= before && rest < here) return;
            if (rest < before) {
                node = node.left;
            } else {
                rest -= here;
                node = node.right;
            }
        }
    }

    /** Passes over the next entry and gives its node. Not at the end. */
    Node next() {
        while (true) {
            Check.that(depth > 0, "a cursor is not moved past the end");
            Node node = pending[--depth];
            Node below = node.right;
            while (sought.count(below) > 0) {
                visited++;
                pending[depth++] = below;
                below = below.left;
            }
            visited++;
            if (sought.own(node) > 0) return node;
        }
    }

    /** How many entries of a kind have names below this one. */
    int rank(Node root, Sought kind, String name) {
        int rank = 0;
        Node node = root;
        while (node != null) {
            visited++;
            if (name.compareTo(node.name) <= 0) {
                node = node.left;
            } else {
                rank += kind.count(node) - kind.count(node.right);
                node = node.right;
            }
        }
        return rank;
    }

    /** How many files there are, at any depth, in the first so many entries. */
    long filesBefore(Node root, int entries) {
        long files = 0;
        int rest = entries;
        Node node = root;
        while (node != null && rest > 0) {
            visited++;
            int withSelf = Node.size(node.left) + 1;
            if (rest < withSelf) {
                node = node.left;
            } else {
                files += node.files - Node.files(node.right);
                rest -= withSelf;
                node = node.right;
            }
        }
        return files;
    }

    /** The rank, among all entries, of the one that holds a file given by its number from 0. */
    int rankOfFile(Node root, long file) {
        Check.that(file >= 0 && file < Node.files(root), "a file that is there");
        int rank = 0;
        long rest = file;
        Node node = root;
        while (true) {
            visited++;
            long before = Node.files(node.left);
            long withSelf = node.files - Node.files(node.right);
            if (rest < before) {
                node = node.left;
            } else if (rest < withSelf) {
                return rank + Node.size(node.left);
            } else {
                rest -= withSelf;
                rank += Node.size(node.left) + 1;
                node = node.right;
            }
        }
    }
}
