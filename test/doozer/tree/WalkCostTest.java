package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What walks cost, in nodes of balanced trees that they touch: never measured in time. */
class WalkCostTest {
    /** A few descents of one balanced tree. */
    private static final long FEW = 200;

    private static final int FILES = Counts.of(50_000, 1_000_000);

    @Test
    void theNthOfAHugeDirectoryIsFoundByCounting() {
        Tree tree = files("/dir/f%07d");
        for (String glob : new String[] {"/dir/*", "/dir/**", "/**", "/d**", "/*/**", "/dir/f*"}) {
            for (int n : new int[] {0, 1, FILES / 3, FILES - 1}) {
                Walk walk = tree.walk(Glob.parse(glob)).skip(n);
                assertThat(walk.advance(Integer.MAX_VALUE)).isEqualTo(Walk.Step.FOUND);
                assertThat(walk.path()).isEqualTo(String.format("/dir/f%07d", n));
                assertThat(walk.visited()).as("%s + %d", glob, n).isLessThan(FEW);
            }
            Walk beyond = tree.walk(Glob.parse(glob)).skip(FILES);
            assertThat(beyond.advance(Integer.MAX_VALUE)).isEqualTo(Walk.Step.END);
            assertThat(beyond.visited()).isLessThan(FEW);
        }
    }

    @Test
    void theNthOfManyDirectoriesIsFoundByCountingThem() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < FILES; i++) paths.add(String.format("/a/%03d/%03d/%07d", i / 5_000,
                i / 50 % 100, i));
        Tree tree = Samples.tree(paths);
        for (int n : new int[] {0, 49, 50, FILES / 2 + 1, FILES - 1}) {
            Walk walk = tree.walk(Glob.parse("/a/**")).skip(n);
            assertThat(walk.advance(Integer.MAX_VALUE)).isEqualTo(Walk.Step.FOUND);
            assertThat(walk.path()).isEqualTo(paths.get(n));
            assertThat(walk.visited()).isLessThan(2 * FEW);
        }
    }

    @Test
    void skippingOnTheWayCountsFromWhereTheWalkStands() {
        Walk walk = files("/dir/f%07d").walk(Glob.parse("/**"));
        for (int n = 0; n + 1_000 < FILES; n += 1_000) {
            assertThat(walk.advance(Integer.MAX_VALUE)).isEqualTo(Walk.Step.FOUND);
            assertThat(walk.path()).isEqualTo(String.format("/dir/f%07d", n));
            walk.skip(999);
        }
        assertThat(walk.visited()).isLessThan(FEW * FILES / 1_000);
    }

    @Test
    void aBeginningOfANameIsSoughtNotScannedFor() {
        Tree tree = files("/dir/f%07d");
        for (String glob : new String[] {"/dir/f000123*", "/dir/f000123?", "/d*/f000123*",
            "/dir/f000123**", "/dir/f000123*?"}) {
            Walk walk = tree.walk(Glob.parse(glob));
            assertThat(Samples.found(walk, Integer.MAX_VALUE)).as(glob).hasSize(10);
            assertThat(walk.visited()).as(glob).isLessThan(FEW);
        }
    }

    @Test
    void aLiteralNameBehindAWildcardIsLookedUp() {
        // given 100 nodes, each with some hundred files beside its address
        List<String> paths = new ArrayList<>();
        for (int node = 0; node < 100; node++) {
            paths.add("/ctl/node/n" + node + "/addr");
            for (int i = 0; i < FILES / 100; i++) paths.add("/ctl/node/n" + node + "/b" + i);
        }
        Tree tree = Samples.tree(paths);

        // when all addresses are asked for, then only they are looked at
        for (String glob : new String[] {"/ctl/node/*/addr", "/ctl/*/n*/addr"}) {
            Walk walk = tree.walk(Glob.parse(glob));
            assertThat(Samples.found(walk, Integer.MAX_VALUE)).hasSize(100);
            assertThat(walk.visited()).isLessThan(100 * 60);
        }
    }

    @Test
    void filesAmongDirectoriesAreNotLookedAtWhereADirectoryIsSought() {
        // given a huge directory of files with two directories in it, far apart
        List<String> paths = new ArrayList<>(List.of("/d/f0001234x/y/z", "/d/f9x/y/z"));
        for (int i = 0; i < FILES; i++) paths.add(String.format("/d/f%07d", i));
        Tree tree = Samples.tree(paths);

        for (String glob : new String[] {"/d/*/y/z", "/d/*x/*/z", "/d/?*/*/*", "/*/f*/y/*"}) {
            Walk walk = tree.walk(Glob.parse(glob));
            assertThat(Samples.found(walk, Integer.MAX_VALUE)).hasSize(2);
            assertThat(walk.visited()).as(glob).isLessThan(FEW);
        }
    }

    @Test
    void directoriesAmongFilesAreNotLookedAtWhereAFileIsSought() {
        // given a huge directory of directories with two files in it, far apart
        List<String> paths = new ArrayList<>(List.of("/d/f0001234x", "/d/f9x"));
        for (int i = 0; i < FILES; i++) paths.add(String.format("/d/f%07d/y", i));
        Tree tree = Samples.tree(paths);

        for (String glob : new String[] {"/d/*", "/d/f*", "/d/*x", "/*/?*"}) {
            Walk walk = tree.walk(Glob.parse(glob));
            assertThat(Samples.found(walk, Integer.MAX_VALUE)).hasSize(2);
            assertThat(walk.visited()).as(glob).isLessThan(FEW);
        }
    }

    @Test
    void directoriesInWhichNothingCanMatchAreNotEntered() {
        Tree tree = files("/dir/f%07d");
        for (String glob : new String[] {"/e*/**", "/dir/x/**", "/*/x", "/dir?/**", "/dir/g*/**",
            "/dir", "/*", "/di", "/dir/f0000000/x", "/???/f0000000/*"}) {
            Walk walk = tree.walk(Glob.parse(glob));
            assertThat(walk.advance(Integer.MAX_VALUE)).as(glob).isEqualTo(Walk.Step.END);
            assertThat(walk.visited()).as(glob).isLessThan(FEW);
        }
    }

    @Test
    void walkingAllTouchesEachNodeAFewTimes() {
        Walk walk = files("/dir/f%07d").walk(Glob.parse("/**"));
        assertThat(Samples.found(walk, 1_000)).hasSize(FILES);
        assertThat(walk.visited()).isLessThan(3L * FILES);
    }

    @Test
    void aHostileGlobCostsEachEntryOneReading() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 300; i++) paths.add("/a".repeat(20) + "/a" + i);
        Walk walk = Samples.tree(paths).walk(Glob.parse("/" + "**a".repeat(31) + "b"));
        assertThat(walk.advance(Integer.MAX_VALUE)).isEqualTo(Walk.Step.END);
        assertThat(walk.visited()).isLessThan(300 * 3);
    }

    private static Tree files(String format) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < FILES; i++) paths.add(String.format(format, i));
        return Samples.tree(paths);
    }
}
