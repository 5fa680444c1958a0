package doozer.sim;

import java.io.PrintStream;

/** Runs one seed. Any thread; each run is its own. */
final class Simulation {
    private Simulation() {
    }

    /**
     * What came of a run.
     *
     * @param failure what was wrong, or null
     * @param traceHash the same for the same run
     */
    record Outcome(long seed, Throwable failure, long traceHash, Totals totals) {
        String line() {
            return "make sim SEED=" + seed + "   " + failure.getMessage();
        }
    }

    static Outcome run(long seed) {
        return run(seed, null, false);
    }

    /** Runs a seed, and tells what happens if {@code out} is not null. */
    static Outcome run(long seed, PrintStream out, boolean isDetailed) {
        World world = new World(seed, out, isDetailed);
        try {
            world.run();
            return new Outcome(seed, null, world.trace.hash(), world.totals);
        } catch (RuntimeException | Error e) {
            if (out != null) world.tellEvents(out);
            return new Outcome(seed, e, world.trace.hash(), world.totals);
        }
    }
}
