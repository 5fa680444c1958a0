package doozer.drill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;

/** What the workers of one run share. Any thread. */
final class CutRun {
    private static final int MOST_FAILURES = 20;

    private final AtomicLongArray counts = new AtomicLongArray(Of.values().length);
    private final List<String> failures = new ArrayList<>();
    private final List<CutTruth.Claim> claims = new ArrayList<>();
    private volatile boolean isOver;

    /** What is counted. */
    enum Of {
        INCREMENTS, UNNUMBERED, TRANSACTIONS, EPHEMERALS, READS, WALKS, SHORT_WATCHES,
        UNKNOWN, NO_QUORUM, SESSIONS_LOST, TOO_LATE
    }

    void add(Of what) {
        counts.incrementAndGet(what.ordinal());
    }

    long of(Of what) {
        return counts.get(what.ordinal());
    }

    /** The workers are to end. */
    void end() {
        isOver = true;
    }

    boolean isOver() {
        return isOver;
    }

    synchronized void claim(CutTruth.Claim claim) {
        claims.add(claim);
    }

    synchronized List<CutTruth.Claim> claims() {
        return claims;
    }

    synchronized void fail(String what) {
        if (failures.size() < MOST_FAILURES) failures.add(what);
    }

    void fail(List<String> all) {
        all.forEach(this::fail);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public String toString() {
        return Arrays.stream(Of.values()).map(what -> of(what) + " "
                        + what.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }
}
