package doozer.node;

import doozer.tree.Store;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import java.util.Collection;

/** Those who take all that a node holds. Owned by whoever steps the node. */
final class Dumps {
    /**
     * Dumps of a node at a time: each keeps the state of its moment alive, which costs as much as
     * has changed since.
     */
    static final int MAX = 4;

    private final Machine machine;
    private final Streams streams;
    private final String cluster;
    /** See {@link #keep}. */
    private InitialState kept;
    private int open;

    Dumps(Machine machine, Streams streams, String cluster) {
        this.machine = machine;
        this.streams = streams;
        this.cluster = cluster;
    }

    /** Begins one of the state of now, whatever is written meanwhile. No file is looked at here. */
    void begin(Client client, Request request) {
        if (open >= MAX) {
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
        open++;
        streams.begin(new DumpStream(client, request.tag(), this, content));
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

    /** One has come to its end. */
    void end() {
        open--;
        Check.that(open >= 0, "a dump ends once");
    }
}
