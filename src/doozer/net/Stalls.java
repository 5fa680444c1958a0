package doozer.net;

/**
 * The connections that must not stand still: those with half a frame, and those that we have told
 * to go. All have the same limit, so the list is in the order of their deadlines, and costs the
 * same for one as for ten thousand. Owned by the loop's thread.
 */
final class Stalls {
    private final long limitNanos;
    private Connection oldest;
    private Connection newest;
    private long nowNanos;

    Stalls(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    void setNow(long newNowNanos) {
        nowNanos = newNowNanos;
    }

    /** Gives it the full limit from now on. */
    void add(Connection connection) {
        remove(connection);
        connection.isStalled = true;
        connection.stallDeadlineNanos = nowNanos + limitNanos;
        connection.olderStall = newest;
        if (newest == null) oldest = connection;
        else newest.newerStall = connection;
        newest = connection;
    }

    void remove(Connection connection) {
        if (!connection.isStalled) return;
        connection.isStalled = false;
        if (connection.olderStall == null) oldest = connection.newerStall;
        else connection.olderStall.newerStall = connection.newerStall;
        if (connection.newerStall == null) newest = connection.olderStall;
        else connection.newerStall.olderStall = connection.olderStall;
        connection.olderStall = null;
        connection.newerStall = null;
    }

    /** Takes out one whose limit is over, or gives null. */
    Connection takeExpired() {
        if (oldest == null || oldest.stallDeadlineNanos - nowNanos > 0) return null;
        Connection expired = oldest;
        remove(expired);
        return expired;
    }

    /** Nanoseconds until the next limit is over; {@link Long#MAX_VALUE} for none. */
    long untilNextNanos() {
        return oldest == null ? Long.MAX_VALUE : Math.max(0, oldest.stallDeadlineNanos - nowNanos);
    }
}
