package doozer.sim;

/**
 * Runs many seeds on all cores, or one and tells what happens: {@code make sim SEEDS=1000
 * SEED_FROM=1}, {@code make sim SEED=7}. The properties are {@code seeds}, {@code from} and {@code
 * seed}, and {@code detailed} for messages and requests, too. Ends with 1 when something failed.
 */
public final class SimMain {
    private static final long REPORT_MILLIS = 30_000;

    private SimMain() {
    }

    public static void main(String... args) {
        Long seed = Long.getLong("seed");
        System.exit((seed == null ? runMany() : tell(seed)) ? 0 : 1);
    }

    private static boolean tell(long seed) {
        Simulation.Outcome outcome = Simulation.run(seed, System.out,
                Boolean.getBoolean("detailed"));
        System.out.println(outcome.totals());
        System.out.println("trace " + Long.toHexString(outcome.traceHash()));
        if (outcome.failure() == null) return true;
        outcome.failure().printStackTrace(System.out);
        return false;
    }

    private static boolean runMany() {
        Runs runs = new Runs(Long.getLong("from", 1), Long.getLong("seeds", 1_000));
        runs.run(System.out::println, REPORT_MILLIS);
        String tooFew = Floors.missed(runs.totals());
        if (tooFew != null) System.out.println("void: " + tooFew);
        return runs.failures().isEmpty() && tooFew == null;
    }
}
