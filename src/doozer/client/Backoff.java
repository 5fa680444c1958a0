package doozer.client;

import java.util.random.RandomGenerator;

/** How long to wait before another try: ever longer, up to a bound. Owned by who tries. */
final class Backoff {
    private final long mostNanos;
    private final RandomGenerator random;
    private long nextNanos;

    /** One that begins with {@code firstNanos}, or somewhat less. */
    Backoff(long firstNanos, long mostNanos, RandomGenerator random) {
        this.mostNanos = mostNanos;
        this.random = random;
        nextNanos = firstNanos;
    }

    /** Before the next try: from half to the whole of it, so that not all come at once. */
    long nextNanos() {
        long nanos = nextNanos;
        nextNanos = Math.min(mostNanos, nextNanos * 2);
        return nanos / 2 + random.nextLong(nanos / 2 + 1);
    }
}
