package doozer.net;

/**
 * The sockets that must not stand still: those with half a frame, and those that we have told to
 * go. All have the same limit, so the list is in the order of their deadlines, and costs the
 * same for one as for ten thousand. Owned by the loop's thread.
 */
final class Stalls {
    private final long limitNanos;
    private Endpoint oldest;
    private Endpoint newest;
    private long nowNanos;

    Stalls(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    void setNow(long newNowNanos) {
        nowNanos = newNowNanos;
    }

    /** Gives it the full limit from now on. */
    void add(Endpoint endpoint) {
        remove(endpoint);
        endpoint.isStalled = true;
        endpoint.stallDeadlineNanos = nowNanos + limitNanos;
        endpoint.olderStall = newest;
        if (newest == null) oldest = endpoint;
        else newest.newerStall = endpoint;
        newest = endpoint;
    }

    void remove(Endpoint endpoint) {
        if (!endpoint.isStalled) return;
        endpoint.isStalled = false;
        if (endpoint.olderStall == null) oldest = endpoint.newerStall;
        else endpoint.olderStall.newerStall = endpoint.newerStall;
        if (endpoint.newerStall == null) newest = endpoint.olderStall;
        else endpoint.newerStall.olderStall = endpoint.olderStall;
        endpoint.olderStall = null;
        endpoint.newerStall = null;
    }

    /** Takes out one whose limit is over, or gives null. */
    private Endpoint takeExpired() {
        if (oldest == null || oldest.stallDeadlineNanos - nowNanos > 0) return null;
        Endpoint expired = oldest;
        remove(expired);
        return expired;
    }

    /** Tells each whose limit is over. */
    void expire() {
        for (Endpoint endpoint = takeExpired(); endpoint != null; endpoint = takeExpired()) {
            endpoint.onExpired();
        }
    }

    /** Closes so many whose limit is over first; whether there were any. */
    boolean closeOldest(int count, String reason) {
        if (oldest == null) return false;
        for (int i = 0; i < count && oldest != null; i++) {
            Endpoint next = oldest;
            remove(next);
            next.closeNow(reason);
        }
        return true;
    }

    /** Nanoseconds until the next limit is over; {@link Long#MAX_VALUE} for none. */
    long untilNextNanos() {
        return oldest == null ? Long.MAX_VALUE : Math.max(0, oldest.stallDeadlineNanos - nowNanos);
    }
}
