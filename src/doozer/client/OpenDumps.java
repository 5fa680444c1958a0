package doozer.client;

import java.util.HashSet;
import java.util.Set;

/** The dumps of a client that are under way, and end with it. Any thread. */
final class OpenDumps {
    private final Set<Dump> all = new HashSet<>();
    private boolean isOver;

    /** Has it end with the client, which may be over already. */
    synchronized void add(Dump dump) {
        if (isOver) end(dump);
        else all.add(dump);
    }

    synchronized void remove(Dump dump) {
        all.remove(dump);
    }

    /** The client is closed. */
    synchronized void end() {
        isOver = true;
        all.forEach(OpenDumps::end);
        all.clear();
    }

    private static void end(Dump dump) {
        dump.end(Loss.closed("the client is closed"));
    }
}
