package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.build.Counts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WatchIndexTest {
    private final WatchIndex<String> index = new WatchIndex<>();

    /** A watch that is in the index, as the test remembers it. */
    private record Watch(String name, Glob glob, WatchIndex.Handle handle) {
    }

    @Test
    void matchesAreThoseOfTheGlobsOneByOneWhateverIsAddedAndRemoved() {
        int matched = 0;
        for (int seed = 0; seed < Counts.of(150, 5_000); seed++) {
            Random random = new Random(seed);
            WatchIndex<String> fresh = new WatchIndex<>();
            List<Watch> watches = new ArrayList<>();
            int most = 1 + random.nextInt(60);
            for (int step = 0; step < 300; step++) {
                change(fresh, watches, random, most);
                assertThat(fresh.size()).isEqualTo(watches.size());
                String path = random.nextInt(20) == 0 ? "/" : Samples.path(random, 5);
                List<String> found = match(fresh, path);
                matched += found.size();
                assertThat(found).as("%s, seed %d", path, seed)
                        .containsExactlyInAnyOrderElementsOf(bruteForce(watches, path));
            }
            while (!watches.isEmpty()) remove(fresh, watches, random);
            assertThat(match(fresh, "/")).isEmpty();
            assertThat(nodes(fresh)).isZero();
        }
        assertThat(matched).isGreaterThan(10_000);
    }

    private static void change(WatchIndex<String> index, List<Watch> watches, Random random,
            int most) {
        if (random.nextInt(most) < watches.size()) {
            remove(index, watches, random);
            return;
        }
        String text = random.nextInt(3) == 0 ? Samples.path(random, 4) : Samples.glob(random, 4);
        String name = text + " " + random.nextLong();
        Glob glob = Glob.parse(text);
        watches.add(new Watch(name, glob, index.add(glob, name)));
    }

    private static void remove(WatchIndex<String> index, List<Watch> watches, Random random) {
        Watch last = watches.remove(watches.size() - 1);
        Watch removed = last;
        if (!watches.isEmpty()) removed = watches.set(random.nextInt(watches.size()), last);
        index.remove(removed.handle());
    }

    private static List<String> bruteForce(List<Watch> watches, String path) {
        List<String> matching = new ArrayList<>();
        for (Watch watch : watches) {
            if (watch.glob().matches(path)) matching.add(watch.name());
        }
        return matching;
    }

    private static List<String> match(WatchIndex<String> index, String path) {
        List<String> found = new ArrayList<>();
        index.match(path, found::add);
        return found;
    }

    /** How many nodes there are below the root, each checked for being there with reason. */
    private static int nodes(WatchIndex<String> index) {
        int nodes = 0;
        List<WatchNode> rest = new ArrayList<>(List.of(index.root()));
        while (!rest.isEmpty()) {
            WatchNode node = rest.remove(rest.size() - 1);
            char last = '\0';
            for (WatchNode child : node.children()) {
                char first = child.label().charAt(0);
                assertThat(first).as("children are sorted").isGreaterThan(last);
                last = first;
                boolean forked = child.children().length > 1;
                boolean beside = child.children().length == 1 && (Glob.isWildcard(first)
                        || Glob.isWildcard(child.children()[0].label().charAt(0)));
                assertThat(child.firstWatch() != null || forked || beside).isTrue();
                nodes++;
                rest.add(child);
            }
        }
        return nodes;
    }

    @Test
    void nodesStayAsFewAsTheGlobsNeed() {
        for (int seed = 0; seed < Counts.of(100, 2_000); seed++) {
            Random random = new Random(seed);
            WatchIndex<String> fresh = new WatchIndex<>();
            List<Watch> watches = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                change(fresh, watches, random, 40);
                // A label for each wildcard, for what is around them, and for one split.
                int labels = 0;
                for (Watch watch : watches) {
                    labels += 2 + 2 * (int) watch.glob().tokens().chars()
                            .filter(token -> Glob.isWildcard((char) token)).count();
                }
                assertThat(nodes(fresh)).isLessThanOrEqualTo(labels);
            }
        }
    }

    @Test
    void watchesOfOneGlobAreToldInTheOrderInWhichTheyWereAdded() {
        List<WatchIndex.Handle> handles = new ArrayList<>();
        for (int i = 0; i < 6; i++) handles.add(index.add(Glob.parse("/a/*"), "watch " + i));

        assertThat(match(index, "/a/b")).containsExactly("watch 0", "watch 1", "watch 2",
                "watch 3", "watch 4", "watch 5");

        // whichever of them go: the first, the last, one in the middle
        index.remove(handles.get(0));
        index.remove(handles.get(5));
        index.remove(handles.get(2));
        assertThat(match(index, "/a/b")).containsExactly("watch 1", "watch 3", "watch 4");
        index.add(Glob.parse("/a/*"), "watch 6");
        assertThat(match(index, "/a/b")).containsExactly("watch 1", "watch 3", "watch 4",
                "watch 6");
    }

    @Test
    void theOrderOfMatchesDoesNotDependOnWhatWasRemovedBefore() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<Watch> watches = new ArrayList<>();
            WatchIndex<String> worn = new WatchIndex<>();
            for (int step = 0; step < 200; step++) change(worn, watches, random, 40);
            // given an index that holds the same globs, added afresh in another order
            WatchIndex<String> fresh = new WatchIndex<>();
            Collections.shuffle(watches, random);
            for (Watch watch : watches) fresh.add(watch.glob(), watch.name());

            // then both tell of the globs in the same order
            for (int i = 0; i < 50; i++) {
                String path = Samples.path(random, 4);
                assertThat(texts(match(worn, path))).isEqualTo(texts(match(fresh, path)));
            }
        }
    }

    private static List<String> texts(List<String> names) {
        List<String> texts = new ArrayList<>();
        // Several texts may stand for the same glob, as /*** and /** do.
        for (String name : names) texts.add(Glob.parse(name.split(" ")[0]).tokens());
        return texts;
    }

    @Test
    void aWatchIsToldOnceHoweverManyWaysThePathTakes() {
        index.add(Glob.parse("/**a**a**"), "watch");
        index.add(Glob.parse("/*/**/*"), "other");

        assertThat(match(index, "/a/a/a/a")).containsExactlyInAnyOrder("watch", "other");
    }

    @Test
    void theSameWatchMayBeAddedAgainUnderAnotherGlob() {
        WatchIndex.Handle one = index.add(Glob.parse("/a"), "watch");
        WatchIndex.Handle two = index.add(Glob.parse("/*"), "watch");

        assertThat(match(index, "/a")).containsExactly("watch", "watch");
        index.remove(one);
        assertThat(match(index, "/a")).containsExactly("watch");
        index.remove(two);
        assertThat(match(index, "/a")).isEmpty();
        assertThat(index.size()).isZero();
    }

    @Test
    void mistakesOfTheOwnerAreNoticed() {
        WatchIndex.Handle handle = index.add(Glob.parse("/a"), "watch");
        assertThatThrownBy(() -> index.match("/a", watch -> index.remove(handle)))
                .isInstanceOf(IllegalStateException.class);

        WatchIndex<String> other = new WatchIndex<>();
        WatchIndex.Handle removed = other.add(Glob.parse("/a"), "watch");
        other.remove(removed);
        assertThatThrownBy(() -> other.remove(removed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void allWatchesAreTakenOutInTheOrderInWhichTheyWereAdded() {
        for (int seed = 0; seed < Counts.of(50, 1_000); seed++) {
            // given an index that has seen much, with watches of which some were removed
            Random random = new Random(seed);
            List<Watch> watches = new ArrayList<>();
            WatchIndex<String> worn = new WatchIndex<>();
            for (int step = 0; step < 200; step++) change(worn, watches, random, 40);
            worn.drain();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Glob glob = Glob.parse(Samples.glob(random, 3));
                expected.add(glob.text());
                WatchIndex.Handle handle = worn.add(glob, glob.text());
                if (random.nextInt(3) == 0) {
                    worn.remove(handle);
                    expected.remove(expected.size() - 1);
                }
            }

            // when
            List<String> drained = worn.drain();

            // then nothing is left of them, and it may be used again
            assertThat(drained).isEqualTo(expected);
            assertThat(worn.size()).isZero();
            assertThat(worn.drain()).isEmpty();
            assertThat(nodes(worn)).isZero();
            assertThat(match(worn, "/a")).isEmpty();
            worn.add(Glob.parse("/a"), "again");
            assertThat(match(worn, "/a")).containsExactly("again");
        }
    }

    @Test
    void aHandleIsOfNoUseOnceItsWatchWasTakenOut() {
        WatchIndex.Handle first = index.add(Glob.parse("/a"), "first");
        WatchIndex.Handle second = index.add(Glob.parse("/a"), "second");
        assertThat(first.next).isSameAs(second);

        assertThat(index.drain()).containsExactly("first", "second");

        assertThatThrownBy(() -> index.remove(first)).isInstanceOf(IllegalStateException.class);
        // Whoever keeps it does not keep the others.
        assertThat(first.next).isNull();
        index.add(Glob.parse("/a"), "third");
        List<String> drained = new ArrayList<>();
        assertThatThrownBy(() -> index.match("/a", watch -> drained.addAll(index.drain())))
                .isInstanceOf(IllegalStateException.class);
        assertThat(drained).isEmpty();
    }

    @Test
    void aNopIsMatchedByTheRootAndByEverything() {
        for (String glob : new String[] {"/", "/**", "/*", "/?", "/a"}) {
            index.add(Glob.parse(glob), glob);
        }
        assertThat(match(index, "/")).containsExactlyInAnyOrder("/", "/**", "/*");
    }

    @Test
    void globsAsLongAsPathsMayBeNeedNoRecursion() {
        // given globs of which each is a little longer than the one before
        String longest = "/a".repeat(Path.MAX_LENGTH / 2);
        List<WatchIndex.Handle> handles = new ArrayList<>();
        for (int length = 2; length <= longest.length(); length += 2) {
            handles.add(index.add(Glob.parse(longest.substring(0, length)), "literal"));
        }
        index.add(Glob.parse("/**/a/**/a"), "wild");

        assertThat(match(index, longest)).hasSize(2);
        for (WatchIndex.Handle handle : handles) index.remove(handle);
        assertThat(match(index, longest)).containsExactly("wild");
    }
}
