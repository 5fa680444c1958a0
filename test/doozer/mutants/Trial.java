package doozer.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One mutant, and whether it is caught. Owned by the thread that runs it. */
final class Trial {
    private static final String SIMULATOR = "doozer.sim.SimMain";
    private static final String FAILURE = "make sim SEED=";
    private static final int TEST_SECONDS = 120;
    private static final int SEED_SECONDS = 120;

    private final Mutant mutant;
    private final int cores;
    private final long began = System.nanoTime();
    private final Path classes;

    /**
     * What came of it.
     *
     * @param directed what its test has said
     * @param simulated what the simulator has said, or why it was not asked
     */
    record Verdict(Mutant mutant, boolean isCaught, String directed, String simulated,
            long millis) { }

    /** How many seeds are tried, and for how long, until one fails. */
    record Hunt(long seeds, long seconds) { }

    /** A seed with which the simulator fails, and how. */
    private record Found(long seed, String how) { }

    /** Compiles it; each other JVM may take so many cores. */
    Trial(Mutant mutant, int cores) throws IOException {
        this.mutant = mutant;
        this.cores = cores;
        classes = MutantCompiler.compile(mutant,
                Checkout.root().resolve("build/mutants/" + mutant.name()));
    }

    /** Its test has to fail, and its seed, if there is one; if not, one is looked for. */
    Verdict run(Hunt hunt) throws IOException, InterruptedException {
        String test = test();
        Verdict simulated = mutant.seed() == null ? null : replay();
        if (simulated == null && mutant.excuse() != null) {
            simulated = verdict(true, mutant.excuse());
        } else if (simulated == null) {
            // A run goes another way with each change of what is simulated.
            simulated = hunt(hunt);
        }
        boolean isCaught = test.startsWith(DirectedTests.FAILED);
        return new Verdict(mutant, isCaught && simulated.isCaught, isCaught ? "caught" : test,
                simulated.simulated, simulated.millis);
    }

    /** What its seed shows; null when that shows nothing any more. */
    private Verdict replay() throws IOException, InterruptedException {
        Found found = simulate(classes, mutant.seed(), 1, SEED_SECONDS);
        if (found == null) return null;
        boolean isAnyway = simulate(null, mutant.seed(), 1, SEED_SECONDS) != null;
        return verdict(!isAnyway, (isAnyway ? "FAILS ANYWAY: " : "") + line(found));
    }

    /** Looks for the first seed, and writes it down. */
    Verdict hunt(Hunt hunt) throws IOException, InterruptedException {
        long end = secondsSince() + hunt.seconds;
        long from = 1;
        while (from <= hunt.seeds && secondsSince() < end) {
            Found found = simulate(classes, from, hunt.seeds + 1 - from, end - secondsSince());
            if (found == null) break;
            from = found.seed + 1;
            // One that fails anyway shows nothing.
            if (simulate(null, found.seed, 1, SEED_SECONDS) != null) continue;
            Path file = Checkout.fileOf(mutant.name());
            Files.writeString(file,
                    MutantParser.withSeed(Files.readString(file), found.seed));
            return verdict(true, line(found));
        }
        return verdict(false, "SURVIVES " + hunt.seeds + " seeds or " + hunt.seconds + " s");
    }

    private String test() throws IOException, InterruptedException {
        String said = new Child(classes, TEST_SECONDS, cores).runUntil(
                line -> line.startsWith("=> "), DirectedTests.class.getName(), mutant.test());
        if (said == null) return "SURVIVES its test, which does not end";
        return said.startsWith(DirectedTests.FAILED) ? said : "SURVIVES " + said;
    }

    private Found simulate(Path mutated, long from, long count, long seconds)
            throws IOException, InterruptedException {
        String said = new Child(mutated, seconds, cores).property("from", from)
                .property("seeds", count).runUntil(Trial::isFailure, SIMULATOR);
        if (said == null) return null;
        String[] words = said.substring(FAILURE.length()).split(" ", 2);
        return new Found(Long.parseLong(words[0]), words.length > 1 ? words[1].strip() : "");
    }

    /** Failures that are known, and have nothing to do with mutants, may be passed over. */
    private static boolean isFailure(String line) {
        String known = System.getProperty("known", "");
        return line.startsWith(FAILURE) && (known.isEmpty() || !line.contains(known));
    }

    private static String line(Found found) {
        String how = found.how.length() > 80 ? found.how.substring(0, 80) + "..." : found.how;
        return "seed " + found.seed + ": " + how;
    }

    private Verdict verdict(boolean isCaught, String simulated) {
        return new Verdict(mutant, isCaught, "", simulated,
                (System.nanoTime() - began) / 1_000_000);
    }

    private long secondsSince() {
        return (System.nanoTime() - began) / 1_000_000_000;
    }
}
