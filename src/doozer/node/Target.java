package doozer.node;

/** An address that is to be connected to, again and again. Owned by whoever steps the node. */
final class Target {
    private static final long FIRST_WAIT_NANOS = 20_000_000;
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000;
    private static final long OPENING_NANOS = 1_000_000_000;

    final String address;
    /** Who should answer there; null for anybody. */
    Incarnation expected;
    int link = Peer.NONE;
    /** Who answered there last; null before anybody did. */
    Incarnation found;
    /** When the link was dialled, or opened. */
    private long sinceNanos;
    private boolean isOpen;
    private long nextNanos;
    private boolean hasFailed;
    private long waitNanos = FIRST_WAIT_NANOS;
    /** How long is waited once a link has not lasted; 0 while the one before has. */
    private long brokenWaitNanos;

    Target(String address, Incarnation expected) {
        this.address = address;
        this.expected = expected;
    }

    /**
     * Until when it is waited for the link to be open, or for the hello once it is: a process that
     * was stopped still accepts. Names are looked up meanwhile, and secrets proved, which takes
     * several ways there and back, and is not a matter of elections.
     */
    long patientUntilNanos(long patienceNanos) {
        return sinceNanos + (isOpen ? patienceNanos : Math.max(patienceNanos, OPENING_NANOS));
    }

    /** Whether there is a link, on which our hello has gone out. */
    boolean isOpened() {
        return isOpen;
    }

    /** It is dialled. */
    void onDialled(int newLink, long nowNanos) {
        link = newLink;
        isOpen = false;
        sinceNanos = nowNanos;
    }

    /** The link is open, and a hello on its way. */
    void onOpened(long nowNanos) {
        isOpen = true;
        sinceNanos = nowNanos;
    }

    boolean isDue(long nowNanos) {
        return link == Peer.NONE && (!hasFailed || nowNanos - nextNanos >= 0);
    }

    long dueNanos(long nowNanos) {
        return hasFailed ? nextNanos : nowNanos;
    }

    /** A link was lost that worked: the next is tried at once. */
    void onLost() {
        link = Peer.NONE;
        hasFailed = false;
        waitNanos = FIRST_WAIT_NANOS;
    }

    /** A link broke that worked: one that never lasts is not dialled again and again at once. */
    void onBroken(long nowNanos) {
        boolean hasLasted = nowNanos - sinceNanos >= LONGEST_WAIT_NANOS;
        long wait = hasLasted ? 0 : brokenWaitNanos;
        brokenWaitNanos = Math.min(Math.max(2 * wait, FIRST_WAIT_NANOS), LONGEST_WAIT_NANOS);
        onLost();
        hasFailed = wait > 0;
        nextNanos = nowNanos + wait;
    }

    /** It did not come to a link that works: the next is tried later, and later each time. */
    void onFailed(long nowNanos) {
        link = Peer.NONE;
        hasFailed = true;
        nextNanos = nowNanos + waitNanos;
        waitNanos = Math.min(2 * waitNanos, LONGEST_WAIT_NANOS);
    }
}
