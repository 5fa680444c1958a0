package doozer.mutants;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Shows that the tests and the simulator can fail: {@code make mutants}. Its {@code MUTANTS} are
 * the
 * names of some, {@code canary} for one of them, or {@code hunt} and names, or none for all that
 * have no seed, to look for seeds, as many and as long as the properties {@code seeds} and {@code
 * seconds} say, but for failures with what {@code known} says in them. Ends with 1 when a mutant
 * survives.
 */
public final class Mutants {
    /** Small, and caught in the first seeds. */
    private static final String CANARY = "quorum-minus-one";
    private static final int SIDE_BY_SIDE = 2;
    private static final int BASELINE_SECONDS = 600;

    private Mutants() {
    }

    public static void main(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean isHunt = words.remove("hunt");
        if (words.remove("canary")) words.add(CANARY);
        List<Mutant> chosen = chosen(words, isHunt);
        boolean isGood = (isHunt || isBaselineGood(chosen)) && runAll(chosen, isHunt);
        System.exit(isGood ? 0 : 1);
    }

    private static List<Mutant> chosen(List<String> names, boolean isHunt) throws IOException {
        ArrayList<Mutant> chosen = new ArrayList<>();
        for (String name : names.isEmpty() ? Checkout.names() : names) {
            Mutant mutant = Checkout.read(name);
            boolean isDone = mutant.seed() != null || mutant.fields().containsKey("masked");
            if (!isHunt || !names.isEmpty() || !isDone) chosen.add(mutant);
        }
        return chosen;
    }

    /** The tests have to pass without the mutants, or their failures show nothing. */
    private static boolean isBaselineGood(List<Mutant> mutants)
            throws IOException, InterruptedException {
        ArrayList<String> command = new ArrayList<>(List.of(DirectedTests.class.getName()));
        mutants.stream().map(Mutant::test).distinct().forEach(command::add);
        ArrayList<String> passed = new ArrayList<>();
        new Child(null, BASELINE_SECONDS, SIDE_BY_SIDE).runUntil(line -> {
            if (line.startsWith(DirectedTests.PASSED)) passed.add(line);
            else if (line.startsWith("=> ")) System.out.println("without a mutant: " + line);
            return false;
        }, command.toArray(String[]::new));
        boolean isGood = passed.size() == command.size() - 1;
        System.out.println(passed.size() + " of " + (command.size() - 1)
                + " tests pass without a mutant");
        return isGood;
    }

    private static boolean runAll(List<Mutant> mutants, boolean isHunt)
            throws InterruptedException, ExecutionException {
        int cores = Math.max(1, Runtime.getRuntime().availableProcessors()
                / Math.min(SIDE_BY_SIDE, Math.max(1, mutants.size())));
        ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        ArrayList<Future<Trial.Verdict>> pending = new ArrayList<>();
        for (Mutant mutant : mutants) {
            pending.add(pool.submit(() -> trial(mutant, cores, isHunt)));
        }
        pool.shutdown();
        int survivors = 0;
        for (Future<Trial.Verdict> each : pending) {
            Trial.Verdict verdict = each.get();
            print(verdict);
            if (!verdict.isCaught()) survivors++;
        }
        System.out.println(mutants.size() + " mutants, " + survivors + " survive");
        return survivors == 0;
    }

    private static Trial.Verdict trial(Mutant mutant, int cores, boolean isHunt)
            throws IOException, InterruptedException {
        try {
            Trial trial = new Trial(mutant, cores);
            Trial.Hunt hunt = new Trial.Hunt(Long.getLong("seeds", 20_000),
                    Long.getLong("seconds", 300));
            return isHunt ? trial.hunt(hunt) : trial.run(hunt);
        } catch (IllegalArgumentException e) {
            return new Trial.Verdict(mutant, false, "SURVIVES", e.getMessage(), 0);
        }
    }

    private static void print(Trial.Verdict verdict) {
        System.out.printf("%-40s %-8s %s (%.1f s)%n", verdict.mutant().name(),
                verdict.directed(), verdict.simulated(), verdict.millis() / 1e3);
    }
}
