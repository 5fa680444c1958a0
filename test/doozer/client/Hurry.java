package doozer.client;

import java.time.Duration;

/** Clients that lose patience sooner than those that the builder makes; for other packages. */
public final class Hurry {
    private Hurry() {
    }

    /** Connects one that gives a silent connection up after twice that time. */
    public static DoozerClient connect(ClientBuilder builder, Duration silence) {
        Timing usual = Timing.USUAL;
        long nanos = silence.toNanos();
        return builder.connect(new Timing(nanos, usual.firstPause(), usual.longestPause(),
                2 * nanos, 10 * nanos));
    }
}
