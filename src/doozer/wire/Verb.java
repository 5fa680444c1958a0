package doozer.wire;

/**
 * What a request asks for. The numbers are those that doozer clients have sent since 2011; 0
 * (CHECKIN), 4 (ESET), 5 of the oldest versions (SNAP) and 6 of them (DELSNAP) are gone.
 */
public enum Verb {
    GET(1),
    SET(2),
    DEL(3),
    REV(5),
    /** One event, once (clients of 0.9). */
    WAIT(6),
    NOP(7),
    /** A stream of events (clients of the seed era, and our own). */
    WATCH(8),
    WALK(9),
    CANCEL(10),
    GETDIR(14),
    STAT(16),
    SELF(20),
    /** The first request of our own client: which version of the protocol it speaks. */
    HELLO(32),
    /** What there is to know of a node, as lines for people. */
    INFO(33),
    /** A stream of all requests that the node gets. */
    MONITOR(34),
    /** The node that is asked leaves its cluster, and ends. */
    LEAVE(35),
    /** Opens a session: see {@code doc/protocol.md} for this and the verbs that follow. */
    OPEN(36),
    /** A sign of life of a session. */
    KEEP(37),
    /** Ends a session, and deletes its files. */
    CLOSE(38),
    /** Conditions, and changes that are done together or not at all: {@link Txn}. */
    TXN(39),
    /** Adds one to the number in a file. */
    NEXT(40),
    /** A stream of everything that a node holds, as of one moment. */
    DUMP(41),
    /** The node that is asked goes on without the majority, which is lost: a new epoch begins. */
    RECOVER(42),
    ACCESS(99);

    private static final Verb[] BY_NUMBER = new Verb[100];

    static {
        for (Verb verb : values()) BY_NUMBER[verb.number] = verb;
    }

    private final int number;

    Verb(int number) {
        this.number = number;
    }

    /** The number that stands for it on the wire. */
    public int number() {
        return number;
    }

    /** The verb with that number, or null when there is none. Any thread. */
    public static Verb of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }
}
