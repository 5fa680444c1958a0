package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.Event;
import doozer.client.Session;
import doozer.client.Watch;
import doozer.client.WatchOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A barrier before which processes wait until it is taken away. Curator: DistributedBarrier. Any
 * thread.
 */
public final class DistributedBarrier {
    private static final byte[] NOTHING = new byte[0];

    private final DoozerClient client;
    private final String file;

    /** The barrier that this file is. */
    public DistributedBarrier(DoozerClient client, String file) {
        this.client = client;
        this.file = file;
    }

    /**
     * Puts it up for as long as that session lives; a barrier that is up already is an error.
     *
     * @return what takes it away, and has its token
     * @throws doozer.client.RevisionMismatchException when there is one
     */
    public Held set(Session session) {
        return new Held(session, file, session.setEphemeral(file, 0, NOTHING));
    }

    /** Waits while it is up; at once over when it is not. */
    public void await() {
        await(DistributedLock.FOREVER);
    }

    /** Waits no longer than that; false when it is up still. */
    public boolean await(Duration timeout) {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        boolean isUp = false;
        try (Watch watch = client.watch(WatchOptions.of(file).walkFirst().progress())) {
            while (true) {
                long left = Math.max(0, deadline - System.nanoTime());
                Event event = watch.next(Duration.ofNanos(left));
                if (event == null) return false;
                switch (event.kind()) {
                    case SET -> isUp = true;
                    case DEL -> {
                        return true;
                    }
                    default -> {
                        if (!isUp) return true;
                    }
                }
            }
        }
    }
}
