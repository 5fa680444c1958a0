package doozer.client;

/**
 * The frames that the server may not have read yet, in the order sent. An answer to one proves that
 * it has read that and all before it: so much is known without a word of the server about it. Owned
 * by the outbox, guarded by its monitor.
 */
final class InFlight {
    private int[] tags = new int[64];
    private int[] costs = new int[64];
    private int head;
    private int count;
    private int lastTag;
    private long cost;

    /** The sum of the costs of those that are in it. */
    long cost() {
        return cost;
    }

    void add(int tag, int itsCost) {
        if (count == tags.length) grow();
        int at = head + count & tags.length - 1;
        tags[at] = tag;
        costs[at] = itsCost;
        count++;
        cost += itsCost;
        lastTag = tag;
    }

    /** Takes out everything up to the frame with that tag; differences, as tags wrap around. */
    void removeUpTo(int tag) {
        if (tag - lastTag > 0) return;
        while (count > 0 && tag - tags[head] >= 0) {
            cost -= costs[head];
            head = head + 1 & tags.length - 1;
            count--;
        }
    }

    private void grow() {
        tags = unrolled(tags);
        costs = unrolled(costs);
        head = 0;
    }

    private int[] unrolled(int[] ring) {
        int[] wide = new int[ring.length * 2];
        System.arraycopy(ring, head, wide, 0, ring.length - head);
        System.arraycopy(ring, 0, wide, ring.length - head, head);
        return wide;
    }
}
