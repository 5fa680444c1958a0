package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What matching costs, in nodes of the index that a match comes to: never measured in time. */
class WatchIndexCostTest {
    private static final int MANY = Counts.of(20_000, 100_000);

    private final WatchIndex<Integer> index = new WatchIndex<>();
    private int found;

    @Test
    void literalWatchesThatDoNotMatchCostNothing() {
        long few = costOf("/dir/f%06d", 100, "/dir/f000050");
        long many = costOf("/dir/f%06d", MANY, "/dir/f000050");

        assertThat(few).isLessThan(12);
        assertThat(many).isLessThan(12);
    }

    @Test
    void wildcardsInOtherDirectoriesCostNothing() {
        assertThat(costOf("/p%06d/*", 100, "/p000050/x")).isLessThan(20);
        assertThat(costOf("/p%06d/*", MANY, "/p000050/x")).isLessThan(20);
        assertThat(costOf("/p%06d/**", MANY, "/p000050/x/y/z")).isLessThan(24);
    }

    @Test
    void literalsBehindAStarThatDoNotMatchCostNoMoreThanThePathIsLong() {
        String path = "/some/where/f000050";
        assertThat(costOf("/**/f%06d", 100, path)).isLessThan(path.length() + 12);
        assertThat(costOf("/**/f%06d", MANY, path)).isLessThan(path.length() + 12);
        assertThat(costOf("/*/*/f%06d", MANY, path)).isLessThan(path.length() + 12);
    }

    /** The nodes that one match comes to, which has to find one of so many watches. */
    private long costOf(String format, int watches, String path) {
        WatchIndex<Integer> fresh = new WatchIndex<>();
        for (int i = 0; i < watches; i++) fresh.add(Glob.parse(String.format(format, i)), i);
        found = 0;
        fresh.match(path, watch -> found++);
        assertThat(found).isEqualTo(1);
        return fresh.visited();
    }

    @Test
    void hostileGlobsCostTheLengthOfThePathForEachNode() {
        // given many globs on which going back would never end
        String stars = "**a".repeat(20);
        for (int i = 0; i < 200; i++) index.add(Glob.parse("/" + stars + "b" + i), i);
        index.add(Glob.parse("/" + stars), -1);
        String path = "/" + "a".repeat(Path.MAX_LENGTH - 1);

        // when the longest path is matched
        List<Integer> matched = new ArrayList<>();
        index.match(path, matched::add);

        // then each star and the letter behind it was at most once at each place
        assertThat(matched).containsExactly(-1);
        assertThat(index.visited()).isLessThan(41L * (Path.MAX_LENGTH + 1));
    }

    @Test
    void starsThatEndAtASlashAreCarriedOnOnceFromEachPlace() {
        index.add(Glob.parse("/**a*a*a*a*b"), 1);
        index.add(Glob.parse("/**/*a*?*a*/**/*b"), 2);
        String path = "/aaaaaaaa".repeat(450);

        index.match(path, watch -> found++);

        assertThat(found).isZero();
        // The root, and the nodes of both globs.
        assertThat(index.visited()).isLessThan((1 + 10L + 13) * (path.length() + 1));
    }

    @Test
    void manyWatchesOfOneGlobShareANode() {
        List<WatchIndex.Handle> handles = new ArrayList<>();
        for (int i = 0; i < MANY; i++) handles.add(index.add(Glob.parse("/ctl/**"), i));

        index.match("/ctl/name", watch -> found++);

        assertThat(found).isEqualTo(MANY);
        assertThat(index.visited()).isLessThan(16);
        for (WatchIndex.Handle handle : handles) index.remove(handle);
        assertThat(index.root().children()).isEmpty();
    }
}
