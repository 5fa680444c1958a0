package doozer.sim;

import java.util.EnumMap;
import java.util.Map;

/** How often something happened: so that a run in which nothing did is seen. */
final class Totals {
    /** What is counted. */
    enum Of {
        RUNS, VOID, SLOTS, REVISIONS, ELECTIONS, CONFIGURATIONS, BIRTHS, CRASHES, SILENCES,
        PAUSES, SUSPENDS, PARTITIONS, BREAKS, CLOGS, AIMED, DUELS, SNAPSHOTS, MESSAGES, LOST,
        REFUSED_LINKS, WRITES, WRITES_REFUSED, READONLY, READS, READS_AT, UNKNOWN, WATCH_EVENTS,
        WATCH_RESUMES, TOO_LATE, WAITS, MEMBER_WRITES, MEMBER_WRITES_DONE, CONNECTIONS, ANEW,
        LEFT, REFUSED, TURNS, EVENTS, QUORUM_LOST, NEVER_BORN, SIMULATED_SECONDS, CORE_READS,
        CORE_WRITES, SESSIONS, SESSIONS_ENDED, KEPT, ORDERS, REPEATS, OUT_OF_ORDER, LOCKED,
        DISASTERS, EPOCHS, ADOPTED, HANDED_OVER, SPLITS, SUPERSEDED, LATE_WRITES
    }

    private final EnumMap<Of, Long> counts = new EnumMap<>(Of.class);

    void add(Of what) {
        add(what, 1);
    }

    void add(Of what, long count) {
        counts.merge(what, count, Long::sum);
    }

    void addAll(Totals other) {
        other.counts.forEach(this::add);
    }

    long of(Of what) {
        return counts.getOrDefault(what, 0L);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Of, Long> count : counts.entrySet()) {
            if (text.length() > 0) text.append(", ");
            String name = count.getKey().name().toLowerCase(java.util.Locale.ROOT);
            text.append(count.getValue()).append(' ').append(name.replace('_', ' '));
        }
        return text.toString();
    }
}
