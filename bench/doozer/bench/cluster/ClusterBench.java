package doozer.bench.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What one busy client sees of real processes on loopback: sets and notifications in a cluster of
 * three and in one of one, beside an echo and a bare relay in the same run. All of them take turns,
 * in rounds, so that whatever else the machine does meets all of them.
 *
 * <p>Properties: {@code jars} are compared with each other; {@code rounds}, {@code samples} of each
 * row a round, {@code warmup} of each before that; {@code rows} is a pattern in the names of those
 * to run.
 */
public final class ClusterBench {
    private static final int LEADER = 0;
    private static final int FOLLOWER = 1;
    private static final int OTHER = 2;
    private static final int WRITER = Route.FIRST_CLIENT;
    private static final int WATCHER = Route.FIRST_CLIENT + 1;
    private static final int OUTSTANDING = 64;
    private static final int PACED_A_SECOND = 1000;
    /** The echo comes more often than the rows that are divided by it. */
    private static final int ECHO_EVERY = 5;
    private static final int MOST_TRIES = 5;

    private final Servers servers = new Servers();
    private final Pattern wanted = Pattern.compile(System.getProperty("rows"));
    private final List<Row> rows = new ArrayList<>();
    private final List<Cluster> clusters = new ArrayList<>();
    private final byte[] value = new byte[100];
    private Row echo;

    private ClusterBench() {
    }

    /** Prints a table in Markdown. */
    public static void main(String[] arguments) throws IOException {
        int tries = 1;
        while (!new ClusterBench().measure()) {
            if (tries++ == MOST_TRIES) throw new IOException("no leader stays for long enough");
        }
        System.exit(0);
    }

    /** False when another node leads before much was measured. */
    private boolean measure() throws IOException {
        try {
            addFloors();
            String[] jars = System.getProperty("jars").split(",");
            for (String jar : jars) addCluster(jar, jars.length == 1 ? "" : " " + jar);
            return run();
        } catch (IOException e) {
            System.err.print(servers.logs());
            throw e;
        } finally {
            servers.close();
        }
    }

    private void add(String name, Block block) {
        if (wanted.matcher(name).find() || name.equals("echo")) rows.add(new Row(name, block));
    }

    private void add(String name, Block.Once once) {
        add(name, Block.oneByOne(once));
    }

    // The floors.

    private List<Integer> relay(int nodes) throws IOException {
        List<Servers.Server> started = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < nodes; i++) {
            started.add(servers.start(List.of("-cp", System.getProperty("java.class.path"),
                    Relay.class.getName())));
            ports.add(started.get(i).port());
            all.append(' ').append(ports.get(i));
        }
        for (int i = 0; i < nodes; i++) started.get(i).tell(i + all.toString());
        return ports;
    }

    private void addFloors() throws IOException {
        RelayClient alone = new RelayClient(relay(1).get(0), WRITER);
        add("echo", Block.relay(alone, alone, Route.to(WRITER)));
        echo = rows.get(0);
        List<Integer> ports = relay(3);
        RelayClient atLeader = new RelayClient(ports.get(LEADER), WRITER);
        RelayClient atFollower = new RelayClient(ports.get(FOLLOWER), WRITER);
        RelayClient watchesLeader = new RelayClient(ports.get(LEADER), WATCHER);
        RelayClient watchesFollower = new RelayClient(ports.get(FOLLOWER), WATCHER);
        RelayClient watchesOther = new RelayClient(ports.get(OTHER), WATCHER);
        Route back = Route.to(LEADER, Route.to(WRITER));
        add("relay: set, leader", Block.relay(atLeader, atLeader, Route.to(FOLLOWER, back)));
        add("relay: event, leader to follower", Block.relay(atLeader, watchesFollower,
                Route.to(FOLLOWER, Route.to(WATCHER))));
        add("relay: set, follower", Block.relay(atFollower, atFollower,
                Route.to(LEADER, Route.to(FOLLOWER, Route.to(WRITER)))));
        add("relay: event, follower to leader", Block.relay(atFollower, watchesLeader,
                Route.to(LEADER, Route.to(OTHER, Route.to(LEADER, Route.to(WATCHER))))));
        add("relay: event, follower to follower", Block.relay(atFollower, watchesOther,
                Route.to(LEADER, Route.to(OTHER, Route.to(WATCHER)))));
        addFullRelays(atLeader, atFollower, watchesFollower);
    }

    /** With the messages besides that nobody waits for: every vote goes to every member. */
    private void addFullRelays(RelayClient atLeader, RelayClient atFollower,
            RelayClient watchesFollower) {
        Route voted = Route.to(OTHER, Route.to(LEADER), Route.to(FOLLOWER));
        Route back = Route.to(LEADER, Route.to(WRITER));
        add("relay, all messages: set, leader", Block.relay(atLeader, atLeader,
                Route.to(FOLLOWER, back, Route.to(OTHER)), voted));
        add("relay, all messages: event, leader to follower", Block.relayAnswered(atLeader,
                watchesFollower, Route.to(FOLLOWER, back, Route.to(OTHER), Route.to(WATCHER)),
                voted));
        add("relay, all messages: set, follower", Block.relay(atFollower, atFollower,
                Route.to(LEADER, Route.to(FOLLOWER, Route.to(LEADER), Route.to(OTHER),
                        Route.to(WRITER)), voted)));
    }

    // What is measured.

    private void addCluster(String jar, String suffix) throws IOException {
        Cluster one = Cluster.start(servers, jar, 1);
        Cluster three = Cluster.start(servers, jar, 3);
        clusters.add(three);
        int leader = three.port(LEADER);
        int follower = three.port(FOLLOWER);
        add("one node: set" + suffix, Block.set(one.port(0), value));
        add("one node: event" + suffix, Block.event(one.port(0), one.port(0), value));
        add("set, leader" + suffix, Block.set(leader, value));
        add("event, leader to follower" + suffix, Block.event(leader, follower, value));
        add("set, follower" + suffix, Block.set(follower, value));
        add("event, follower to leader" + suffix, Block.event(follower, leader, value));
        add("event, follower to follower" + suffix,
                Block.event(follower, three.port(OTHER), value));
        add("set, leader, library" + suffix, Block.setByLibrary(leader, value));
        String paced = ", " + PACED_A_SECOND + " a second" + suffix;
        add("set, leader" + paced, Block.paced(PACED_A_SECOND, Block.set(leader, value)));
        add("event, leader to follower" + paced,
                Block.paced(PACED_A_SECOND, Block.event(leader, follower, value)));
        String many = ", " + OUTSTANDING + " outstanding";
        add("one node: set" + many + suffix, Block.window(one.port(0), OUTSTANDING, value));
        add("set, leader" + many + suffix, Block.window(leader, OUTSTANDING, value));
        add("set, follower" + many + suffix, Block.window(follower, OUTSTANDING, value));
        add("set, leader, library" + many + suffix,
                Block.windowByLibrary(leader, OUTSTANDING, value));
    }

    private boolean run() throws IOException {
        int warmUp = Integer.getInteger("warmup");
        int rounds = Integer.getInteger("rounds");
        int samples = Integer.getInteger("samples");
        for (Row row : rows) {
            row.run(warmUp);
            row.clear();
        }
        int done = 0;
        for (; done < rounds && clusters.stream().allMatch(Cluster::isAsItWas); done++) {
            for (int i = 0; i < rows.size(); i++) {
                if (i > 0 && i % ECHO_EVERY == 0) echo.run(samples);
                rows.get(i).run(samples);
            }
        }
        if (done < rounds) System.err.println("another node leads after " + done + " rounds");
        if (done < rounds / 2) return false;
        System.out.println("Times in microseconds; " + done + " rounds of " + samples
                + " of each row, after " + warmUp + " of each to warm up.\n\n" + Row.head());
        for (Row row : rows) System.out.println(row.line(echo.medianNanos()));
        return true;
    }
}
