package doozer.tree;

/** Which entries of a directory a walk is after: the counts of the others need not be looked at. */
enum Sought {
    ENTRIES, FILES, DIRECTORIES;

    /** How many of these there are from a node of a balanced tree down. */
    int count(Node node) {
        if (node == null) return 0;
        return switch (this) {
            case ENTRIES -> node.size;
            case FILES -> node.fileEntries;
            case DIRECTORIES -> node.size - node.fileEntries;
        };
    }

    /** 1 when the entry of this very node is one of these, else 0. */
    int own(Node node) {
        return count(node) - count(node.left) - count(node.right);
    }
}
