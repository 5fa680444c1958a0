package doozer.node;

import doozer.tree.Image;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;

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
        boolean hasHistory = request.hasOption(Request.HISTORY);
        Image image = hasHistory ? machine.store().image() : null;
        DumpStream.Content content = new DumpStream.Content(machine.store().current(), image,
                Owners.asOf(machine.changes().sessions()));
        open++;
        streams.begin(new DumpStream(client, request.tag(), this, content));
    }

    /** What a dump begins with, but for what is in it. */
    Response head() {
        Genesis genesis = machine.genesis();
        String identity = genesis == null ? "" : genesis.id().text();
        return new Response().path(cluster).value(Requests.ascii(identity));
    }

    /** One has come to its end. */
    void end() {
        open--;
        Check.that(open >= 0, "a dump ends once");
    }
}
