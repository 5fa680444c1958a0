package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of writes, one example each. The file is /f at revision 1, the directory /d. */
class StoreTest {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Store store = new Store(1_000, Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({
        // nothing is there: it counts as 0
        "/new, -1, OK", "/new, 0, OK", "/new, 1, OK", "/new, 9223372036854775807, OK",
        "/new, -2, REV_MISMATCH", "/new, -3, REV_MISMATCH", "/new/x, 0, OK", "/d/x/y/z, 0, OK",
        // a file is there, of revision 1
        "/f, -1, OK", "/f, 0, REV_MISMATCH", "/f, 1, OK", "/f, 2, OK", "/f, -2, REV_MISMATCH",
        "/f, 9223372036854775807, OK", "/f, -9223372036854775808, REV_MISMATCH",
        // a directory is there: it counts as -2
        "/d, -1, IS_DIRECTORY", "/d, 0, IS_DIRECTORY", "/d, -2, IS_DIRECTORY",
        "/d, 5, IS_DIRECTORY", "/d, -3, REV_MISMATCH", "/, -3, REV_MISMATCH",
        "/, -1, IS_DIRECTORY", "/, 0, IS_DIRECTORY",
        // a parent is a file: that comes first
        "/f/x, -1, NOT_DIRECTORY", "/f/x, -3, NOT_DIRECTORY", "/f/x/y/z, 0, NOT_DIRECTORY",
        "/d/e/x, 0, NOT_DIRECTORY",
    })
    void setsAndDeletesAreJudgedByTheSameRules(String path, long condition, Store.Outcome outcome) {
        for (boolean delete : new boolean[] {false, true}) {
            // given
            Store given = fileAndDirectory();
            Tree before = given.current();

            // when
            Store.Outcome actual = delete ? given.delete(path, condition)
                    : given.set(path, condition, Samples.bytes("new"));

            // then
            assertThat(actual).isEqualTo(outcome);
            if (outcome == Store.Outcome.OK) {
                checkEvent(given, delete, path);
            } else {
                assertThat(given.current()).isSameAs(before);
                assertThat(given.historyLength()).isEqualTo(2);
            }
        }
    }

    private static void checkEvent(Store given, boolean delete, String path) {
        Event event = given.event(3);
        assertThat(given.current().revision()).isEqualTo(3);
        assertThat(event.kind()).isEqualTo(delete ? Event.Kind.DEL : Event.Kind.SET);
        assertThat(event.path()).isEqualTo(path);
        assertThat(event.value()).isEqualTo(Samples.bytes(delete ? "" : "new"));
        assertThat(given.current().find(path) instanceof FileEntry).isEqualTo(!delete);
    }

    private static Store fileAndDirectory() {
        Store store = new Store(1_000, Long.MAX_VALUE);
        store.set("/f", 0, Samples.bytes("one"));
        store.set("/d/e", 0, Samples.bytes("two"));
        return store;
    }

    @Test
    void aFreshStoreIsEmptyAndBeginsAtRevisionOne() {
        assertThat(store.current()).isSameAs(Tree.EMPTY);
        assertThat(store.current().revision()).isZero();
        assertThat(store.oldest()).isEqualTo(1);
        assertThat(store.historyLength()).isZero();
        assertThat(store.historyBytes()).isZero();
        assertThat(((Directory) store.current().find("/")).entries()).isZero();
        assertThatThrownBy(() -> store.at(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.event(0)).isInstanceOf(IllegalStateException.class);
        store.trim();
        assertThat(store.historyLength()).isZero();
    }

    @Test
    void theLastDeletionTakesTheDirectoriesWithIt() {
        // given two files, one of them deep
        store.set("/a/b/c/d/e", 0, Samples.bytes("deep"));
        store.set("/a/x", 0, Samples.bytes("shallow"));

        // when the deep one goes
        store.delete("/a/b/c/d/e", -1);

        // then so do its directories, as far as nothing else is in them
        assertThat(store.current().find("/a/b")).isNull();
        assertThat(store.current().find("/a/x")).isInstanceOf(FileEntry.class);
        store.delete("/a/x", -1);
        assertThat(store.current().find("/a")).isNull();
        assertThat(store.current().root().entries()).isZero();

        // and a file may take the name of one
        assertThat(store.set("/a", 0, Samples.bytes("file"))).isEqualTo(Store.Outcome.OK);
        assertThat(store.set("/a/b", 0, new byte[0])).isEqualTo(Store.Outcome.NOT_DIRECTORY);
    }

    @Test
    void deletingWhatIsMissingIsAnEventThatChangesNoFile() {
        store.set("/f", 0, Samples.bytes("one"));
        Directory root = store.current().root();

        assertThat(store.delete("/g", 0)).isEqualTo(Store.Outcome.OK);

        assertThat(store.current().revision()).isEqualTo(2);
        assertThat(store.current().root()).isSameAs(root);
        assertThat(store.event(2).kind()).isEqualTo(Event.Kind.DEL);
    }

    @Test
    void aNopIsAnEventOfTheRoot() {
        store.nop();

        Event event = store.event(1);
        assertThat(event.kind()).isEqualTo(Event.Kind.NOP);
        assertThat(event.path()).isEqualTo("/");
        assertThat(event.value()).isEmpty();
        assertThat(store.current().hash()).isNotEqualTo(Tree.EMPTY.hash());
    }

    @Test
    void badPathsReadAsMissing() {
        store.set("/a/b", 0, Samples.bytes("x"));
        for (String path : new String[] {null, "", "a/b", "Xa/b", "//", "/a/", "/a//b", "a",
            "/a/b/", "//a/b", "/a/b/c", "/a/b/c/d", "/\u0000", "/*", "/a/*"}) {
            assertThat(store.current().find(path)).as(path).isNull();
        }
        assertThat(store.current().root().get(null)).isNull();
        assertThat(store.current().root().get("")).isNull();
        assertThat(store.current().root().get("a/b")).isNull();
    }

    @Test
    void writingToWhatIsNoPathIsOurOwnMistake() {
        assertThatThrownBy(() -> store.set("a", -1, new byte[0]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.delete("/a/", -1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Store(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPathMayHaveAsManyLevelsAsFitsIn() {
        // given a path of 2,048 levels, and one that leaves it half way down
        String deep = "/d".repeat(Path.MAX_LENGTH / 2);
        String half = "/d".repeat(Path.MAX_LENGTH / 4) + "/e";

        // when both are written
        assertThat(store.set(deep, 0, Samples.bytes("deep"))).isEqualTo(Store.Outcome.OK);
        assertThat(store.set(half, 0, Samples.bytes("half"))).isEqualTo(Store.Outcome.OK);

        // then they are found, walked and counted
        Tree tree = store.current();
        assertThat(((FileEntry) tree.find(deep)).revision()).isEqualTo(1);
        assertThat(Samples.paths(tree, "/**")).containsExactly(deep, half);
        assertThat(Samples.paths(tree, "/**/d")).containsExactly(deep);
        assertThat(Samples.paths(tree, half.replace("/e", "/?"))).containsExactly(half);
        assertThat(tree.root().files()).isEqualTo(2);
        assertThat(tree.hash()).isEqualTo(tree.recomputeHash());

        // and gone when they are deleted, with every level
        assertThat(store.delete(deep, 1)).isEqualTo(Store.Outcome.OK);
        assertThat(store.current().find(half.replace("/e", "/d"))).isNull();
        assertThat(store.delete(half, 2)).isEqualTo(Store.Outcome.OK);
        assertThat(store.current().root().entries()).isZero();
        assertThat(((FileEntry) store.at(2).find(deep)).revision()).isEqualTo(1);
    }

    @Test
    void whatIsMissingIsTheHighestThatIsNotThere() {
        Tree tree = fileAndDirectory().current();
        assertThat(tree.missing("/f")).isNull();
        assertThat(tree.missing("/d")).isNull();
        assertThat(tree.missing("/")).isNull();
        assertThat(tree.missing("/g")).isEqualTo("/g");
        assertThat(tree.missing("/g/h/i")).isEqualTo("/g");
        assertThat(tree.missing("/d/x/y")).isEqualTo("/d/x");
        assertThat(tree.missing("/f/x/y")).isEqualTo("/f/x");
        assertThat(tree.missing("no path")).isNull();
    }

    @Test
    void whatIsMissingIsFoundInOneDescent() {
        // given a file as deep as one can be
        String deep = "/a".repeat(Path.MAX_LENGTH / 2 - 1);
        store.set(deep + "/b", 0, Samples.bytes("deep"));
        Tree tree = store.current();
        tree.missing(deep);

        // when what is missing beside it is looked for, then no beginning of its path is copied
        long before = THREADS.getCurrentThreadAllocatedBytes();
        String missing = tree.missing(deep + "/c");
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        assertThat(missing).isEqualTo(deep + "/c");
    }

    @Test
    void emptyValuesAreSharedAndOthersAreNotCopied() {
        byte[] value = Samples.bytes("shared");
        store.set("/a", 0, value);
        store.set("/b", 0, new byte[0]);
        store.set("/c", 0, new byte[0]);

        assertThat(((FileEntry) store.current().find("/a")).value()).isSameAs(value);
        assertThat(store.event(1).value()).isSameAs(value);
        assertThat(store.event(2).value()).isSameAs(store.event(3).value());
    }
}
