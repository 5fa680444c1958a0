package doozer.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the watches whose glob matches a path; owned by one thread, the event loop of its node.
 *
 * <p>All globs are one automaton in the form of a radix tree ({@link WatchNode}): to match a path
 * is to follow it down from the root, along every edge that it allows. Globs that begin otherwise
 * are never looked at, so that the work grows with the globs that match, at least as far as some
 * wildcard of theirs stays alive, and not with those that exist. Nor is it ever exponential:
 * nothing comes to a node at the same place of the path twice, because each star is carried on from
 * a place only once in a match. (Into any other node leads only one edge, of fixed length.) At the
 * very worst a match costs the length of the path times the nodes.
 *
 * @param <W> what stands for a watch; never looked into
 */
public final class WatchIndex<W> {
    private static final int FIRST_STEPS = 16;

    private WatchNode root = WatchNode.root();
    private int size;
    private long added;
    private long matches;
    private long visited;
    private boolean matching;

    /*
     * The steps of a match that are still to be taken, the next one on top: to be at a node at each
     * place of the path between two, both included. Empty between matches.
     */
    private WatchNode[] nodes = new WatchNode[FIRST_STEPS];
    private int[] froms = new int[FIRST_STEPS];
    private int[] tos = new int[FIRST_STEPS];
    private int depth;

    /** One watch in the index, owned by the thread that owns the index: what removes it again. */
    public static final class Handle {
        private final Object watch;
        /** How many were added before. */
        private final long number;
        private WatchNode node;
        Handle previous;
        Handle next;

        private Handle(Object watch, long number) {
            this.watch = watch;
            this.number = number;
        }

        private void unlink() {
            node = null;
            previous = null;
            next = null;
        }
    }

    /**
     * Who is told of matches. Must not add to the index or remove from it meanwhile.
     *
     * @param <W> what stands for a watch
     */
    public interface Matches<W> {
        /** Called once for each watch whose glob matches. */
        void matched(W watch);
    }

    /** Adds a watch, in time O(length of the glob). The same one may be added several times. */
    public Handle add(Glob glob, W watch) {
        Check.that(!matching, "no watch is added during a match");
        Handle handle = new Handle(watch, added++);
        handle.node = root.descend(glob.tokens());
        handle.node.append(handle);
        size++;
        return handle;
    }

    /** Removes a watch, in time O(length of its glob), and leaves nothing of it behind. */
    public void remove(Handle handle) {
        Check.that(!matching, "no watch is removed during a match");
        Check.that(handle.node != null, "a watch is removed once");
        WatchNode node = handle.node;
        node.remove(handle);
        handle.unlink();
        size--;
        Check.that(size > 0 == !root.isEmpty(), "an index without watches has no nodes");
    }

    /**
     * Takes all watches out at once, in time O(n log n): for the owner to run them again over
     * another history. Their handles are of no use any more.
     *
     * @return the watches in the order in which they were added
     */
    public List<W> drain() {
        Check.that(!matching, "no watch is removed during a match");
        List<Handle> handles = new ArrayList<>(size);
        List<WatchNode> rest = new ArrayList<>(List.of(root));
        while (!rest.isEmpty()) {
            WatchNode node = rest.remove(rest.size() - 1);
            rest.addAll(Arrays.asList(node.children()));
            for (Handle handle = node.firstWatch(); handle != null; handle = handle.next) {
                handles.add(handle);
            }
        }
        Check.that(handles.size() == size, "every watch is in the tree of globs once");
        handles.sort(Comparator.comparingLong(handle -> handle.number));
        List<W> watches = new ArrayList<>(size);
        for (Handle handle : handles) {
            watches.add(watchOf(handle));
            handle.unlink();
        }
        root = WatchNode.root();
        size = 0;
        return watches;
    }

    /** How many watches there are. */
    public int size() {
        return size;
    }

    /**
     * Tells of each watch whose glob matches a path. The order is a matter of the globs and of the
     * calls of {@link #add} alone: watches of equal globs in the order in which they were added;
     * globs otherwise by where the path leaves them, the same in every run.
     *
     * @param path a valid path
     */
    public void match(String path, Matches<W> into) {
        Check.that(!matching, "one match at a time");
        matching = true;
        matches++;
        push(root, 0, 0);
        while (depth > 0) {
            depth--;
            WatchNode node = nodes[depth];
            nodes[depth] = null;
            int at = froms[depth];
            // Below what follows from this place, so that a star's places are taken in order.
            if (at < tos[depth]) push(node, at + 1, tos[depth]);
            follow(node, path, at);
            if (at == path.length()) tell(node, into);
        }
        matching = false;
    }

    /** The node of the empty beginning, which is always there: for tests of the structure. */
    WatchNode root() {
        return root;
    }

    /** How many times a match has come to a node so far: for tests of what a match costs. */
    long visited() {
        return visited;
    }

    /** Pushes a step for each edge that leads from a node, as the path goes on from a place. */
    private void follow(WatchNode node, String path, int at) {
        visited++;
        WatchNode[] children = node.children();
        for (int i = 0; i < children.length; i++) {
            WatchNode child = children[i];
            char token = child.label().charAt(0);
            if (!Glob.isWildcard(token)) break;
            followWildcard(child, path, at);
        }
        if (at == path.length()) return;
        WatchNode child = node.child(path.charAt(at));
        if (child == null || !path.startsWith(child.label(), at)) return;
        int to = at + child.label().length();
        push(child, to, to);
    }

    private void followWildcard(WatchNode child, String path, int at) {
        char token = child.label().charAt(0);
        if (token == Glob.ONE) {
            if (at < path.length() && path.charAt(at) != '/') push(child, at + 1, at + 1);
            return;
        }
        WatchNode.Star star = (WatchNode.Star) child;
        // Places come in rising order, and a star reaches as far from any place before its end.
        if (star.match == matches && at < star.exploredTo) return;
        int slash = token == Glob.SOME ? path.indexOf('/', at) : -1;
        int end = slash < 0 ? path.length() : slash;
        star.match = matches;
        star.exploredTo = end + 1;
        push(star, at, end);
    }

    private void tell(WatchNode node, Matches<W> into) {
        for (Handle handle = node.firstWatch(); handle != null; handle = handle.next) {
            into.matched(watchOf(handle));
        }
    }

    @SuppressWarnings("unchecked") // only add() makes handles, and from a W
    private W watchOf(Handle handle) {
        return (W) handle.watch;
    }

    private void push(WatchNode node, int from, int to) {
        if (depth == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * depth);
            froms = Arrays.copyOf(froms, 2 * depth);
            tos = Arrays.copyOf(tos, 2 * depth);
        }
        nodes[depth] = node;
        froms[depth] = from;
        tos[depth] = to;
        depth++;
    }
}
