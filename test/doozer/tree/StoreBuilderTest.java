package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A store is made of files from outside, as long as they can be the files of a store. */
class StoreBuilderTest {
    private static final byte[] VALUE = Samples.bytes("x");

    private final StoreBuilder builder = new StoreBuilder(9);

    private void isRefused(String path, long revision, long owner, String message) {
        assertThatThrownBy(() -> builder.add(path, revision, owner, VALUE))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("the file " + path + " " + message);
        assertThatThrownBy(() -> builder.add("/z", 1, 0, VALUE))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> builder.store(1, 0)).isInstanceOf(IllegalStateException.class);
    }

    private void isRefusedBehind(String before, String path) throws InvalidFileException {
        StoreBuilder fresh = new StoreBuilder(9);
        fresh.add(before, 1, 0, VALUE);
        assertThatThrownBy(() -> fresh.add(path, 2, 0, VALUE))
                .isInstanceOf(InvalidFileException.class).hasMessage("the file " + path
                        + " does not come after " + before + " in the order of a walk");
    }

    @Test
    void filesOfAWalkMakeTheSameState() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            // given a state with owners
            Random random = new Random(seed);
            Store source = new Store(1_000, Long.MAX_VALUE);
            int writes = random.nextInt(300);
            for (int i = 0; i < writes; i++) Images.writeOwned(source, random);
            Tree tree = source.current();

            // when its files are added as a walk finds them
            StoreBuilder some = new StoreBuilder(tree.revision());
            Walk walk = tree.walk(Tree.EVERYTHING);
            while (walk.advance(Integer.MAX_VALUE) == Walk.Step.FOUND) {
                FileEntry file = walk.file();
                some.add(walk.path(), file.revision(), file.owner(), file.value());
            }
            Store store = some.store(7, Long.MAX_VALUE);

            // then it is that state, with nothing before it, and goes on
            Images.assertSame(store.current(), tree);
            assertThat(store.oldest()).isEqualTo(tree.revision() + 1);
            assertThat(store.historyLength()).isZero();
            Images.assertSame(Images.read(Images.bytes(store)), store);
            for (int i = 0; i < 20; i++) Images.writeOwned(store, random);
            store.trim();
            assertThat(store.historyLength()).isLessThanOrEqualTo(7);
            Images.assertSame(Images.read(Images.bytes(store)), store);
        }
    }

    @Test
    void nothingMakesAnEmptyStoreAtItsRevision() {
        assertThat(new StoreBuilder(0).store(10, 0).current()).isSameAs(Tree.EMPTY);
        Store store = builder.store(10, Long.MAX_VALUE);
        assertThat(store.current().revision()).isEqualTo(9);
        store.nop();
        assertThat(store.event(10).kind()).isEqualTo(Event.Kind.NOP);
        assertThatThrownBy(() -> builder.store(10, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNoPathIsRefused() {
        for (String path : new String[] {"", "a", "/a/", "//a", "/\u00e9", "/a b",
            "/" + "x".repeat(Path.MAX_LENGTH)}) {
            assertThatThrownBy(() -> new StoreBuilder(9).add(path, 1, 0, VALUE))
                    .isInstanceOf(InvalidFileException.class)
                    .hasMessage("the file " + path + " is not a valid path");
        }
        isRefused("/", 1, 0, "does not come after / in the order of a walk");
    }

    @Test
    void whatIsNotBehindTheOneBeforeIsRefused() throws InvalidFileException {
        isRefusedBehind("/b", "/a");
        isRefusedBehind("/b", "/b");
        isRefusedBehind("/b", "/b/c");
        isRefusedBehind("/b/c", "/b");
        isRefusedBehind("/b/c/d", "/b/c");
        isRefusedBehind("/b/c/d", "/b/b/x");
        // a name comes before those that begin with it, files and directories alike
        isRefusedBehind("/a-b", "/a/c");
        builder.add("/a/c", 1, 0, VALUE);
        assertThatCode(() -> builder.add("/a-b", 2, 0, VALUE)).doesNotThrowAnyException();
    }

    @Test
    void aRevisionIsOneThatTheStateHasHad() {
        isRefused("/a", 10, 0, "has revision 10, which is not from 1 to that of the state, 9");
        assertThatThrownBy(() -> new StoreBuilder(9).add("/a", 0, 0, VALUE))
                .isInstanceOf(InvalidFileException.class);
        assertThatThrownBy(() -> new StoreBuilder(9).add("/a", -1, 0, VALUE))
                .isInstanceOf(InvalidFileException.class);
        for (long revision : new long[] {-1, (1L << 62) + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> new StoreBuilder(revision))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anOwnerWasThereBeforeTheFile() {
        isRefused("/a", 5, 6, "has owner 6, which is not a session of before its revision 5");
        assertThatThrownBy(() -> new StoreBuilder(9).add("/a", 5, -1, VALUE))
                .isInstanceOf(InvalidFileException.class);
    }

    @Test
    void thereAreNoMoreFilesThanRevisions() throws InvalidFileException {
        StoreBuilder two = new StoreBuilder(2);
        two.add("/a", 1, 0, VALUE);
        two.add("/b", 2, 0, VALUE);
        assertThatThrownBy(() -> two.add("/c", 2, 0, VALUE))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("the file /c is one file more than there can be at revision 2");
    }
}
