package doozer.node;

import doozer.wire.Flags;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;

/**
 * Somebody who wants to see every request. What cannot be shown at once is counted and left out: a
 * monitor must not cost memory. Owned by whoever steps the node.
 */
final class MonitorStream extends Stream {
    private final Monitors monitors;
    private long missed;

    MonitorStream(Client client, long tag, Monitors monitors) {
        super(client, tag);
        this.monitors = monitors;
    }

    @Override
    Progress advance() {
        client.send(tag, new Response().flags(Flags.VALID));
        monitors.add(this);
        return Progress.ASLEEP;
    }

    void onLine(Response line) {
        if (isHeld()) {
            missed++;
            return;
        }
        if (missed > 0) {
            String left = "(" + missed + " requests left out)";
            client.send(tag, new Response().flags(Flags.VALID)
                    .value(left.getBytes(StandardCharsets.US_ASCII)));
            missed = 0;
        }
        client.send(tag, line);
    }

    @Override
    boolean isHeld() {
        return client.holdsEvents();
    }

    @Override
    boolean isFinite() {
        return false;
    }

    @Override
    void discard() {
        monitors.remove(this);
    }
}
