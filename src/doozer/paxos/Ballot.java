package doozer.paxos;

/**
 * A ballot is a round and the number of the member that leads it, in one long that is compared
 * unsigned: the round in the upper half, the member in the lower. Stateless.
 */
public final class Ballot {
    /** Below every ballot. */
    public static final long NONE = 0;

    /** Stands for what is known to be decided, in whichever ballot: higher than all. */
    public static final long DECIDED = 0xFFFF_FFFFL << 32 | Integer.MAX_VALUE;

    private Ballot() {
    }

    /** The ballot of a member in a round, both from 1. */
    public static long of(long round, int member) {
        Check.that(round > 0 && round >>> 32 == 0, "a round fits into 32 bits");
        Check.that(member > 0, "only members have ballots");
        return round << 32 | member;
    }

    /** Its round, 0 for none. */
    public static long round(long ballot) {
        return ballot >>> 32;
    }

    /** The member that leads it, 0 for none. */
    public static int member(long ballot) {
        return (int) ballot;
    }

    /** Whether the first is lower. */
    public static boolean isBelow(long ballot, long other) {
        return Long.compareUnsigned(ballot, other) < 0;
    }

    /** The higher of the two. */
    static long max(long ballot, long other) {
        return isBelow(ballot, other) ? other : ballot;
    }
}
