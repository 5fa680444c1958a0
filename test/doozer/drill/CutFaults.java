package doozer.drill;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;

/**
 * What happens to the connections of clients, by a seed: the n-th connection of a run has the same
 * faults again, after as many bytes. Any thread.
 */
final class CutFaults {
    private static final long MILLI = 1_000_000;
    private static final int LEAST_BYTES = 8;
    private static final int MOST_BYTES = 32 << 10;

    private final long seed;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicIntegerArray counts = new AtomicIntegerArray(Kind.values().length);
    private volatile boolean isOn;

    /** What can happen. */
    enum Kind {
        /** Both sides see an error, wherever in a frame they are. */
        RESET,
        /** Both sides see an end, as if the other had closed it. */
        END,
        /** Nothing passes for less than a client's patience. */
        STALL,
        /** Nothing passes for longer, maybe, than a client's patience. */
        LONG_STALL,
        /** It ends, and the next one to this member reaches another. */
        REDIRECT
    }

    /** Which way nothing passes. */
    enum Way {
        IN, OUT, BOTH;

        boolean includes(Way other) {
            return this == BOTH || this == other;
        }
    }

    /**
     * One thing that happens.
     *
     * @param afterBytes how many pass first, both ways together
     */
    record Fault(Kind kind, int afterBytes, Way way, long nanos) {
    }

    CutFaults(long seed) {
        this.seed = seed;
    }

    /** From now on they happen, or none does. */
    void turn(boolean on) {
        isOn = on;
    }

    boolean isOn() {
        return isOn;
    }

    /** The chance of the next connection. */
    Random nextConnection() {
        return new Random(seed * 1_000_003 + connections.incrementAndGet());
    }

    /** What happens next on a connection of that chance. */
    static Fault next(Random chance) {
        Kind kind = kind(chance.nextInt(100));
        Way way = Way.values()[chance.nextInt(Way.values().length)];
        // As often between 10 bytes and 100 as between 1,000 and 10,000.
        double share = Math.pow((double) MOST_BYTES / LEAST_BYTES, chance.nextDouble());
        return new Fault(kind, (int) (LEAST_BYTES * share), way, nanos(kind, chance));
    }

    private static Kind kind(int percent) {
        if (percent < 40) return Kind.RESET;
        if (percent < 60) return Kind.END;
        if (percent < 78) return Kind.STALL;
        return percent < 82 ? Kind.LONG_STALL : Kind.REDIRECT;
    }

    private static long nanos(Kind kind, Random chance) {
        return switch (kind) {
            case STALL -> (1 + chance.nextInt(80)) * MILLI;
            case LONG_STALL -> chance.nextInt(4) > 0 ? (100 + chance.nextInt(800)) * MILLI
                    : (1_000 + chance.nextInt(4_500)) * MILLI;
            default -> 0;
        };
    }

    /** That has happened. */
    void count(Kind kind) {
        counts.incrementAndGet(kind.ordinal());
    }

    int of(Kind kind) {
        return counts.get(kind.ordinal());
    }

    /** How many have happened. */
    int total() {
        return Arrays.stream(Kind.values()).mapToInt(this::of).sum();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public String toString() {
        return total() + " faults on " + connections() + " connections ("
                + Arrays.stream(Kind.values()).map(kind -> of(kind) + " "
                        + kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", ")) + ")";
    }
}
