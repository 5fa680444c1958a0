package doozer.sim;

import java.util.PriorityQueue;

/**
 * The virtual clock, and what is to happen when. What is due at the same time happens in the order
 * in which it was put down. Owned by the run's thread.
 */
final class Timeline {
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;

    private record Due(long nanos, long sequence, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /** The true time, from 0. */
    long now() {
        return nowNanos;
    }

    /** How many things have been put down so far. */
    long count() {
        return sequence;
    }

    /** Has something happen at a time, or now if that is past. */
    void at(long nanos, Runnable action) {
        queue.add(new Due(Math.max(nowNanos, nanos), sequence++, action));
    }

    void after(long nanos, Runnable action) {
        at(nowNanos + nanos, action);
    }

    /** Lets time pass up to then, at most: until the end is reached, or it is over. */
    void runUntil(long nanos, java.util.function.BooleanSupplier isOver) {
        while (!isOver.getAsBoolean()) {
            Due due = queue.peek();
            if (due == null || due.nanos > nanos) {
                nowNanos = Math.max(nowNanos, nanos);
                return;
            }
            queue.poll();
            nowNanos = due.nanos;
            due.action.run();
        }
    }
}
