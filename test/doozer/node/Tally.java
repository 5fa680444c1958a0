package doozer.node;

import java.util.TreeMap;

/** How often things have happened: a property that never met what it speaks of proves nothing. */
final class Tally {
    private final TreeMap<String, Integer> counts = new TreeMap<>();

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    int of(String what) {
        return counts.getOrDefault(what, 0);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
