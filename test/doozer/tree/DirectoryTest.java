package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.build.Counts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static final FileEntry FILE = new FileEntry("/f", 1, new byte[0]);

    @Test
    void entriesInAnyOrderOfInsertionStayBalanced() {
        int size = Counts.of(20_000, 200_000);
        for (int order = 0; order < 4; order++) {
            List<String> names = names(size, order);
            Directory directory = Directory.EMPTY;
            for (String name : names) directory = directory.with(name, FILE);

            assertThat(directory.entries()).isEqualTo(size);
            assertThat(directory.files()).isEqualTo(size);
            // An upper bound of weight-balanced trees is 2.41 times the logarithm.
            int height = Invariants.checkNodes(directory.names(), null, null);
            assertThat(height).isLessThanOrEqualTo((int) (2.41 * Math.log(size) / Math.log(2)) + 1);
            checkDeletions(directory, names, order);
        }
    }

    /** Names in rising, falling, random and zigzag order. */
    private static List<String> names(int size, int order) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < size; i++) names.add(String.format("%07d", i));
        if (order == 1) Collections.reverse(names);
        if (order == 2) Collections.shuffle(names, new Random(2));
        if (order == 3) {
            List<String> zigzag = new ArrayList<>();
            for (int i = 0; i < size / 2; i++) {
                zigzag.add(names.get(i));
                zigzag.add(names.get(size - 1 - i));
            }
            return zigzag;
        }
        return names;
    }

    private static void checkDeletions(Directory full, List<String> names, int order) {
        List<String> gone = new ArrayList<>(names);
        Collections.shuffle(gone, new Random(order));
        Directory directory = full;
        for (int i = 0; i < gone.size(); i++) {
            directory = directory.without(gone.get(i));
            if (i % (gone.size() / 10) == 0) {
                Invariants.checkNodes(directory.names(), null, null);
                assertThat(directory.entries()).isEqualTo(gone.size() - i - 1);
            }
        }
        assertThat(directory).isSameAs(Directory.EMPTY);
        assertThat(full.entries()).isEqualTo(names.size());
    }

    @Test
    void randomChangesKeepTheOrderTheCountsAndTheBalance() {
        for (int seed = 0; seed < Counts.of(200, 5_000); seed++) {
            Random random = new Random(seed);
            TreeSet<String> model = new TreeSet<>();
            Directory directory = Directory.EMPTY;
            int names = 1 + random.nextInt(60);
            for (int step = 0; step < 200; step++) {
                String name = Integer.toString(random.nextInt(names), 36);
                boolean add = random.nextInt(names) > model.size() || random.nextInt(4) == 0;
                Directory before = directory;
                directory = add ? directory.with(name, FILE) : directory.without(name);
                boolean changed = add ? model.add(name) : model.remove(name);
                if (!changed) assertThat(directory).isSameAs(before);
                Invariants.checkNodes(directory.names(), null, null);
                assertThat(directory.entries()).isEqualTo(model.size());
            }
            List<String> sorted = new ArrayList<>(model);
            for (int i = 0; i < sorted.size(); i++) {
                assertThat(directory.name(i)).isEqualTo(sorted.get(i));
                assertThat(directory.get(sorted.get(i))).isSameAs(FILE);
            }
        }
    }

    @Test
    void treesOfAnySizesAreJoinedInOrderAndInBalance() {
        // given balanced trees of each size, as low as can be, and as lopsided as insertions make
        int most = Counts.of(90, 400);
        for (int left = 0; left <= most; left++) {
            for (int right = 0; right <= most; right++) {
                boolean low = (left + right) % 2 == 0;
                Node middle = new Node(name(left), FILE, null, null);

                Node joined = Node.join(low ? ofSorted(0, left) : inserted(0, left), middle,
                        low ? ofSorted(left + 1, right) : inserted(left + 1, right));

                Invariants.checkNodes(joined, null, null);
                assertThat(joined.size).isEqualTo(left + 1 + right);
            }
        }
    }

    private static String name(int number) {
        return String.format("%04d", number);
    }

    private static Node ofSorted(int from, int size) {
        List<Node> nodes = new ArrayList<>();
        for (int i = from; i < from + size; i++) nodes.add(new Node(name(i), FILE, null, null));
        Node node = Node.ofSorted(nodes, 0, size);
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
        assertThat(Invariants.checkNodes(node, null, null)).isEqualTo(bits);
        return node;
    }

    private static Node inserted(int from, int size) {
        Node node = null;
        for (int i = from; i < from + size; i++) node = Node.put(node, name(i), FILE);
        return node;
    }

    @Test
    void whatChangesNothingGivesTheVerySameDirectory() {
        Directory directory = Directory.EMPTY.with("a", FILE).with("b", FILE);

        assertThat(directory.with("a", FILE)).isSameAs(directory);
        assertThat(directory.without("c")).isSameAs(directory);
        assertThat(Directory.EMPTY.without("c")).isSameAs(Directory.EMPTY);
    }

    @Test
    void aNameIsAskedForWithinTheEntries() {
        Directory directory = Directory.EMPTY.with("a", FILE);

        assertThat(directory.name(0)).isEqualTo("a");
        assertThatThrownBy(() -> directory.name(1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> directory.name(-1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Directory.EMPTY.name(0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void namesAreInByteOrder() {
        Directory directory = Directory.EMPTY;
        for (String name : new String[] {"b", "a", "_", "Z", "9", ".", "-", "aa", "a-", "A"}) {
            directory = directory.with(name, FILE);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < directory.entries(); i++) names.add(directory.name(i));
        assertThat(names).containsExactly("-", ".", "9", "A", "Z", "_", "a", "a-", "aa", "b");
    }

    @Test
    void moreFilesThanAreCountedAreNeverHeld() {
        // given a directory that holds the same one twice, 30 times over: 2 to the 30th files
        Directory directory = Directory.EMPTY.with("x", FILE);
        for (int level = 0; level < 30; level++) {
            directory = Directory.EMPTY.with("a", directory).with("b", directory);
        }
        assertThat(directory.files()).isEqualTo(1L << 30);

        // when that is doubled once more, then the count is not allowed to overflow
        Directory half = Directory.EMPTY.with("a", directory);
        Directory same = directory;
        assertThatThrownBy(() -> half.with("b", same)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEmptyDirectoryIsNoEntry() {
        assertThatThrownBy(() -> Directory.EMPTY.with("a", Directory.EMPTY))
                .isInstanceOf(IllegalStateException.class);
    }
}
