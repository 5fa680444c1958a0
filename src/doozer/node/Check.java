package doozer.node;

/** Our own invariants, always on: a broken one stops the node, for nobody knows what else is. */
final class Check {
    private Check() {
    }

    static void that(boolean holds, String invariant) {
        if (!holds) throw new IllegalStateException("broken invariant: " + invariant);
    }
}
