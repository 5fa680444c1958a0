package doozer.golden;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which revision of ours answers to which in the recording. Both are followed write by write, so
 * that each revision in an answer of ours is foretold, not learnt from the answer.
 *
 * <pre>
 *   recorded   1 .. 6   7 .. 56      57         58        59    60           61
 *              as now   50 nops      writable   applied   set   failed set   set
 *   ours       1 .. 6                7                    8                  9
 * </pre>
 */
final class Revisions {
    private static final int OWN_WRITES = 6;
    /** A recorded revision that is ahead of the last one by more was just some large number. */
    private static final long FAR = 1000;

    /** From recorded ones that name a state or an event of ours. */
    private final TreeMap<Long, Long> states = new TreeMap<>();
    private final TreeMap<Long, Long> events = new TreeMap<>();
    private long recorded;
    private long ours;

    /** Of a server that is ready at {@code recordedBase}, and ours at {@code base}. */
    Revisions(long recordedBase, long base) {
        for (long revision = 1; revision <= OWN_WRITES; revision++) {
            states.put(revision, revision);
            events.put(revision, revision);
        }
        states.put(recordedBase - 1, base);
        events.put(recordedBase - 1, base);
        // The last write of a fresh server of the original, which ours does not make.
        states.put(recordedBase, base);
        recorded = recordedBase;
        ours = base;
    }

    /** Our revision. */
    long ours() {
        return ours;
    }

    /** A write took a revision there, here, or both. */
    void onWrite(boolean tookRecorded, boolean tookOurs) {
        if (tookRecorded) recorded++;
        if (tookOurs) ours++;
        if (tookRecorded && tookOurs) {
            states.put(recorded, ours);
            events.put(recorded, ours);
        }
    }

    /**
     * A server was attached. Both write where it is, on which host, and its version; ours then also
     * its name for those who look the cluster up, and that it takes writes.
     */
    void onAttached() {
        for (int i = 0; i < 3; i++) onWrite(true, true);
        for (int i = 0; i < 2; i++) onWrite(false, true);
    }

    /** The recording shows a revision that nothing in it has announced. */
    void onRecorded(long revision) {
        recorded = Math.max(recorded, revision);
    }

    /** Ours that a recorded answer stands for; null when there is none. */
    Long answered(long revision) {
        return revision <= 0 ? Long.valueOf(revision) : states.get(revision);
    }

    /** What to ask for in a read, or as a condition, where the recording has {@code revision}. */
    long asked(long revision) {
        if (revision <= 0 || revision > recorded + FAR) return revision;
        if (revision > recorded) return ours + (revision - recorded);
        return states.floorEntry(revision).getValue();
    }

    /** What to ask for in a WAIT: the first event that is in both, from {@code revision} on. */
    long waited(long revision) {
        if (revision <= 0 || revision > recorded) return asked(revision);
        Map.Entry<Long, Long> event = events.ceilingEntry(revision);
        return event == null ? ours + 1 : event.getValue();
    }
}
