package doozer.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Some nodes that make a cluster, as processes on a network of its own. Owned by one thread. */
final class DrillCluster implements AutoCloseable {
    /** For what takes seconds at the most on a machine that has something else to do, too. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final int TRIES = 5;

    private final Plan plan;
    private final Network network;
    private final List<DrillNode> nodes = new ArrayList<>();
    private final List<String> peers = new ArrayList<>();

    /** How a cluster begins. */
    enum Birth {
        /** Every voter has the same list of peers, itself among them. */
        ONE_COMMAND_LINE,
        /** The first is a cluster of one, and the others join it. */
        FIRST_AND_JOINERS
    }

    /**
     * What a cluster is made of.
     *
     * @param options of every node, besides those that say where it is and who its peers are
     */
    record Plan(int voters, int standbys, Birth birth, List<String> options) {
        static Plan of(int voters, int standbys, String... options) {
            return new Plan(voters, standbys, Birth.ONE_COMMAND_LINE, List.of(options));
        }

        Plan born(Birth newBirth) {
            return new Plan(voters, standbys, newBirth, options);
        }
    }

    private DrillCluster(Plan plan, Network network) {
        this.plan = plan;
        this.network = network;
    }

    /** Starts a cluster, which takes writes at each node once this returns; owns the network. */
    static DrillCluster start(Plan plan, Network network) {
        DrillCluster cluster = new DrillCluster(plan, network);
        try {
            cluster.begin();
            return cluster;
        } catch (DrillException e) {
            String tails = cluster.tails();
            cluster.close();
            throw new DrillException(e.getMessage() + "\n" + tails, e);
        }
    }

    private void begin() {
        for (int i = 1; ; i++) {
            try {
                startVoters();
                break;
            } catch (DrillException.PortTaken e) {
                // Each has to know the ports of all: everything begins again with other ports.
                if (i == TRIES) throw e;
                nodes.forEach(DrillNode::close);
                nodes.clear();
                peers.clear();
            }
        }
        awaitVoters(nodes, PATIENCE);
        for (int i = 0; i < plan.standbys(); i++) addNode();
        awaitWritable(nodes, PATIENCE);
    }

    private void startVoters() {
        List<Network.Place> places = new ArrayList<>();
        for (int i = 0; i < plan.voters(); i++) places.add(network.newPlace());
        boolean isOneLine = plan.birth() == Birth.ONE_COMMAND_LINE && plan.voters() > 1;
        if (isOneLine) places.forEach(place -> peers.add(place.advertise()));
        else peers.add(places.get(0).advertise());
        for (Network.Place place : places) {
            boolean isFounder = !isOneLine && nodes.isEmpty();
            DrillNode node = node(place, isFounder ? List.of() : peers);
            node.start();
        }
    }

    private DrillNode node(Network.Place place, List<String> itsPeers) {
        List<String> options = new ArrayList<>(plan.options());
        if (plan.voters() > 1) options.addAll(List.of("-voters", "" + plan.voters()));
        DrillNode node = new DrillNode("node" + (nodes.size() + 1), place, options);
        node.peers(itsPeers);
        nodes.add(node);
        return node;
    }

    /** Starts one more node, at a new address; it joins, and votes once it is needed. */
    DrillNode addNode() {
        for (int i = 1; ; i++) {
            DrillNode node = node(network.newPlace(), known());
            try {
                node.start();
                return node;
            } catch (DrillException.PortTaken e) {
                if (i == TRIES) throw e;
                nodes.remove(node);
            }
        }
    }

    /** The addresses of those who were there at the start, and of those who run now. */
    private List<String> known() {
        List<String> known = new ArrayList<>(peers);
        for (DrillNode node : running()) {
            String address = node.place().advertise();
            if (!known.contains(address)) known.add(address);
        }
        return known;
    }

    /** Kills a process if need be, and starts one at the same address. */
    void restart(DrillNode node, Duration pause) {
        if (node.isAlive()) node.kill();
        Await.pass(pause);
        // Who began as a cluster of one must not begin another.
        if (node.peers().isEmpty() && plan.voters() > 1) node.peers(known());
        node.start();
    }

    List<DrillNode> nodes() {
        return List.copyOf(nodes);
    }

    DrillNode node(int number) {
        return nodes.get(number - 1);
    }

    Network network() {
        return network;
    }

    /** Those that run and are not stopped. */
    List<DrillNode> running() {
        return nodes.stream().filter(DrillNode::isRunning).toList();
    }

    /** All but some. */
    List<DrillNode> without(DrillNode... some) {
        Set<DrillNode> left = Set.of(some);
        return nodes.stream().filter(node -> !left.contains(node)).toList();
    }

    /** Who says that it leads; null when nobody does. With the newest state, if several do. */
    DrillNode leader() {
        DrillNode leader = null;
        long newest = -1;
        for (DrillNode node : running()) {
            NodeInfo info = node.info();
            if (info == null || !info.isLeader() || info.revision() <= newest) continue;
            leader = node;
            newest = info.revision();
        }
        return leader;
    }

    /** As {@link #leader}; waits for one. */
    DrillNode awaitLeader() {
        DrillNode[] found = new DrillNode[1];
        if (!Await.within(PATIENCE, () -> (found[0] = leader()) != null)) {
            throw new DrillException("nobody leads; " + states());
        }
        return found[0];
    }

    /** Those who run and vote, as each of them says of itself. */
    List<DrillNode> voters() {
        return running().stream().filter(node -> {
            NodeInfo info = node.info();
            return info != null && info.isVoter();
        }).toList();
    }

    /** Waits until exactly those vote, as each of them sees it, and each takes writes. */
    void awaitVoters(Collection<DrillNode> expected, Duration most) {
        Set<String> ids = ids(expected);
        if (Await.within(most, () -> expected.stream().allMatch(node -> agrees(node, ids)))) {
            return;
        }
        throw new DrillException("not within " + most + ": " + names(expected)
                + " are the voters; " + states());
    }

    /** Whether exactly those vote, as that node sees it, and each of them takes writes. */
    static boolean agrees(DrillNode node, Set<String> ids) {
        return ids.equals(node.voters()) && ids.stream().allMatch(node::seesWritable);
    }

    static Set<String> ids(Collection<DrillNode> some) {
        return some.stream().map(DrillNode::id).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until each of those does a write. */
    void awaitWritable(Collection<DrillNode> some, Duration most) {
        for (DrillNode node : some) {
            if (!Await.within(most, node::writes)) {
                throw new DrillException("not within " + most + ": a write at " + node + "; "
                        + states());
            }
        }
    }

    /** Whether as many vote as were to vote at the start, all of them alive and at work. */
    boolean isWhole() {
        for (DrillNode node : running()) {
            Set<String> ids = node.voters();
            Set<String> alive = ids(running());
            if (ids == null || ids.size() != plan.voters() || !alive.containsAll(ids)) return false;
            if (!ids.stream().allMatch(node::seesWritable)) return false;
        }
        return running().size() >= plan.voters();
    }

    /** What each says of itself. */
    String states() {
        return nodes.stream().map(node -> node + ": " + (node.isStopped() ? "stopped"
                        : !node.isAlive() ? "dead" : String.valueOf(node.info())))
                .collect(Collectors.joining("; "));
    }

    private static String names(Collection<DrillNode> some) {
        return some.stream().map(DrillNode::toString).toList().toString();
    }

    /** The ends of all logs. */
    String tails() {
        return nodes.stream().map(DrillNode::tail).collect(Collectors.joining());
    }

    @Override
    public void close() {
        nodes.forEach(DrillNode::close);
        network.close();
    }
}
