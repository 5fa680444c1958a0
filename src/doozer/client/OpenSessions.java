package doozer.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sessions of a client that are alive, and end with it. Any thread. */
final class OpenSessions {
    private final Set<SessionLife> all = new HashSet<>();

    synchronized void add(SessionLife session) {
        all.add(session);
    }

    synchronized void remove(SessionLife session) {
        all.remove(session);
    }

    private synchronized List<SessionLife> all() {
        return List.copyOf(all);
    }

    /** The client is closed. */
    void end() {
        for (SessionLife session : all()) session.end(Loss.closed("the client is closed"));
    }
}
