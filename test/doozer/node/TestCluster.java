package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.BadFrameException;
import doozer.wire.Output;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Several nodes and the network between them, in the hands of a test: links in order, a clock that
 * only the test moves, and cuts where the test wants them. Messages are encoded and decoded.
 */
final class TestCluster {
    static final long MILLI = 1_000_000;
    private static final long STEP = MILLI;

    final TreeMap<String, ClusterNode> byAddress = new TreeMap<>();
    final List<String> said = new ArrayList<>();
    private final TreeMap<String, ClusterStranger> strangers = new TreeMap<>();
    private final TreeSet<String> cuts = new TreeSet<>();
    private final TreeMap<String, Long> delays = new TreeMap<>();
    private final List<Link> links = new ArrayList<>();
    private long nowNanos = -5_000 * MILLI;
    private final Set<Closed> closed = new HashSet<>();
    private long incarnations;
    private int mostQueued = Integer.MAX_VALUE;
    /** How many slots each node keeps for those who are behind. */
    int logSlots = 16;
    /** What is kept from arriving, and lost. */
    private Loss lost = (from, to, message) -> false;

    /** A process with a port. */
    interface Host {
        /** Where it listens. */
        String address();

        void step(Input input);

        /** Ends a turn. */
        void turn(long nowNanos);

        boolean isDead();

        boolean isPaused();

        void die();

        int newLinkNumber();
    }

    /** What is lost on the way; or a look at what goes by. */
    interface Loss {
        boolean isLost(Host from, Host to, PeerMessage message);
    }

    /** What a process is started as, where it is not as usual. */
    record Start(String listen, String advertise, String name) {
        /** At one address, in the cluster of all. */
        static Start at(String address) {
            return new Start(address, address, "local");
        }
    }

    private record Closed(Host by, int number) { }

    private record Letter(byte[] bytes, long dueNanos) { }

    /** One connection between two processes. */
    private static final class Link {
        final Host from;
        final String address;
        Host to;
        int fromNumber;
        int toNumber;
        boolean isOpen;
        boolean isGone;
        boolean isFull;
        final ArrayDeque<Letter> there = new ArrayDeque<>();
        final ArrayDeque<Letter> back = new ArrayDeque<>();

        Link(Host from, String address) {
            this.from = from;
            this.address = address;
        }
    }

    long nowNanos() {
        return nowNanos;
    }

    // Processes.

    /** What every node is told unless a test says otherwise. */
    Settings.Cluster settings(String... peers) {
        return new Settings.Cluster(List.of(peers), 3, 8, 7 + incarnations, Settings.Times.DEFAULT,
                new Settings.LogBounds(logSlots, 1 << 20), false);
    }

    /** A new process at an address, with that command line; the one before must be dead. */
    ClusterNode start(String address, String... peers) {
        return start(Start.at(address), settings(peers));
    }

    ClusterNode start(String address, Settings.Cluster cluster) {
        return start(Start.at(address), cluster);
    }

    ClusterNode start(Start start, Settings.Cluster cluster) {
        assertThat(byAddress).doesNotContainKey(start.listen);
        ClusterNode node = new ClusterNode(this, start, newIncarnation(), cluster);
        byAddress.put(start.listen, node);
        return node;
    }

    /** The process of a node that has ended goes on, as that node wanted it. */
    ClusterNode again(ClusterNode ended) {
        assertThat(ended.next).as("how it is to go on").isNotNull();
        String[] peers = ended.next.peers().toArray(new String[0]);
        return restored(ended.address(), ended.next.state(), peers);
    }

    /** One that founds its cluster with that state, if it founds one. */
    ClusterNode restored(String address, InitialState state, String... peers) {
        assertThat(byAddress).doesNotContainKey(address);
        ClusterNode node = new ClusterNode(this, Start.at(address),
                new ClusterNode.Birth(newIncarnation(), state), settings(peers));
        byAddress.put(address, node);
        return node;
    }

    Incarnation newIncarnation() {
        incarnations++;
        return new Incarnation(incarnations << 40, incarnations);
    }

    /** A process that says what the test makes it say. */
    ClusterStranger stranger(String address) {
        ClusterStranger stranger = new ClusterStranger(this, address, newIncarnation());
        strangers.put(address, stranger);
        return stranger;
    }

    /** So many that have founded a cluster together. */
    List<ClusterNode> founded(int count) {
        String[] all = new String[count];
        for (int i = 0; i < count; i++) all[i] = "10.0.0." + (i + 1) + ":8046";
        List<ClusterNode> nodes = new ArrayList<>();
        for (String address : all) nodes.add(start(address, all));
        until(() -> nodes.stream().allMatch(ClusterNode::isWritable));
        pass(50);
        return nodes;
    }

    /** Three that have founded a cluster together. */
    List<ClusterNode> three() {
        return founded(3);
    }

    /** One that was born alone, at 10.0.0.1. */
    ClusterNode one() {
        ClusterNode one = start("10.0.0.1:8046");
        until(one::isWritable);
        return one;
    }

    /** One more that joins by the first, at 10.0.0.(number), and takes writes. */
    ClusterNode joined(int number) {
        ClusterNode node = start("10.0.0." + number + ":8046", byAddress.firstKey());
        until(node::isWritable);
        pass(50);
        return node;
    }

    /** The process dies: its connections close, and nobody listens any more. */
    void kill(Host node) {
        byAddress.remove(node.address());
        strangers.remove(node.address());
        node.die();
        for (Link link : links) {
            if (link.from == node || link.to == node) close(link, node);
        }
    }

    /**
     * The machine loses its power: nobody hears that its connections are gone, but who says
     * something on one while another process is there by then.
     */
    void vanish(ClusterNode node) {
        byAddress.remove(node.address());
        node.die();
    }

    // The network.

    /** Nothing gets from one to the other any more, in that direction. */
    void cut(Host from, Host to) {
        cuts.add(from.address() + ">" + to.address());
    }

    void isolate(Host node) {
        for (ClusterNode other : byAddress.values()) {
            cut(node, other);
            cut(other, node);
        }
    }

    /** Everything gets through again; what was held up arrives. */
    void heal() {
        cuts.clear();
        delays.clear();
        lost = (from, to, message) -> false;
    }

    /** Connections that were cut are broken, and what was on them is lost. */
    void breakCutLinks() {
        for (Link link : List.copyOf(links)) {
            if (link.to != null && (isCut(link.from, link.to) || isCut(link.to, link.from))) {
                close(link, null);
            }
        }
    }

    /** Every connection that one has opened to the other is broken. */
    void breakLinks(Host from, Host to) {
        for (Link link : List.copyOf(links)) {
            if (link.from == from && link.to == to) close(link, null);
        }
    }

    /** How many connections one has opened to the other. */
    long links(Host from, Host to) {
        return links.stream().filter(link -> !link.isGone && link.from == from && link.to == to)
                .count();
    }

    /** What one says to the other takes so long from now on. */
    void delay(Host from, Host to, long millis) {
        delays.put(from.address() + ">" + to.address(), millis * MILLI);
    }

    void lose(Predicate<PeerMessage> what) {
        lost = (from, to, message) -> what.test(message);
    }

    void lose(Loss what) {
        lost = what;
    }

    /** A link takes so many messages that have not arrived, and then says "enough". */
    void queueAtMost(int messages) {
        mostQueued = messages;
    }

    private boolean isCut(Host from, Host to) {
        return cuts.contains(from.address() + ">" + to.address());
    }

    private void close(Link link, Host by) {
        if (link.isGone) return;
        link.isGone = true;
        if (link.from != by && !link.from.isDead()) {
            link.from.step(new Input.LinkClosed(link.fromNumber, false));
        }
        if (link.isOpen && link.to != by && !link.to.isDead()) {
            link.to.step(new Input.LinkClosed(link.toNumber, false));
        }
    }

    // What processes ask for.

    int dial(Host from, String address) {
        Link link = new Link(from, address);
        link.fromNumber = from.newLinkNumber();
        links.add(link);
        return link.fromNumber;
    }

    boolean send(Host from, int number, PeerMessage message) {
        assertThat(closed).as("links that were closed by who speaks on them")
                .doesNotContain(new Closed(from, number));
        Output out = new Output(64);
        PeerCodec.encode(message, out);
        for (Link link : links) {
            if (link.isGone) continue;
            if (link.from == from && link.fromNumber == number) {
                link.there.add(letter(out, from, link.to));
                link.isFull |= link.there.size() > mostQueued;
                return !link.isFull;
            }
            if (link.isOpen && link.to == from && link.toNumber == number) {
                link.back.add(letter(out, from, link.from));
            }
        }
        return true;
    }

    private Letter letter(Output out, Host from, Host to) {
        long delay = to == null ? 0
                : delays.getOrDefault(from.address() + ">" + to.address(), 0L);
        return new Letter(out.toByteArray(), nowNanos + delay);
    }

    void closeLink(Host node, int number) {
        closed.add(new Closed(node, number));
        for (Link link : List.copyOf(links)) {
            boolean isIts = link.from == node && link.fromNumber == number
                    || link.isOpen && link.to == node && link.toNumber == number;
            if (isIts) close(link, node);
        }
    }

    // Time.

    /** Lets a millisecond pass: what is on its way arrives, and each node ends its turn. */
    void step() {
        nowNanos += STEP;
        for (Link link : List.copyOf(links)) {
            if (!link.isGone) move(link);
        }
        links.removeIf(link -> link.isGone);
        for (ClusterNode node : List.copyOf(byAddress.values())) node.turn(nowNanos);
        for (ClusterStranger stranger : List.copyOf(strangers.values())) stranger.turn(nowNanos);
    }

    private void move(Link link) {
        if (!link.isOpen) {
            connect(link);
            return;
        }
        if (link.from.isDead() || link.to.isDead()) {
            moveHalf(link);
            return;
        }
        deliver(link.there, link.from, link.to, link.toNumber);
        deliver(link.back, link.to, link.from, link.fromNumber);
        if (!link.isFull || !link.there.isEmpty() || link.isGone) return;
        link.isFull = false;
        link.from.step(new Input.LinkDrained(link.fromNumber));
    }

    /** One end is not there any more. */
    private void moveHalf(Link link) {
        Host dead = link.from.isDead() ? link.from : link.to;
        ArrayDeque<Letter> unheard = dead == link.to ? link.there : link.back;
        if (link.from.isDead() && link.to.isDead()) link.isGone = true;
        else if (!unheard.isEmpty() && host(dead.address()) != null) close(link, dead);
    }

    private Host host(String address) {
        Host node = byAddress.get(address);
        return node == null ? strangers.get(address) : node;
    }

    private void connect(Link link) {
        Host there = host(link.address);
        if (there == null) {
            link.isGone = true;
            link.from.step(new Input.LinkClosed(link.fromNumber, true));
        } else if (!isCut(link.from, there) && !isCut(there, link.from)) {
            link.to = there;
            link.toNumber = there.newLinkNumber();
            link.isOpen = true;
            there.step(new Input.LinkAccepted(link.toNumber));
            link.from.step(new Input.LinkOpened(link.fromNumber));
        }
    }

    private void deliver(ArrayDeque<Letter> letters, Host from, Host to, int number) {
        if (to.isPaused() || isCut(from, to)) return;
        while (!letters.isEmpty() && letters.peek().dueNanos <= nowNanos) {
            PeerMessage message = decode(letters.remove().bytes);
            if (!lost.isLost(from, to, message)) to.step(new Input.LinkReceived(number, message));
        }
    }

    private static PeerMessage decode(byte[] bytes) {
        try {
            return PeerCodec.decode(ByteBuffer.wrap(bytes));
        } catch (BadFrameException e) {
            throw new AssertionError(e);
        }
    }

    void pass(long millis) {
        for (long i = 0; i < millis; i++) step();
    }

    /** Lets time pass until that is so; at most a minute. */
    void until(BooleanSupplier condition) {
        within(60_000, condition);
    }

    /** Lets time pass until that is so, which takes no longer; gives how many milliseconds. */
    long within(long millis, BooleanSupplier condition) {
        for (long i = 0; i <= millis; i++) {
            if (condition.getAsBoolean()) return i;
            step();
        }
        throw new AssertionError("it did not come to that in " + millis + " ms; what was said:\n"
                + String.join("\n", said) + "\n" + byAddress.values().stream()
                        .map(ClusterNode::state).toList());
    }

    /** The one that leads; there is one, sooner or later. */
    ClusterNode leader() {
        until(() -> byAddress.values().stream().anyMatch(ClusterNode::isLeading));
        return byAddress.values().stream().filter(ClusterNode::isLeading).findFirst().get();
    }

    ClusterNode other(ClusterNode... than) {
        return byAddress.values().stream().filter(node -> !List.of(than).contains(node))
                .findFirst().get();
    }

    /** All but these. */
    List<ClusterNode> others(ClusterNode... than) {
        return byAddress.values().stream().filter(node -> !List.of(than).contains(node)).toList();
    }

    /** What was said with that word in it. */
    List<String> said(String word) {
        return said.stream().filter(line -> line.contains(word)).toList();
    }
}
