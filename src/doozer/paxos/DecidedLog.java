package doozer.paxos;

import java.util.ArrayList;
import java.util.List;

/**
 * The last applied slots, for those who are behind. Owned by whoever steps the member.
 */
final class DecidedLog {
    /** An answer to a pull is full when its values weigh as much, or are so many. */
    private static final int ANSWER_WEIGHT = 256 << 10;
    private static final int ANSWER_SLOTS = 1024;

    private final SlotMap<Value> values = new SlotMap<>();
    private long floor;
    private long last;
    private long weight;

    /** The last slot, which is the last applied one. */
    long last() {
        return last;
    }

    /** Slots up to this one are not kept any more. */
    long floor() {
        return floor;
    }

    void append(long slot, Value value) {
        Check.that(slot == last + 1, "slots are applied in order");
        values.put(slot, value);
        weight += value.weight();
        last = slot;
    }

    /** Begins anew after a slot that came with a snapshot. */
    void restart(long slot) {
        values.dropUpTo(Math.max(slot, last));
        floor = slot;
        last = slot;
        weight = 0;
    }

    /** Lets go of the oldest slots until both bounds hold, but of none above {@code keepAbove}. */
    void trim(long maxSlots, long maxWeight, long keepAbove) {
        long most = Math.min(last, keepAbove);
        while (floor < most && (last - floor > maxSlots || weight > maxWeight)) {
            floor++;
            weight -= values.get(floor).weight();
            values.dropUpTo(floor);
        }
    }

    /** What is to be told to one who has everything below that slot, or null if it is gone. */
    Message.Decided from(long firstSlot) {
        if (firstSlot <= floor) return null;
        ArrayList<Value> told = new ArrayList<>();
        int toldWeight = 0;
        for (long s = firstSlot; s <= last && told.size() < ANSWER_SLOTS; s++) {
            Value value = values.get(s);
            if (toldWeight > 0 && toldWeight + value.weight() > ANSWER_WEIGHT) break;
            told.add(value);
            toldWeight += value.weight();
        }
        return new Message.Decided(firstSlot, told, last);
    }

    /** The value of one slot as an answer; without it where it is not kept any more. */
    Message.Decided only(long slot) {
        Value value = slot > floor ? values.get(slot) : null;
        return new Message.Decided(slot, value == null ? List.of() : List.of(value), last);
    }
}
