package doozer.cli;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which of our revisions stand for which recorded ones: learned from what commands print, since
 * failed writes have used revisions there and use none here. One thread's.
 */
final class RevisionMap {
    private final TreeMap<Long, Long> ours = new TreeMap<>();

    RevisionMap() {
        // Whatever the server, the first thing that it writes is the name of the cluster.
        ours.put(1L, 1L);
    }

    /**
     * Whether a revision of ours may stand for a recorded one. An unknown one is learned if it was
     * made between two others, and in the order of the recorded ones.
     *
     * @param before our revision before the command ran
     * @param after our revision after it
     */
    boolean isFor(long recorded, long found, long before, long after) {
        Long known = ours.get(recorded);
        if (known != null) return known == found;
        boolean isMadeHere = before < found && found <= after;
        boolean isPresent = before == after && found == after;
        Map.Entry<Long, Long> lower = ours.lowerEntry(recorded);
        Map.Entry<Long, Long> higher = ours.higherEntry(recorded);
        boolean isInOrder = (lower == null || lower.getValue() < found)
            && (higher == null || found < higher.getValue());
        if (!isInOrder || !isMadeHere && !isPresent) return false;
        ours.put(recorded, found);
        return true;
    }

    /** As it is now. */
    RevisionMap copy() {
        RevisionMap copy = new RevisionMap();
        copy.ours.putAll(ours);
        return copy;
    }

    /** Our revision for a recorded one; itself if it is not known. */
    long of(long recorded) {
        return ours.getOrDefault(recorded, recorded);
    }
}
