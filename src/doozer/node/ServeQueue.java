package doozer.node;

import java.util.ArrayDeque;

/** Clients that have something to be served, each once. Owned by whoever steps the node. */
final class ServeQueue {
    private final ArrayDeque<Client> clients = new ArrayDeque<>();

    /** Has a client served at the end of this turn, if it has anything to be answered. */
    void add(Client client) {
        if (client.isQueued || client.queue.isEmpty()) return;
        client.isQueued = true;
        clients.add(client);
    }

    /** The next client to be served, or null. */
    Client next() {
        Client client = clients.poll();
        if (client != null) client.isQueued = false;
        return client;
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }
}
