package doozer.tree;

import java.util.Arrays;

/**
 * A node of the index of watches, owned by the thread that owns the index: all the globs that begin
 * with the same tokens.
 *
 * <p>A radix tree over the compiled form of globs: a label is a run of literal characters, or a
 * single wildcard. Besides the root, a node has watches of its own, or several children, or a
 * wildcard next to it that keeps it from being merged: so there is about one node a distinct glob.
 *
 * <pre>
 *   /ctl/node/*&#47;addr     /ctl/node/*&#47;host     /ctl/name
 *
 *   root -- "/ctl/n" --+-- "ame"
 *                      +-- "ode/" -- * -- "/" --+-- "addr"
 *                                               +-- "host"
 * </pre>
 */
class WatchNode {
    private static final WatchNode[] NO_CHILDREN = new WatchNode[0];

    /** Null for the root, and for what has been removed. */
    private WatchNode parent;
    private String label;
    /** By the first character of their labels, no two alike: wildcards come first. */
    private WatchNode[] children = NO_CHILDREN;
    /** The watches of the glob that ends here, in the order in which they were added. */
    private WatchIndex.Handle first;
    private WatchIndex.Handle last;

    private WatchNode(WatchNode parent, String label) {
        this.parent = parent;
        this.label = label;
    }

    /** A star, owned like any node: it remembers how far the match under way has got behind it. */
    static final class Star extends WatchNode {
        /** The match under way when this star was entered last. */
        long match;
        /** The first place in the path where that match has not been behind this star. */
        int exploredTo;

        private Star(WatchNode parent, String label) {
            super(parent, label);
        }
    }

    static WatchNode root() {
        return new WatchNode(null, "");
    }

    String label() {
        return label;
    }

    WatchNode[] children() {
        return children;
    }

    WatchIndex.Handle firstWatch() {
        return first;
    }

    boolean isEmpty() {
        return first == null && children.length == 0;
    }

    /** The child whose label begins with a character, or null. */
    WatchNode child(char c) {
        int place = place(c);
        return place < 0 ? null : children[place];
    }

    /** The node below this one for these tokens from a place on, made if it is not there. */
    WatchNode descend(String tokens) {
        WatchNode node = this;
        int from = 0;
        while (from < tokens.length()) {
            WatchNode next = node.child(tokens.charAt(from));
            if (next == null) {
                int to = endOfLabel(tokens, from);
                next = create(node, tokens.substring(from, to));
                node.insert(next);
            } else {
                int common = next.common(tokens, from);
                if (common < next.label.length()) next = next.split(common);
            }
            from += next.label.length();
            node = next;
        }
        return node;
    }

    /** Adds a watch behind those that are here. */
    void append(WatchIndex.Handle handle) {
        handle.previous = last;
        if (last == null) {
            first = handle;
        } else {
            last.next = handle;
        }
        last = handle;
    }

    /** Takes a watch out, and with it every node that is for nothing any more. */
    void remove(WatchIndex.Handle handle) {
        Check.that(handle.previous == null ? first == handle : handle.previous.next == handle,
                "a watch is in the list of its node");
        if (handle.previous == null) {
            first = handle.next;
        } else {
            handle.previous.next = handle.next;
        }
        if (handle.next == null) {
            last = handle.previous;
        } else {
            handle.next.previous = handle.previous;
        }
        prune();
    }

    private void prune() {
        WatchNode node = this;
        while (node.parent != null && node.isEmpty()) {
            WatchNode above = node.parent;
            above.delete(node);
            node.parent = null;
            node = above;
        }
        node.mergeWithOnlyChild();
    }

    /** Two literal runs with nothing between them become one. The child stays: handles know it. */
    private void mergeWithOnlyChild() {
        if (parent == null || first != null || children.length != 1) return;
        WatchNode child = children[0];
        if (isWildcard() || child.isWildcard()) return;
        child.label = label + child.label;
        child.parent = parent;
        parent.children[parent.placeOf(this)] = child;
        parent = null;
    }

    /** Puts a node between this one and its parent, for the first so many characters. */
    private WatchNode split(int length) {
        Check.that(length > 0 && length < label.length(), "a label is split inside");
        WatchNode upper = create(parent, label.substring(0, length));
        parent.children[parent.placeOf(this)] = upper;
        label = label.substring(length);
        parent = upper;
        upper.children = new WatchNode[] {this};
        return upper;
    }

    private static WatchNode create(WatchNode parent, String label) {
        char token = label.charAt(0);
        boolean star = token == Glob.SOME || token == Glob.ALL;
        return star ? new Star(parent, label) : new WatchNode(parent, label);
    }

    private void insert(WatchNode child) {
        int place = place(child.label.charAt(0));
        Check.that(place < 0, "labels of children begin differently");
        WatchNode[] more = new WatchNode[children.length + 1];
        System.arraycopy(children, 0, more, 0, ~place);
        more[~place] = child;
        System.arraycopy(children, ~place, more, ~place + 1, children.length - ~place);
        children = more;
    }

    private void delete(WatchNode child) {
        int place = placeOf(child);
        int last = children.length - 1;
        WatchNode[] fewer = last == 0 ? NO_CHILDREN : Arrays.copyOf(children, last);
        System.arraycopy(children, place + 1, fewer, place, last - place);
        children = fewer;
    }

    private int placeOf(WatchNode child) {
        int place = place(child.label.charAt(0));
        Check.that(place >= 0 && children[place] == child, "a child is where its label says");
        return place;
    }

    /** Where the child is that begins with a character, or the complement of where it would be. */
    private int place(char c) {
        int low = 0;
        int high = children.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            char there = children[middle].label.charAt(0);
            if (there == c) return middle;
            if (there < c) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return ~low;
    }

    private boolean isWildcard() {
        return Glob.isWildcard(label.charAt(0));
    }

    private int common(String tokens, int from) {
        int length = Math.min(label.length(), tokens.length() - from);
        int common = 0;
        while (common < length && label.charAt(common) == tokens.charAt(from + common)) common++;
        return common;
    }

    private static int endOfLabel(String tokens, int from) {
        int to = from + 1;
        if (Glob.isWildcard(tokens.charAt(from))) return to;
        while (to < tokens.length() && !Glob.isWildcard(tokens.charAt(to))) to++;
        return to;
    }
}
