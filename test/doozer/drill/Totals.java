package doozer.drill;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;

/** What a run of chaos has done, in numbers. Any thread. */
final class Totals {
    /** What is counted. */
    enum Of {
        KILLS, PAUSES, CUTS, MAJORITY_PAUSES, REPLACEMENTS, WRITES, MISMATCHES, READONLY, UNKNOWN,
        READS, EVENTS, RESUMES
    }

    /** How many a minute a run has to have at least, so that it has shown anything. */
    private static final Map<Of, Integer> FLOORS = new EnumMap<>(Map.of(Of.WRITES, 1_000,
            Of.MISMATCHES, 50, Of.READS, 1_000, Of.EVENTS, 1_000));
    private static final int FAULTS_A_MINUTE = 6;

    private final AtomicLongArray counts = new AtomicLongArray(Of.values().length);

    void add(Of what) {
        counts.incrementAndGet(what.ordinal());
    }

    long of(Of what) {
        return counts.get(what.ordinal());
    }

    long faults() {
        return of(Of.KILLS) + of(Of.PAUSES) + of(Of.CUTS) + of(Of.MAJORITY_PAUSES);
    }

    /** What there was too little of in that time, in words; null when there was enough. */
    String missed(double minutes) {
        if (faults() < FAULTS_A_MINUTE * minutes) return faults() + " faults";
        for (Map.Entry<Of, Integer> floor : FLOORS.entrySet()) {
            if (of(floor.getKey()) < floor.getValue() * minutes) {
                return of(floor.getKey()) + " " + name(floor.getKey());
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return Arrays.stream(Of.values())
                .map(what -> of(what) + " " + name(what)).collect(Collectors.joining(", "));
    }

    private static String name(Of what) {
        return what.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
