package doozer.node;

import doozer.wire.ErrorCode;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The signs of life of sessions that come to this node: gathered, so that many sessions make one
 * command: rule E4. Owned by whoever steps the node.
 */
final class KeepAlives {
    /** The shortest time from one command to the next: the first after a while goes at once. */
    private static final long PACE_NANOS = 100_000_000;

    private final Outbox outbox;
    private final Sessions sessions;
    private final ArrayList<Waiter> waiting = new ArrayList<>();
    private long nextNanos;
    private boolean hasSent;

    private record Waiter(Client client, long tag, long session) { }

    KeepAlives(Outbox outbox, Sessions sessions) {
        this.outbox = outbox;
        this.sessions = sessions;
    }

    /** A session shows that it lives. Its client's reads do not wait for that, as for writes. */
    void add(Client client, long tag, long session) {
        client.began();
        waiting.add(new Waiter(client, tag, session));
    }

    /** Sends what there is, when it is time. */
    void tick(long nowNanos) {
        if (waiting.isEmpty() || untilNanos(nowNanos) > 0) return;
        hasSent = true;
        nextNanos = nowNanos + PACE_NANOS;
        TreeSet<Long> ids = new TreeSet<>();
        for (Waiter waiter : waiting) ids.add(waiter.session);
        long[] sent = ids.stream().mapToLong(id -> id).toArray();
        outbox.add(new Round(new Command.Keep(sent), List.copyOf(waiting)));
        waiting.clear();
    }

    /** When {@link #tick} has something to do; {@link Node#NEVER}. */
    long untilNanos(long nowNanos) {
        if (waiting.isEmpty()) return Node.NEVER;
        return hasSent ? Math.max(0, nextNanos - nowNanos) : 0;
    }

    /** Those who wait for one command. */
    private final class Round extends PendingWrite {
        private final List<Waiter> waiters;

        Round(Command command, List<Waiter> waiters) {
            super(command);
            this.waiters = waiters;
        }

        @Override
        void onApplied(Result result, long revision) {
            if (!result.isDone()) {
                onUnknown();
                return;
            }
            for (Waiter waiter : waiters) {
                waiter.client.ended();
                Result gone = sessions.of(waiter.session) != null ? null
                        : Changes.noSession(waiter.session);
                waiter.client.answer(waiter.tag, gone == null ? new Response()
                        : Response.error(gone.code(), gone.detail()));
            }
        }

        @Override
        void onRefused(String why) {
            for (Waiter waiter : waiters) {
                waiter.client.ended();
                waiter.client.refuse(waiter.tag, ErrorCode.READONLY, why);
            }
        }

        @Override
        void onUnknown() {
            for (Waiter waiter : waiters) {
                waiter.client.ended();
                waiter.client.closeUnknown(waiter.tag);
            }
        }
    }
}
