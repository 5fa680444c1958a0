package doozer.paxos;

import java.util.Arrays;

/**
 * One entry a slot, for slots above a floor that only rises: a ring that grows with what it spans.
 * Owned by whoever steps the member.
 */
final class SlotMap<T> {
    private Object[] ring = new Object[16];
    private long floor;
    private long highest;

    /** The highest slot that ever had an entry above the floor; the floor when there is none. */
    long highest() {
        return Math.max(highest, floor);
    }

    @SuppressWarnings("unchecked")
    T get(long slot) {
        if (slot <= floor || slot > highest) return null;
        return (T) ring[index(slot)];
    }

    void put(long slot, T entry) {
        Check.that(slot > floor, "an entry is above the floor");
        if (slot - floor > ring.length) grow(slot - floor);
        ring[index(slot)] = entry;
        highest = Math.max(highest, slot);
    }

    /** Drops everything up to that slot. */
    void dropUpTo(long slot) {
        long last = Math.min(slot, highest);
        if (last - floor >= ring.length) {
            Arrays.fill(ring, null);
        } else {
            for (long s = floor + 1; s <= last; s++) ring[index(s)] = null;
        }
        floor = Math.max(floor, slot);
    }

    private int index(long slot) {
        return (int) (slot & ring.length - 1);
    }

    private void grow(long span) {
        int length = ring.length;
        while (length < span) length *= 2;
        Object[] old = ring;
        int oldMask = old.length - 1;
        ring = new Object[length];
        for (long s = floor + 1; s <= highest; s++) ring[index(s)] = old[(int) (s & oldMask)];
    }
}
