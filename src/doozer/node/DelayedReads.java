package doozer.node;

import java.util.TreeSet;

/** The reads of revisions still to come, the nearest first. Owned by whoever steps the node. */
final class DelayedReads {
    private final TreeSet<DelayedRead> waiting = new TreeSet<>();
    private long numbers;

    long nextNumber() {
        return ++numbers;
    }

    int size() {
        return waiting.size();
    }

    void add(DelayedRead read) {
        waiting.add(read);
    }

    void remove(DelayedRead read) {
        waiting.remove(read);
    }

    /** Takes out the next one whose revision exists by now, or gives null. */
    DelayedRead takeDue(long revision) {
        if (waiting.isEmpty() || waiting.first().request().rev() > revision) return null;
        return waiting.pollFirst();
    }
}
