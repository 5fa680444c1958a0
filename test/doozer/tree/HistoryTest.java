package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void trimmingKeepsExactlyTheNewestRevisions() {
        Store store = new Store(10, Long.MAX_VALUE);
        for (int i = 1; i <= 100; i++) {
            store.nop();
            store.trim();
            assertThat(store.oldest()).isEqualTo(Math.max(1, i - 10 + 1));
            assertThat(store.historyLength()).isEqualTo(Math.min(i, 10));
        }
        assertThat(store.at(91).revision()).isEqualTo(91);
        assertThat(store.event(91).revision()).isEqualTo(91);
        assertThatThrownBy(() -> store.at(90)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.event(101)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingIsDroppedBeforeTheTurnIsOver() {
        Store store = new Store(1, 0);
        for (int i = 0; i < 1_000; i++) store.nop();
        assertThat(store.oldest()).isEqualTo(1);
        assertThat(store.at(1).revision()).isEqualTo(1);

        store.trim();

        assertThat(store.oldest()).isEqualTo(1_000);
        assertThat(store.at(1_000)).isSameAs(store.current());
    }

    @Test
    void trimmingKeepsTheBytesWithinTheBound() {
        Store store = new Store(Integer.MAX_VALUE, 100_000);
        for (int i = 0; i < 500; i++) {
            store.set("/f", -1, new byte[1_000]);
            store.trim();
            assertThat(store.historyBytes()).isLessThanOrEqualTo(100_000);
        }
        // A value of 1,000 bytes, and some 300 for the rest of the revision.
        assertThat(store.historyLength()).isBetween(60, 90);
        assertThat(store.oldest()).isEqualTo(500 - store.historyLength() + 1);
    }

    @Test
    void theNewestRevisionIsKeptWhateverItTakes() {
        Store store = new Store(100, 10);
        store.set("/f", -1, new byte[1_000_000]);
        store.set("/f", -1, new byte[1_000_000]);

        store.trim();

        assertThat(store.historyLength()).isEqualTo(1);
        assertThat(store.oldest()).isEqualTo(2);
        assertThat(store.historyBytes()).isBetween(1_000_000L, 1_001_000L);
    }

    @Test
    void deletingALargeFileCostsTheFileForAsLongAsItCanBeRead() {
        Store store = new Store(1_000, Long.MAX_VALUE);
        store.set("/f", -1, new byte[500_000]);
        long before = store.historyBytes();
        store.delete("/f", -1);
        assertThat(store.historyBytes() - before).isBetween(500_000L, 501_000L);
    }

    @Test
    void theEstimateIsAnUpperBoundAndNotAWildOne() {
        for (int seed = 0; seed < 12; seed++) {
            // given a store that is not empty, whose history begins somewhere on the way
            Random random = new Random(seed);
            int files = new int[] {10, 300, 5_000}[seed % 3];
            int valueLength = new int[] {0, 100, 3_000, 20}[seed % 4];
            Store store = new Store(1_000, Long.MAX_VALUE);
            for (int i = 0; i < files; i++) write(store, random, files, valueLength);
            store.trim();

            // when as many random writes are made as the history holds
            for (int i = 0; i < 1_000; i++) {
                write(store, random, files, valueLength);
                if (random.nextInt(3) == 0) store.delete(path(random, files), -1);
                store.trim();
            }

            // then what the history keeps alive is less than the estimate, but not by far
            long measured = measure(store);
            assertThat(store.historyBytes()).as("seed %d: measured %d", seed, measured)
                    .isBetween(measured, 2 * measured + 20_000);
        }
    }

    @Test
    void theEstimateHoldsForDirectoriesThatComeAndGo() {
        Store store = new Store(500, Long.MAX_VALUE);
        String[] paths = {"/a/b/c/d/e/f/g/h", "/a".repeat(500), "/x/y"};
        for (int i = 0; i < 900; i++) {
            String path = paths[i % 3];
            if (store.set(path, 0, new byte[40]) != Store.Outcome.OK) store.delete(path, -1);
            store.trim();
        }
        long measured = measure(store);
        assertThat(store.historyBytes()).isBetween(measured, 2 * measured);
    }

    private static void write(Store store, Random random, int files, int valueLength) {
        store.set(path(random, files), -1, new byte[random.nextInt(valueLength + 1)]);
    }

    private static String path(Random random, int files) {
        int file = random.nextInt(files);
        return "/dir/" + file % 17 + "/" + file;
    }

    /** What can be reached from the history but not from the current tree, in bytes. */
    private static long measure(Store store) {
        Meter meter = new Meter();
        meter.add(store.current());
        long current = meter.bytes;
        for (long revision = store.oldest(); revision <= store.current().revision(); revision++) {
            meter.add(store.at(revision));
            meter.add(store.event(revision));
        }
        return meter.bytes - current;
    }

    /** Adds up objects, each once, with the sizes that HotSpot gives them. */
    private static final class Meter {
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private long bytes;

        void add(Tree tree) {
            if (seen.add(tree)) bytes += 32;
            add(tree.root());
        }

        void add(Event event) {
            if (seen.add(event)) bytes += 32;
            add(event.path());
            add(event.value());
        }

        private void add(Entry entry) {
            if (!seen.add(entry)) return;
            if (entry instanceof FileEntry file) {
                bytes += 32;
                add(file.value());
            } else {
                bytes += 16;
                add(((Directory) entry).names());
            }
        }

        private void add(Node node) {
            if (node == null || !seen.add(node)) return;
            bytes += 40;
            add(node.name);
            add(node.entry);
            add(node.left);
            add(node.right);
        }

        private void add(String text) {
            if (seen.add(text)) bytes += 24 + 16 + (text.length() + 7) / 8 * 8;
        }

        private void add(byte[] value) {
            if (seen.add(value)) bytes += 16 + (value.length + 7) / 8 * 8;
        }
    }
}
