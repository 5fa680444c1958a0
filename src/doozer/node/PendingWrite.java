package doozer.node;

/** A write on its way into the log. Owned by whoever steps the node. */
abstract class PendingWrite {
    Command command;
    /** Which one of its node's it is, once it was sent; 0 before. */
    long sequence;
    /** When it came, and from then on when it was sent. */
    long sinceNanos;
    /** True when nobody waits for it any more. */
    boolean isGivenUp;

    PendingWrite(Command command) {
        this.command = command;
    }

    /** Whether somebody waits for it who has to hear in time. */
    boolean isOfAClient() {
        return true;
    }

    /**
     * It was applied.
     *
     * @param revision the one after it
     */
    abstract void onApplied(Result result, long revision);

    /** It was not sent, and never will be. */
    abstract void onRefused(String why);

    /** It was sent, and nobody can say what became of it. */
    abstract void onUnknown();
}
