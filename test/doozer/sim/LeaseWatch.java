package doozer.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Who relies on its session, and until when in true time: until then the cluster must not end it.
 * And how much time can have passed for sessions: a leader counts it, and at most a little from one
 * of its turns to the next. Owned by the run's thread.
 */
final class LeaseWatch {
    private static final long MILLI = 1_000_000;
    /** What a leader's clock may go on from turn to turn, and by how much it may be too fast. */
    private static final long MOST_NANOS = 150 * MILLI;
    private static final double FASTEST = 1.1;

    private final World world;
    private final TreeMap<Long, Lease> leases = new TreeMap<>();
    private final TreeMap<Long, Long> endedNanos = new TreeMap<>();
    private final List<SessionClient> clients = new ArrayList<>();
    /** How much time can have passed for sessions, at most. */
    private long counted;
    private long lastTurn;

    /** What a client was granted last: counted from when it has sent what was answered. */
    private record Lease(long untilNanos, long sentCounted, long ttlNanos) { }

    LeaseWatch(World world) {
        this.world = world;
    }

    void add(SessionClient client) {
        clients.add(client);
    }

    /** A leader has ended a turn. */
    void onTurn() {
        long now = world.timeline.now();
        counted += Math.min(MOST_NANOS, (long) ((now - lastTurn) * FASTEST));
        lastTurn = now;
    }

    /** The most that sessions have been counted for up to now. */
    long counted() {
        return counted + Math.min(MOST_NANOS,
                (long) ((world.timeline.now() - lastTurn) * FASTEST));
    }

    /** A client relies on its session until then, in true time. */
    void rely(long session, long untilNanos, SessionClient.Moment sent) {
        Lease lease = new Lease(untilNanos, sent.counted(), sent.ttlNanos());
        Lease before = leases.get(session);
        if (before == null || before.untilNanos < untilNanos) leases.put(session, lease);
        Long ended = endedNanos.get(session);
        if (ended != null && ended < untilNanos) {
            throw new Violation("session " + session + " has ended at " + ended / MILLI
                    + " ms, and its client may rely on it until " + untilNanos / MILLI);
        }
    }

    /** A client wants its session to end. */
    void release(long session) {
        leases.put(session, new Lease(0, Long.MIN_VALUE / 2, 0));
    }

    /** A session has ended, at the first node that has applied that. */
    void onEnded(long session) {
        long now = world.timeline.now();
        endedNanos.put(session, now);
        Lease lease = leases.get(session);
        world.totals.add(Totals.Of.SESSIONS_ENDED);
        world.trace.say("sess", session + " ends");
        if (lease == null) return;
        if (now < lease.untilNanos) {
            throw new Violation("session " + session + " ends, and its client relies on it for "
                    + (lease.untilNanos - now) / MILLI + " ms");
        }
        long passed = counted() - lease.sentCounted;
        if (passed < lease.ttlNanos - MILLI) {
            throw new Violation("session " + session + " ends, and leaders have counted "
                    + passed / MILLI + " of " + lease.ttlNanos / MILLI + " ms");
        }
    }

    /** Nobody else believes to have the lock. */
    void checkLock() {
        SessionClient holder = null;
        for (SessionClient client : clients) {
            if (!client.believesInLock()) continue;
            if (holder != null) {
                throw new Violation("two have the lock: " + holder + " and " + client);
            }
            holder = client;
        }
    }

    List<SessionClient> clients() {
        return clients;
    }
}
