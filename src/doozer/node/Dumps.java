package doozer.node;

import doozer.tree.Store;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Those who take all that a node holds. Owned by whoever steps the node. */
final class Dumps {
    /**
     * Dumps of a node at a time: each keeps the state of its moment alive, which costs as much as
     * has changed since.
     */
    static final int MAX = 4;

    /** The dump of a client that has taken nothing for so long ends: others want its place. */
    static final long PATIENCE_NANOS = 120_000_000_000L;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Machine machine;
    private final Streams streams;
    private final String cluster;
    /** See {@link #keep}. */
    private InitialState kept;
    private final List<DumpStream> open = new ArrayList<>(MAX);
    private long nowNanos;

    Dumps(Machine machine, Streams streams, String cluster) {
        this.machine = machine;
        this.streams = streams;
        this.cluster = cluster;
    }

    /** Begins one of the state of now, whatever is written meanwhile. No file is looked at here. */
    void begin(Client client, Request request) {
        if (open.size() >= MAX) {
            client.refuse(request.tag(), ErrorCode.RANGE, "there are " + MAX
                    + " dumps under way, as many as there may be");
            return;
        }
        if (machine.genesis() != null) kept = null;
        Store store = kept == null ? machine.store() : kept.store();
        Collection<Session> sessions = kept == null ? machine.changes().sessions().all()
                : kept.sessions();
        Owners owners = Owners.asOf(sessions);
        DumpStream.Content content = request.hasOption(Request.HISTORY)
                ? DumpStream.Content.of(store, owners, lineage())
                : DumpStream.Content.of(store.current(), owners, lineage());
        DumpStream dump = new DumpStream(client, request.tag(), this, content);
        open.add(dump);
        streams.begin(dump);
    }

    /** What a dump begins with, but for what is in it. */
    Response head(String lineage) {
        return new Response().path(cluster).value(Requests.ascii(lineage));
    }

    private String lineage() {
        if (kept != null) return kept.origin().lineage(kept.next());
        return machine.genesis() == null ? "" : machine.genesis().lineage();
    }

    /** What is given while this node has no state yet: what it had, as another process. */
    void keep(InitialState state) {
        kept = state;
    }

    /** Ends those that have stood still for too long. */
    void tick(long newNowNanos) {
        nowNanos = newNowNanos;
        for (DumpStream dump : List.copyOf(open)) {
            if (!dump.isHeld() || leftNanos(dump) > 0) continue;
            streams.cancel(dump);
            dump.client.refuse(dump.tag, ErrorCode.OTHER, "this dump has ended before its end: its"
                    + " client has taken nothing of it for "
                    + PATIENCE_NANOS / SECOND_NANOS + " s; begin another one");
        }
    }

    /** Nanoseconds until {@link #tick} may have something to end, or {@link Node#NEVER}. */
    long untilNanos() {
        long until = Node.NEVER;
        for (DumpStream dump : open) {
            if (dump.isHeld()) until = Math.min(until, leftNanos(dump));
        }
        return until;
    }

    private long leftNanos(DumpStream dump) {
        return dump.movedNanos() + PATIENCE_NANOS - nowNanos;
    }

    /** When this turn is. */
    long nowNanos() {
        return nowNanos;
    }

    /** One has come to its end. */
    void end(DumpStream dump) {
        Check.that(open.remove(dump), "a dump ends once");
    }
}
