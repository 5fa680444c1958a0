package doozer.node;

/**
 * A request that one turn cannot answer: a watch, a wait, a long list, a read of the future. Owned
 * by whoever steps the node.
 *
 * <pre>
 *   Runnable --advance--> AGAIN: more to do now, in a later turn
 *                         BLOCKED: parked until its client takes answers again
 *                         ASLEEP: somebody else wakes or answers it (an event, a revision)
 *                         DONE: answered for good
 * </pre>
 */
abstract class Stream {
    enum Progress { AGAIN, BLOCKED, ASLEEP, DONE }

    final Client client;
    final long tag;
    /** Linked into its client's list of open streams; these three are the client's to change. */
    boolean isOpen;
    Stream older;
    Stream newer;

    Stream(Client client, long tag) {
        this.client = client;
        this.tag = tag;
    }

    /** Does a bounded piece of work: a fraction of a millisecond. */
    abstract Progress advance();

    /** True while nothing of it may be sent. */
    boolean isHeld() {
        return client.isCongested();
    }

    /** True when it ends by itself, without anybody else's doing. */
    abstract boolean isFinite();

    /** Leaves whatever would wake it; called once, when it is cancelled or its client is gone. */
    abstract void discard();
}
