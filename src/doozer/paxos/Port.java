package doozer.paxos;

/**
 * What a member of a cluster asks of what it is a part of. Called on the thread that steps the
 * member, and never calls back into it but where it says so.
 */
public interface Port {
    /**
     * Sends to another member. It may be lost, as may everything else that was sent.
     *
     * @return false when it is lost already, because too much waits on the way there: {@link
     *     Paxos#onDrained} follows
     */
    boolean send(int to, Message message);

    /**
     * Applies the next slot. A change of voters in it is scheduled with {@link
     * Configurations#schedule}, and members that come and go are told with {@link
     * Paxos#setMembers}, meanwhile.
     */
    void apply(long slot, Value value);

    /** The next value of our own for a slot, or null while there is none. For a leader only. */
    Value nextValue();

    /** The value that changes nothing. */
    Value filler();

    /** Sends another one everything at once: what it asked for is not in our log any more. */
    void sendSnapshot(int to);

    /** The way to the leader is another one now, or there is a new leader, maybe ourselves. */
    void onRoute();

    /** A hash of the replicated state, to compare with others'. */
    Print print();

    /** What a voter has for {@link #print}; for a leader only. */
    void onPrint(int from, Print print);

    /** What a majority has for it, for the leader to tell others. */
    Print agreed();

    /** A leader says what a majority has. */
    void onAgreed(Print agreed);
}
