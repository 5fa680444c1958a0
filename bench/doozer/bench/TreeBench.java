package doozer.bench;

import doozer.tree.Directory;
import doozer.tree.Entry;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.tree.Walk;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads, writes and walks of a large tree. Each benchmark thread owns its store. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@State(Scope.Thread)
public class TreeBench {
    private static final int HISTORY = 10_000;
    private static final int WALKED = 1_000;

    /** Which tree: a million files in 10,000 directories, or 100,000 files in one. */
    @Param({"spread", "flat"})
    public String shape;

    private final byte[] value = new byte[100];
    private String[] paths;
    private Store store;
    private Directory directory;
    private Glob everything;
    private Glob names;
    private int next;

    /** Fills the store; the paths come up in an order that is random, but always the same. */
    @Setup(Level.Trial)
    public void fill() {
        boolean spread = shape.equals("spread");
        paths = new String[spread ? 1_000_000 : 100_000];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = spread ? "/app/" + i % 10 + "/host-" + i / 10 % 1_000 + "/" + i
                    : "/dir/file-" + i;
        }
        java.util.Collections.shuffle(java.util.Arrays.asList(paths), new java.util.Random(1));
        store = new Store(HISTORY, Long.MAX_VALUE);
        for (String path : paths) {
            store.set(path, -1, value);
            store.trim();
        }
        String parent = paths[0].substring(0, paths[0].lastIndexOf('/'));
        directory = (Directory) store.current().find(parent);
        everything = Glob.parse("/**");
        names = Glob.parse(parent + "/*");
    }

    private String nextPath() {
        next = next + 1 == paths.length ? 0 : next + 1;
        return paths[next];
    }

    /** Overwrites a file, and trims, as each turn of a node does. */
    @Benchmark
    public Tree set() {
        store.set(nextPath(), -1, value);
        store.trim();
        return store.current();
    }

    /** Deletes a file and makes it again: two revisions. */
    @Benchmark
    public Tree deleteAndSet() {
        String path = nextPath();
        store.delete(path, -1);
        store.set(path, 0, value);
        store.trim();
        return store.current();
    }

    /** Reads a file. */
    @Benchmark
    public Entry get() {
        return store.current().find(nextPath());
    }

    /** Reads the n-th name of a directory. */
    @Benchmark
    public String nthEntry() {
        next++;
        return directory.name(Math.floorMod(next * 7_919, directory.entries()));
    }

    /** Finds the n-th file of the whole tree. */
    @Benchmark
    public String nthOfEverything() {
        return nth(everything, paths.length);
    }

    /** Finds the n-th file of one directory. */
    @Benchmark
    public String nthOfDirectory() {
        return nth(names, directory.entries());
    }

    private String nth(Glob glob, int files) {
        next++;
        Walk walk = store.current().walk(glob).skip(Math.floorMod(next * 7_919, files));
        walk.advance(Integer.MAX_VALUE);
        return walk.path();
    }

    /** Walks 1,000 files from somewhere in the middle, with their paths. */
    @Benchmark
    public int walkThousand() {
        next++;
        int from = Math.floorMod(next * 7_919, paths.length - WALKED);
        Walk walk = store.current().walk(everything).skip(from);
        int characters = 0;
        for (int i = 0; i < WALKED; i++) {
            walk.advance(Integer.MAX_VALUE);
            characters += walk.path().length();
        }
        return characters;
    }
}
