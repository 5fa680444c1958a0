package doozer.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The clients that are connected, by connection. Owned by whoever steps the node. */
final class Clients {
    private Client[] byConnection = new Client[16];

    void add(Client client) {
        int connection = client.connection;
        if (connection >= byConnection.length) {
            int length = Math.max(connection + 1, byConnection.length * 2);
            byConnection = Arrays.copyOf(byConnection, length);
        }
        Check.that(byConnection[connection] == null,
                "a number is that of one connection at a time");
        byConnection[connection] = client;
    }

    Client get(int connection) {
        Client client = byConnection[connection];
        Check.that(client != null, "an input is of an open connection");
        return client;
    }

    void remove(Client client) {
        byConnection[client.connection] = null;
    }

    /** All of them, in the order of their numbers. */
    List<Client> all() {
        List<Client> all = new ArrayList<>();
        for (Client client : byConnection) {
            if (client != null) all.add(client);
        }
        return all;
    }
}
