package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to hold in every directory of every tree: order, counts and balance. */
final class Invariants {
    private Invariants() {
    }

    /** Checks every directory of a tree. */
    static void check(Tree tree) {
        Deque<Directory> rest = new ArrayDeque<>();
        rest.add(tree.root());
        while (!rest.isEmpty()) {
            Directory directory = rest.pop();
            checkNodes(directory.names(), null, null);
            for (int i = 0; i < directory.entries(); i++) {
                Entry entry = directory.get(directory.name(i));
                if (entry instanceof Directory below) {
                    assertThat(below.entries()).as("a directory below the root").isPositive();
                    rest.add(below);
                }
            }
        }
        assertThat(tree.hash()).isEqualTo(tree.recomputeHash());
        int owned = 0;
        Walk walk = tree.walk(Tree.EVERYTHING);
        while (walk.advance(Integer.MAX_VALUE) == Walk.Step.FOUND) {
            if (walk.file().owner() != 0) owned++;
        }
        assertThat(tree.ownedFiles()).isEqualTo(owned);
    }

    /** Checks a balanced tree whose names lie between two others, and gives its height. */
    static int checkNodes(Node node, String above, String below) {
        if (node == null) return 0;
        if (above != null) assertThat(node.name).isGreaterThan(above);
        if (below != null) assertThat(node.name).isLessThan(below);
        assertThat(node.size).isEqualTo(1 + Node.size(node.left) + Node.size(node.right));
        boolean isFile = node.entry instanceof FileEntry;
        assertThat(node.fileEntries).isEqualTo(
                (isFile ? 1 : 0) + Node.fileEntries(node.left) + Node.fileEntries(node.right));
        long own = isFile ? 1 : ((Directory) node.entry).files();
        assertThat((long) node.files).isEqualTo(
                own + Node.files(node.left) + Node.files(node.right));
        long left = 1L + Node.size(node.left);
        long right = 1L + Node.size(node.right);
        assertThat(left <= 3 * right && right <= 3 * left).as("balance of %d:%d", left, right)
                .isTrue();
        int leftHeight = checkNodes(node.left, above, node.name);
        int rightHeight = checkNodes(node.right, node.name, below);
        return 1 + Math.max(leftHeight, rightHeight);
    }
}
