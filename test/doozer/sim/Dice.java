package doozer.sim;

import java.util.List;
import java.util.SplittableRandom;

/** Everything that is left to chance in one run, from one seed. Owned by the run's thread. */
final class Dice {
    private static final long MILLI = 1_000_000;

    private final SplittableRandom random;

    Dice(long seed) {
        // Neighbouring seeds are to have nothing in common.
        this(new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Dice of their own for a part of the run. */
    Dice split() {
        return new Dice(random.split());
    }

    long bits() {
        return random.nextLong();
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** From 0 to one less than that. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Between two numbers, both included. */
    long between(long low, long high) {
        return low + random.nextLong(high - low + 1);
    }

    /** Between two numbers, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** Nanoseconds between so many milliseconds. */
    long millis(long low, long high) {
        return between(low * MILLI, high * MILLI);
    }

    /** Nanoseconds, small ones as likely as large ones: each power of two the same. */
    long scale(long low, long high) {
        double from = StrictMath.log(low);
        double to = StrictMath.log(high);
        return (long) StrictMath.exp(from + random.nextDouble() * (to - from));
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    void shuffle(List<?> list) {
        for (int i = list.size() - 1; i > 0; i--) swap(list, i, below(i + 1));
    }

    private static <T> void swap(List<T> list, int i, int j) {
        T one = list.get(i);
        list.set(i, list.get(j));
        list.set(j, one);
    }
}
