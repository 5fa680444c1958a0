package doozer.tree;

import java.util.List;

/**
 * One entry of a directory and the two sides of the balanced tree below it, by name in byte order.
 * Immutable, any thread; {@code null} is the empty tree.
 *
 * <p>A weight-balanced tree (Nievergelt and Reingold 1973; persistent after Adams 1993) with the
 * parameters (3, 2), for which Hirai and Yamamoto, "Balancing weight-balanced trees", 2011, prove
 * that insertion and deletion keep it balanced. Its balance is made of the very counts that the
 * n-th entry needs, so it costs no field of its own. Recursion goes as deep as the balanced tree,
 * never as deep as the path: see {@link #MAX_HEIGHT}.
 */
final class Node {
    /**
     * No balanced tree of less than 2 to the 31st nodes is higher: a side has at most 3/4 of the
     * weight, and 31 / log2(4/3) is 74.7.
     */
    static final int MAX_HEIGHT = 75;

    private static final long DELTA = 3;
    private static final long GAMMA = 2;

    final String name;
    final Entry entry;
    final Node left;
    final Node right;
    /** How many entries there are from here down, this one included. */
    final int size;
    /** How many of them are files. */
    final int fileEntries;
    /** How many files those are with all that the directories among them hold, at any depth. */
    final int files;

    Node(String name, Entry entry, Node left, Node right) {
        this.name = name;
        this.entry = entry;
        this.left = left;
        this.right = right;
        boolean isFile = entry instanceof FileEntry;
        int own = isFile ? 1 : ((Directory) entry).fileCount();
        Check.that(own > 0, "a directory below the root holds a file");
        // An int, because eight bytes more in each node would be paid for by every write.
        long total = (long) own + files(left) + files(right);
        Check.that(total <= Integer.MAX_VALUE, "fewer than 2 to the 31st files");
        this.size = 1 + size(left) + size(right);
        this.fileEntries = (isFile ? 1 : 0) + fileEntries(left) + fileEntries(right);
        this.files = (int) total;
    }

    static int size(Node node) {
        return node == null ? 0 : node.size;
    }

    static int fileEntries(Node node) {
        return node == null ? 0 : node.fileEntries;
    }

    static int files(Node node) {
        return node == null ? 0 : node.files;
    }

    /** The entry of a name that is a part of a path: no text is made to look it up. */
    static Entry get(Node root, String path, int from, int to) {
        Node node = root;
        while (node != null) {
            int order = compare(path, from, to, node.name);
            if (order == 0) return node.entry;
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    /** The node with so many entries before it, in byte order of the names. */
    static Node select(Node root, int index) {
        int rest = index;
        Node node = root;
        while (true) {
            int before = size(node.left);
            if (rest == before) return node;
            if (rest < before) {
                node = node.left;
            } else {
                rest -= before + 1;
                node = node.right;
            }
        }
    }

    /** With this entry under this name. The same node when it is there already. */
    static Node put(Node node, String name, Entry entry) {
        if (node == null) return new Node(name, entry, null, null);
        int order = name.compareTo(node.name);
        if (order == 0) {
            if (node.entry == entry) return node;
            return new Node(node.name, entry, node.left, node.right);
        }
        if (order < 0) {
            Node left = put(node.left, name, entry);
            return left == node.left ? node : balance(node, left, node.right);
        }
        Node right = put(node.right, name, entry);
        return right == node.right ? node : balance(node, node.left, right);
    }

    /** Without this name. The same node when it is not there. */
    static Node remove(Node node, String name) {
        if (node == null) return null;
        int order = name.compareTo(node.name);
        if (order == 0) return glue(node.left, node.right);
        if (order < 0) {
            Node left = remove(node.left, name);
            return left == node.left ? node : balance(node, left, node.right);
        }
        Node right = remove(node.right, name);
        return right == node.right ? node : balance(node, node.left, right);
    }

    /**
     * A tree of a range of nodes that are in order, each of them without sides yet. It is as low as
     * a tree can be.
     */
    static Node ofSorted(List<Node> nodes, int from, int to) {
        if (from == to) return null;
        int middle = (from + to) >>> 1;
        Node node = nodes.get(middle);
        if (to - from == 1) return node;
        return between(ofSorted(nodes, from, middle), node, ofSorted(nodes, middle + 1, to));
    }

    /**
     * One tree of two, however different in size, and of what is between them in order: the lower
     * one becomes a side somewhere down the near edge of the higher one. Costs the difference of
     * their heights. (Adams' concat3; Blelloch, Ferizovic and Sun, "Just Join", 2016, prove for a
     * range of balances, with ours in it, that it keeps them.)
     */
    static Node join(Node left, Node middle, Node right) {
        if (outweighs(left, right)) {
            return balance(left, left.left, join(left.right, middle, right));
        }
        if (outweighs(right, left)) {
            return balance(right, join(left, middle, right.left), right.right);
        }
        return between(left, middle, right);
    }

    /** Whether two trees may be the two sides of one node. */
    static boolean areBalanced(Node left, Node right) {
        return !outweighs(left, right) && !outweighs(right, left);
    }

    /** Joins the two sides of a node that is gone: the heavier one gives the new middle. */
    private static Node glue(Node left, Node right) {
        if (left == null) return right;
        if (right == null) return left;
        if (left.size > right.size) {
            Node last = left;
            while (last.right != null) last = last.right;
            return balance(last, removeLast(left), right);
        }
        Node first = right;
        while (first.left != null) first = first.left;
        return balance(first, left, removeFirst(right));
    }

    private static Node removeFirst(Node node) {
        if (node.left == null) return node.right;
        return balance(node, removeFirst(node.left), node.right);
    }

    private static Node removeLast(Node node) {
        if (node.right == null) return node.left;
        return balance(node, node.left, removeLast(node.right));
    }

    /**
     * The name and entry of {@code middle} between two sides, one of which changed by one, or by
     * what {@link #join} put in.
     */
    private static Node balance(Node middle, Node left, Node right) {
        Node result;
        if (outweighs(right, left)) {
            result = rotateLeft(middle, left, right);
        } else if (outweighs(left, right)) {
            result = rotateRight(middle, left, right);
        } else {
            return between(left, middle, right);
        }
        Check.that(areBalanced(result.left, result.right), "a rotation balances");
        Check.that(result.size == 1 + size(left) + size(right), "a rotation loses nobody");
        return result;
    }

    private static Node rotateLeft(Node middle, Node left, Node right) {
        Node inner = right.left;
        if (weight(inner) < GAMMA * weight(right.right)) {
            return between(between(left, middle, inner), right, right.right);
        }
        Node near = between(left, middle, inner.left);
        return between(near, inner, between(inner.right, right, right.right));
    }

    private static Node rotateRight(Node middle, Node left, Node right) {
        Node inner = left.right;
        if (weight(inner) < GAMMA * weight(left.left)) {
            return between(left.left, left, between(inner, middle, right));
        }
        Node near = between(inner.right, middle, right);
        return between(between(left.left, left, inner.left), inner, near);
    }

    private static Node between(Node left, Node middle, Node right) {
        return new Node(middle.name, middle.entry, left, right);
    }

    private static boolean outweighs(Node heavy, Node light) {
        return weight(heavy) > DELTA * weight(light);
    }

    private static long weight(Node node) {
        return 1L + size(node);
    }

    /** Byte order: names are ASCII, so that the order of characters is the same. */
    private static int compare(String path, int from, int to, String name) {
        int length = Math.min(to - from, name.length());
        for (int i = 0; i < length; i++) {
            int difference = path.charAt(from + i) - name.charAt(i);
            if (difference != 0) return difference;
        }
        return to - from - name.length();
    }
}
