package doozer.tree;

import java.util.Objects;

/**
 * The entries of one directory, by name in byte order. Immutable, any thread. A directory exists
 * while it has entries; only the root may be empty.
 */
public final class Directory implements Entry {
    static final Directory EMPTY = new Directory(null);

    private final Node names;

    private Directory(Node names) {
        this.names = names;
    }

    /** Of entries that are in a balanced tree already; null when there are none. */
    static Directory of(Node names) {
        return names == null ? EMPTY : new Directory(names);
    }

    /** How many entries it has itself: files and directories. Constant time. */
    public int entries() {
        return Node.size(names);
    }

    /** How many files there are in it and below it, at any depth. Constant time. */
    public long files() {
        return Node.files(names);
    }

    /**
     * The index-th name in byte order, in time O(log entries).
     *
     * @param index from 0
     * @throws IndexOutOfBoundsException unless there are more entries than {@code index}
     */
    public String name(int index) {
        return Node.select(names, Objects.checkIndex(index, entries())).name;
    }

    /** The entry of this name, or null, in time O(log entries). */
    public Entry get(String name) {
        return name == null ? null : get(name, 0, name.length());
    }

    /** The entry of the name that stands in a path from one place to another, or null. */
    Entry get(String path, int from, int to) {
        return Node.get(names, path, from, to);
    }

    /** With an entry added or replaced. */
    Directory with(String name, Entry entry) {
        Node changed = Node.put(names, name, entry);
        return changed == names ? this : new Directory(changed);
    }

    /** Without an entry: this very directory when there is no such name. */
    Directory without(String name) {
        Node changed = Node.remove(names, name);
        return changed == names ? this : of(changed);
    }

    int fileCount() {
        return Node.files(names);
    }

    /** The balanced tree of the entries; null when there are none. */
    Node names() {
        return names;
    }
}
