package doozer.client;

/**
 * Whether a connection is given up, as nothing is heard on it: a question is sent when an answer
 * has been awaited for a while, and then nothing may remain unheard as long again. Nobody minds
 * the silence of a connection of which nothing is awaited. Owned by who looks at it; no clock.
 */
final class Silence {
    private final long limitNanos;
    private boolean isAwaited;
    private boolean isAsked;
    private long sinceNanos;

    /** What is to be done. */
    enum Verdict {
        WAIT,
        ASK,
        GIVE_UP
    }

    Silence(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /**
     * A look at it.
     *
     * @param heardNanos when something was last heard
     * @param awaited whether an answer is awaited
     */
    Verdict look(long nowNanos, long heardNanos, boolean awaited) {
        if (!awaited || !isAwaited) {
            isAwaited = awaited;
            restart(nowNanos);
            return Verdict.WAIT;
        }
        if (heardNanos - sinceNanos > 0) restart(heardNanos);
        if (nowNanos - sinceNanos < limitNanos) return Verdict.WAIT;
        if (isAsked) return Verdict.GIVE_UP;
        restart(nowNanos);
        isAsked = true;
        return Verdict.ASK;
    }

    private void restart(long nanos) {
        sinceNanos = nanos;
        isAsked = false;
    }
}
