package doozer.paxos;

/** The hash of the replicated state after a slot: members that differ in it have diverged. */
public record Print(long slot, long hash) {
    /** Stands for "nothing to compare". */
    public static final Print NONE = new Print(0, 0);

    /** Whether there is nothing to compare: nobody differs before the first slot. */
    public boolean isNone() {
        return slot == 0;
    }
}
