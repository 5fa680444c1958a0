package doozer.bench.cluster;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.wire.DoozerUri;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Nodes that are one cluster, each a process, the leader first. Owned by one thread. */
final class Cluster {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<Integer> ports;

    private Cluster(List<Integer> ports) {
        this.ports = ports;
    }

    /** A cluster of so many of that jar, each of which takes writes. */
    static Cluster start(Servers servers, String jar, int size) throws IOException {
        List<Integer> ports = Servers.freePorts(size);
        List<String> addresses = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        List<Servers.Server> started = new ArrayList<>();
        for (String address : addresses) {
            List<String> arguments = new ArrayList<>(List.of("-jar", jar, "-listen", address,
                    "-w", "false"));
            if (size > 1) arguments.addAll(List.of("-peer", String.join(",", addresses)));
            started.add(servers.start(arguments));
        }
        List<Integer> leaderFirst = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String role = awaitRole(ports.get(i));
            boolean isLeader = role.equals("leader");
            leaderFirst.add(isLeader ? 0 : leaderFirst.size(), ports.get(i));
            System.err.println(jar + ": " + role + " of " + size + " is process "
                    + started.get(i).pid());
        }
        return new Cluster(leaderFirst);
    }

    private static String awaitRole(int port) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - deadline < 0) {
            try (DoozerClient client = clientOf(port)) {
                String role = role(client.info());
                client.set("/bench/begin", -1, new byte[0]);
                if (role.equals("leader") || role.equals("voter")) return role;
            } catch (DoozerException e) {
                // Not yet.
            }
            LockSupport.parkNanos(100_000_000);
        }
        throw new IOException("the node at port " + port + " does not become a voter");
    }

    private static String role(String info) {
        for (String line : info.split("\r?\n")) {
            if (line.startsWith("role:")) return line.substring(5).trim();
        }
        return "";
    }

    /** A client of one node by the library. */
    static DoozerClient clientOf(int port) {
        return DoozerClient.connect(DoozerUri.parse("doozer:?ca=127.0.0.1:" + port),
                Duration.ofSeconds(10));
    }

    /** The port of a node; 0 is the leader. */
    int port(int node) {
        return ports.get(node);
    }

    /** Whether the leader is still the one that is measured as such. */
    boolean isAsItWas() {
        try (DoozerClient client = clientOf(port(0))) {
            return role(client.info()).equals("leader");
        }
    }
}
