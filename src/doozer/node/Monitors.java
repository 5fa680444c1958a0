package doozer.node;

import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Those who want to see every request. Owned by whoever steps the node. */
final class Monitors {
    private final Streams streams;
    private final ArrayList<MonitorStream> open = new ArrayList<>(0);

    Monitors(Streams streams) {
        this.streams = streams;
    }

    void begin(Client client, long tag) {
        streams.begin(new MonitorStream(client, tag, this));
    }

    void add(MonitorStream monitor) {
        open.add(monitor);
    }

    void remove(MonitorStream monitor) {
        open.remove(monitor);
    }

    /** Shows a request, but for what is a secret in it. */
    void onRequest(Client client, Request request) {
        if (open.isEmpty()) return;
        Response line = new Response().flags(Flags.VALID).value(describe(client, request));
        for (int i = 0; i < open.size(); i++) open.get(i).onLine(line);
    }

    private static byte[] describe(Client client, Request request) {
        Verb verb = request.verb();
        StringBuilder text = new StringBuilder(64).append(client.connection).append(' ');
        text.append(verb == null ? "verb " + request.verbNumber() : verb.name());
        // An old client gives its secret as the path.
        if (request.path() != null && verb != Verb.ACCESS) appendPath(text, request.path());
        if (request.hasRev()) text.append(" rev=").append(request.rev());
        if (request.valueLength() > 0 && verb != Verb.ACCESS) {
            text.append(" len=").append(request.valueLength());
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A path may be anything that somebody has sent: one line, whatever is in it. */
    private static void appendPath(StringBuilder text, String path) {
        text.append(' ');
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            text.append(c > ' ' && c < 0x7f ? c : '?');
        }
    }
}
