package doozer.node;

import doozer.paxos.Value;

/** Sees what becomes of the replicated state, in the step in which it does. */
interface Witness {
    /** That slot has been applied: the state is as of it. */
    void onApplied(long slot, Value value);

    /** A state has come as a whole: at birth, or by a snapshot of that slot. */
    void onInstalled(long slot);
}
