package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.build.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WalkTest {
    private static final int[] BUDGETS = {1, 2, 3, 10, 100, Integer.MAX_VALUE};

    @Test
    void aWalkFindsWhatMatchesInOrderWhateverTheBudget() {
        int matched = 0;
        for (int seed = 0; seed < Counts.of(300, 20_000); seed++) {
            // Some have names so long that their globs have several words of states.
            Random random = new Random(seed);
            String a = "a".repeat(seed % 3 == 0 ? 1 + random.nextInt(90) : 1);
            Tree tree = Samples.tree(random, 1 + random.nextInt(80), 1 + random.nextInt(5), a);
            for (int i = 0; i < 10; i++) {
                String text = Samples.glob(random, 4).replace("a", a);
                List<String> expected = matching(tree, text);
                int budget = BUDGETS[random.nextInt(BUDGETS.length)];
                assertThat(Samples.found(tree.walk(Glob.parse(text)), budget))
                        .as("%s, seed %d", text, seed).isEqualTo(expected);
                if (!expected.isEmpty()) matched++;
            }
        }
        assertThat(matched).isGreaterThan(300);
    }

    @Test
    void skippingIsWalkingAndDropping() {
        int skipped = 0;
        for (int seed = 0; seed < Counts.of(300, 20_000); seed++) {
            Random random = new Random(seed);
            Tree tree = Samples.tree(random, 1 + random.nextInt(200), 1 + random.nextInt(4));
            for (int i = 0; i < 10; i++) {
                String text = random.nextBoolean() ? Samples.glob(random, 3) : counted(random);
                List<String> expected = matching(tree, text);
                int budget = BUDGETS[random.nextInt(BUDGETS.length)];
                int skip = random.nextInt(expected.size() + 2);
                Walk walk = tree.walk(Glob.parse(text)).skip(skip);
                assertThat(Samples.found(walk, budget)).as("%s + %d, seed %d", text, skip, seed)
                        .isEqualTo(drop(expected, skip));
                if (skip < expected.size()) skipped += skip;
            }
        }
        assertThat(skipped).isGreaterThan(2_000);
    }

    @Test
    void skippingOnTheWayIsWalkingAndDroppingToo() {
        for (int seed = 0; seed < Counts.of(300, 20_000); seed++) {
            // given a walk that already found some
            Random random = new Random(seed);
            Tree tree = Samples.tree(random, 200, 4);
            String text = random.nextInt(4) == 0 ? Samples.glob(random, 3) : counted(random);
            List<String> rest = matching(tree, text);
            Walk walk = tree.walk(Glob.parse(text));
            int budget = BUDGETS[random.nextInt(BUDGETS.length)];
            while (!rest.isEmpty()) {
                // when it passes over a few, in two calls, and goes on to the next
                int skip = random.nextInt(6);
                walk.skip(skip / 2).skip(skip - skip / 2);
                rest = drop(rest, skip);
                Walk.Step step = walk.advance(budget);
                while (step == Walk.Step.PAUSED) step = walk.advance(budget);
                // then it is there
                assertThat(step).isEqualTo(rest.isEmpty() ? Walk.Step.END : Walk.Step.FOUND);
                if (rest.isEmpty()) break;
                assertThat(walk.path() + " " + walk.file().revision()).isEqualTo(rest.get(0));
                rest = drop(rest, 1);
            }
            assertThat(Samples.found(walk, budget)).isEmpty();
        }
    }

    /** A glob that is counted in some of the directories. */
    private static String counted(Random random) {
        String[] globs = {"/**", "/*", "/a/**", "/a/*", "/a*", "/a**", "/*/**", "/*/*", "/a*/a*",
            "/**/a**", "/?/a**", "/b**", "/a.**", "/.*", "/..**"};
        return globs[random.nextInt(globs.length)];
    }

    /** All matches, found by looking at every entry. */
    private static List<String> matching(Tree tree, String text) {
        Glob glob = Glob.parse(text);
        List<String> matching = new ArrayList<>();
        List<String> rest = new ArrayList<>(List.of("/"));
        while (!rest.isEmpty()) {
            String path = rest.remove(rest.size() - 1);
            if (tree.find(path) instanceof FileEntry file) {
                // Held against regular expressions elsewhere; those take for ever on long names.
                if (glob.matches(path)) matching.add(path + " " + file.revision());
                continue;
            }
            Directory directory = (Directory) tree.find(path);
            String slash = path.equals("/") ? "/" : path + "/";
            for (int i = directory.entries() - 1; i >= 0; i--) rest.add(slash + directory.name(i));
        }
        return matching;
    }

    private static List<String> drop(List<String> list, int first) {
        return list.subList(Math.min(first, list.size()), list.size());
    }

    @Test
    void aPauseComesSoonAfterTheBudgetIsUsedUp() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) paths.add("/d/" + i % 60 + "/" + i);
        Tree tree = Samples.tree(paths);
        for (int budget : new int[] {1, 10, 100, 500}) {
            Walk walk = tree.walk(Glob.parse("/**/nothing-at-all"));
            int pauses = 0;
            long before = 0;
            while (walk.advance(budget) == Walk.Step.PAUSED) {
                assertThat(walk.visited() - before).isBetween((long) budget, budget + 100L);
                before = walk.visited();
                pauses++;
            }
            assertThat(pauses).isGreaterThan(3_000 / (budget + 100));
        }
    }

    @Test
    void readingLongNamesWithLongGlobsUsesUpTheBudget() {
        // given ten names of 4,000 characters, and a glob of as many states
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 10; i++) paths.add("/" + i + "x".repeat(4_000));
        Tree tree = Samples.tree(paths);
        Walk walk = tree.walk(Glob.parse("/*" + "x".repeat(4_000) + "?"));

        // when it is walked with a budget that would do for ten entries
        Walk.Step step = walk.advance(1_000);

        // then one name is enough
        assertThat(step).isEqualTo(Walk.Step.PAUSED);
        assertThat(walk.visited()).isBetween(3_900L, 4_200L);
    }

    @Test
    void aWalkStaysInItsTree() {
        Store store = Samples.store(List.of("/a", "/b", "/c"));
        Walk walk = store.current().walk(Glob.parse("/*"));
        walk.advance(100);

        store.delete("/b", -1);
        store.set("/b/x", -1, new byte[0]);

        assertThat(Samples.found(walk, 100)).containsExactly("/b 2", "/c 3");
    }

    @Test
    void aWalkIsAskedForAFileOnlyWhereItStandsOnOne() {
        Walk walk = Samples.tree(List.of("/a")).walk(Glob.parse("/*"));

        assertThatThrownBy(walk::path).isInstanceOf(IllegalStateException.class);
        assertThat(walk.advance(100)).isEqualTo(Walk.Step.FOUND);
        assertThat(walk.path()).isEqualTo("/a");
        assertThat(walk.path()).isEqualTo("/a");
        assertThat(walk.advance(100)).isEqualTo(Walk.Step.END);
        assertThatThrownBy(walk::file).isInstanceOf(IllegalStateException.class);
        assertThat(walk.advance(100)).isEqualTo(Walk.Step.END);
        assertThatThrownBy(() -> walk.skip(-1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWalkOfNothingEndsAtOnce() {
        for (String glob : new String[] {"/**", "/*", "/", "/a", "/a/*", "/a/b/**", "/?/a"}) {
            assertThat(Tree.EMPTY.walk(Glob.parse(glob)).skip(1).advance(1))
                    .isEqualTo(Walk.Step.END);
        }
    }
}
