package doozer.paxos;

/**
 * What a slot may hold. Nothing here looks into it: two are the same when {@code equals} says so.
 * An empty one is a value like any other. Immutable; any thread.
 */
public interface Value {
    /** About how many bytes it takes, in memory and on the way. */
    int weight();
}
