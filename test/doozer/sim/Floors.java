package doozer.sim;

import java.util.EnumMap;
import java.util.Map;

/** What has to have happened in a set of runs, a run on average: else they have shown nothing. */
final class Floors {
    /** Of each run: one with less counts as void. */
    private static final long SLOTS = 30;
    private static final long REQUESTS = 50;

    private static final EnumMap<Totals.Of, Double> LEAST = new EnumMap<>(Totals.Of.class);
    private static final EnumMap<Totals.Of, Double> MOST = new EnumMap<>(Totals.Of.class);

    static {
        LEAST.put(Totals.Of.SLOTS, 200.0);
        LEAST.put(Totals.Of.REVISIONS, 150.0);
        LEAST.put(Totals.Of.ELECTIONS, 1.0);
        LEAST.put(Totals.Of.CONFIGURATIONS, 2.0);
        LEAST.put(Totals.Of.CRASHES, 0.4);
        LEAST.put(Totals.Of.SILENCES, 0.3);
        LEAST.put(Totals.Of.PAUSES, 0.8);
        LEAST.put(Totals.Of.SUSPENDS, 0.5);
        LEAST.put(Totals.Of.PARTITIONS, 3.0);
        LEAST.put(Totals.Of.BREAKS, 0.7);
        LEAST.put(Totals.Of.CLOGS, 0.7);
        LEAST.put(Totals.Of.AIMED, 0.9);
        LEAST.put(Totals.Of.SNAPSHOTS, 2.0);
        LEAST.put(Totals.Of.LOST, 30.0);
        LEAST.put(Totals.Of.WRITES, 120.0);
        LEAST.put(Totals.Of.WRITES_REFUSED, 80.0);
        LEAST.put(Totals.Of.READONLY, 30.0);
        LEAST.put(Totals.Of.READS, 200.0);
        LEAST.put(Totals.Of.READS_AT, 50.0);
        LEAST.put(Totals.Of.UNKNOWN, 4.0);
        LEAST.put(Totals.Of.WATCH_EVENTS, 120.0);
        LEAST.put(Totals.Of.WATCH_RESUMES, 1.0);
        LEAST.put(Totals.Of.TOO_LATE, 1.0);
        LEAST.put(Totals.Of.WAITS, 50.0);
        LEAST.put(Totals.Of.MEMBER_WRITES_DONE, 2.0);
        LEAST.put(Totals.Of.LEFT, 0.1);
    }

    static {
        LEAST.put(Totals.Of.SESSIONS, 2.0);
        LEAST.put(Totals.Of.SESSIONS_ENDED, 2.0);
        LEAST.put(Totals.Of.KEPT, 6.0);
        LEAST.put(Totals.Of.ORDERS, 80.0);
        LEAST.put(Totals.Of.REPEATS, 60.0);
        LEAST.put(Totals.Of.OUT_OF_ORDER, 5.0);
        LEAST.put(Totals.Of.LOCKED, 2.0);
        LEAST.put(Totals.Of.SIMULATED_SECONDS, 8.0);
        LEAST.put(Totals.Of.CORE_READS, 2.0);
        LEAST.put(Totals.Of.CORE_WRITES, 2.0);
        LEAST.put(Totals.Of.EPOCHS, 0.05);
        LEAST.put(Totals.Of.ADOPTED, 0.1);
        LEAST.put(Totals.Of.HANDED_OVER, 0.05);
        LEAST.put(Totals.Of.SUPERSEDED, 0.01);
        MOST.put(Totals.Of.VOID, 0.1);
        MOST.put(Totals.Of.QUORUM_LOST, 0.1);
    }

    private Floors() {
    }

    /** Whether one run has shown next to nothing. */
    static boolean isVoid(Totals totals) {
        return totals.of(Totals.Of.SLOTS) < SLOTS
                || totals.of(Totals.Of.READS) + totals.of(Totals.Of.WRITES) < REQUESTS;
    }

    /** Which floor was missed, in words, or null. */
    static String missed(Totals totals) {
        double runs = Math.max(1, totals.of(Totals.Of.RUNS));
        for (Map.Entry<Totals.Of, Double> floor : LEAST.entrySet()) {
            double share = totals.of(floor.getKey()) / runs;
            if (share < floor.getValue()) {
                return share + " " + floor.getKey() + " a run, and not " + floor.getValue();
            }
        }
        for (Map.Entry<Totals.Of, Double> ceiling : MOST.entrySet()) {
            double share = totals.of(ceiling.getKey()) / runs;
            if (share > ceiling.getValue()) {
                return share + " " + ceiling.getKey() + " a run: more than " + ceiling.getValue();
            }
        }
        return null;
    }
}
