package doozer.bench;

import doozer.tree.Glob;
import doozer.tree.WatchIndex;
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

/** Finds the watches of one event among many. Each benchmark thread owns its index. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@State(Scope.Thread)
public class WatchBench implements WatchIndex.Matches<Integer> {
    /** What is watched: a file each, a directory each, or a name anywhere each. */
    @Param({"/dir/file-%d", "/prefix-%d/*", "/**/name-%d"})
    public String globs;

    /** How many watches there are. */
    @Param({"100", "100000"})
    public int watches;

    private WatchIndex<Integer> index;
    private String matching;
    private String other;
    private Glob glob;
    private int matched;

    /** Adds the watches, of which one matches the first path and none the other. */
    @Setup(Level.Trial)
    public void fill() {
        index = new WatchIndex<>();
        for (int i = 0; i < watches; i++) index.add(Glob.parse(String.format(globs, i)), i);
        String middle = String.format(globs, watches / 2);
        matching = middle.replace("**", "some/directory").replace("*", "file");
        other = "/nobody/watches/this";
        glob = Glob.parse(middle);
    }

    @Override
    public void matched(Integer watch) {
        matched += watch;
    }

    /** An event that one watch matches. */
    @Benchmark
    public int oneMatches() {
        index.match(matching, this);
        return matched;
    }

    /** An event that none matches. */
    @Benchmark
    public int noneMatches() {
        index.match(other, this);
        return matched;
    }

    /** Adds a watch and removes it. */
    @Benchmark
    public int addAndRemove() {
        index.remove(index.add(glob, 0));
        return index.size();
    }

    /** One glob alone, as history is read for a watch from the past. */
    @Benchmark
    public boolean oneGlob() {
        return glob.matches(matching);
    }
}
