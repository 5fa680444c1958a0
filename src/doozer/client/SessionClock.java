package doozer.client;

/**
 * Until when a session can be relied on: four fifths of its time to live, from when the last sign
 * of life was sent that was answered. The cluster waits for the whole of it, by clocks that may run
 * a tenth faster. Of this machine's two clocks the one counts that has gone further: the one stands
 * still while the machine sleeps, the other may be set back. Guarded by its owner's monitor.
 */
final class SessionClock {
    private static final int SIGNS_A_LIFE = 3;

    private final long ttlNanos;
    private Moment confirmed;

    /** What both clocks show. */
    record Moment(long nanos, long wallNanos) {
        static Moment now(Time time) {
            return new Moment(time.nanos(), time.wallNanos());
        }

        /** How much later that is. */
        long until(Moment later) {
            return Math.max(later.nanos - nanos, later.wallNanos - wallNanos);
        }
    }

    /** For a session that was asked for at that moment. */
    SessionClock(long ttlNanos, Moment asked) {
        this.ttlNanos = ttlNanos;
        confirmed = asked;
    }

    long ttlNanos() {
        return ttlNanos;
    }

    /** A sign of life that was sent then has been answered. */
    void confirm(Moment sent) {
        if (sent.nanos() - confirmed.nanos() > 0) confirmed = sent;
    }

    /** For how much longer it can be relied on; 0 or less when it cannot. */
    long nanosLeft(Moment now) {
        return ttlNanos / 5 * 4 - confirmed.until(now);
    }

    /** How much later the next sign of life is to be sent; 0 or less for now. */
    long nanosToSign(Moment now) {
        return ttlNanos / SIGNS_A_LIFE - confirmed.until(now);
    }
}
