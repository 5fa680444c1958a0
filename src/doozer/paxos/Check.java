package doozer.paxos;

/**
 * The invariants of this room, checked always. A broken one means that this replica no longer knows
 * what it holds: it has to stop rather than answer. Bad input never gets here.
 */
final class Check {
    private Check() {
    }

    /**
     * Throws when an invariant does not hold.
     *
     * @param what the invariant, as a constant: nothing is built while it holds
     * @throws IllegalStateException when {@code holds} is false
     */
    static void that(boolean holds, String what) {
        if (!holds) throw new IllegalStateException("broken invariant: " + what);
    }
}
