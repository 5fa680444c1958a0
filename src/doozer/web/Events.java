package doozer.web;

import java.nio.charset.StandardCharsets;

/** Messages of a stream of events, as HTML's server-sent events have them. Stateless. */
final class Events {
    private Events() {
    }

    /** A message with an id: where to go on from. The data is one line. */
    static byte[] message(String event, long id, String data) {
        return ("event: " + event + "\nid: " + id + "\ndata: " + data + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A message without one. */
    static byte[] message(String event, String data) {
        return ("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
