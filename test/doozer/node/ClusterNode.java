package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Configuration;
import doozer.tree.FileEntry;
import doozer.tree.ImageException;
import doozer.tree.ImageReader;
import doozer.tree.ImageWriter;
import doozer.tree.Store;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** One process of a {@link TestCluster}, and its clients. */
final class ClusterNode implements Effects, TestCluster.Host {
    private static final Settings.Bounds BOUNDS =
            new Settings.Bounds(100, 1 << 20, 1000, 50, 50);

    /** Turns without input that ask for another at once: a long list may take a few. */
    private static final int MOST_SPINS = 50;

    private final TestCluster cluster;
    private final String address;
    final Metrics metrics;
    private final Node node;
    private final ArrayDeque<Input> inputs = new ArrayDeque<>();
    final List<Heard> heard = new ArrayList<>();
    private final TreeMap<Integer, Connection> connections = new TreeMap<>();
    private int numbers;
    private long dueNanos = Long.MIN_VALUE / 2;
    private int spins;
    private int turns;
    private boolean isDead;
    private boolean isPaused;
    Ending ending;
    /** How another incarnation is to take its place. */
    Next next;

    /** With which peers, and from which state. */
    record Next(List<String> peers, InitialState state) { }

    /** What a client was told. */
    record Heard(int connection, long tag, Response response) { }

    /** A client's connection: its requests wait while it is paused. */
    private static final class Connection {
        final ArrayDeque<Request> inbox = new ArrayDeque<>();
        boolean isPaused;
        boolean isClosed;
        String reason;
    }

    ClusterNode(TestCluster cluster, TestCluster.Start start, Incarnation incarnation,
            Settings.Cluster how) {
        this(cluster, start, new Birth(incarnation, null), how);
    }

    /** Who a node is, and with what it founds. */
    record Birth(Incarnation incarnation, InitialState state) { }

    ClusterNode(TestCluster cluster, TestCluster.Start start, Birth birth, Settings.Cluster how) {
        this.cluster = cluster;
        address = start.listen();
        Settings.Identity identity = new Settings.Identity(birth.incarnation, start.name(),
                start.advertise(), "ann", "1.0");
        metrics = new Metrics(cluster::nowNanos);
        node = new Node(new Settings(identity, new Secrets("", ""), Settings.Compat.AUTO, BOUNDS,
                how), this, birth.state);
    }

    @Override
    public String address() {
        return address;
    }

    Node node() {
        return node;
    }

    Replica replica() {
        return node.replica();
    }

    @Override
    public boolean isDead() {
        return isDead;
    }

    @Override
    public void die() {
        isDead = true;
    }

    @Override
    public boolean isPaused() {
        return isPaused;
    }

    /** Stands still, with everything that it knows; or goes on. */
    void pause(boolean pause) {
        isPaused = pause;
    }

    @Override
    public int newLinkNumber() {
        return numbers++;
    }

    @Override
    public void step(Input input) {
        inputs.add(input);
    }

    @Override
    public void turn(long nowNanos) {
        if (isPaused || isDead) return;
        // As the loop has it: nobody wakes the node before it has asked for that.
        if (inputs.isEmpty() && nowNanos < dueNanos) return;
        spins = inputs.isEmpty() ? spins + 1 : 0;
        assertThat(spins).as("turns at once, one after the other, for nothing: %s", state())
                .isLessThan(MOST_SPINS);
        for (Input next = inputs.poll(); next != null && !isDead; next = inputs.poll()) {
            if (!isHeldBack(next)) node.step(next);
        }
        if (isDead) return;
        long until = node.tick(nowNanos);
        turns++;
        if (until > 0) spins = 0;
        dueNanos = until == Node.NEVER ? Long.MAX_VALUE : nowNanos + until;
    }

    /** How often it was woken, or has asked for that. */
    int turns() {
        return turns;
    }

    /** Nothing is read from a connection that is paused. */
    private boolean isHeldBack(Input input) {
        if (!(input instanceof Input.Received received)) return false;
        Connection connection = connections.get(received.connection());
        if (!connection.isPaused) return false;
        connection.inbox.add(received.request());
        return true;
    }

    boolean isLeading() {
        return !isPaused && replica().paxos().isLeading();
    }

    boolean isMember() {
        return replica().number() != 0;
    }

    boolean isWritable() {
        return isMember() && replica().machine().store().current()
                .find("/ctl/node/" + id() + "/writable") != null;
    }

    String id() {
        return replica().self().incarnation().id();
    }

    long revision() {
        return node.current().revision();
    }

    Configuration voters() {
        return replica().machine().configurations().last();
    }

    boolean isVoter() {
        return isMember() && voters().has(replica().number());
    }

    // Clients.

    /** A new connection that speaks our own dialect. */
    int open() {
        int connection = open(false);
        send(connection, Ask.hello(1).tag(0));
        return connection;
    }

    /** A new connection of a client of 0.9. */
    int openNine() {
        int connection = open(false);
        send(connection, Ask.self().tag(0));
        return connection;
    }

    /** A new connection of a client of the seed era. */
    int openSeed() {
        int connection = open(false);
        send(connection, Ask.watch("/nothing").rev(1).tag(0));
        return connection;
    }

    /** A new connection that has shown nothing of its dialect yet. */
    int openUndecided() {
        return open(false);
    }

    /** A new connection of a person or a script. */
    int openText() {
        return open(true);
    }

    private int open(boolean isText) {
        int connection = newLinkNumber();
        connections.put(connection, new Connection());
        step(new Input.Opened(connection, isText));
        return connection;
    }

    void send(int number, Request request) {
        Connection connection = connections.get(number);
        if (connection.isClosed) return;
        if (connection.isPaused) connection.inbox.add(request);
        else step(new Input.Received(number, request));
    }

    /** The client is gone. */
    void hangUp(int connection) {
        close(connection, "gone");
    }

    /** Whether the node has closed that connection. */
    boolean hasClosed(int connection) {
        return connections.get(connection).isClosed;
    }

    /** Why it has. */
    String reason(int connection) {
        return connections.get(connection).reason;
    }

    /** The answers under a tag, as text. */
    List<String> answers(int connection, int tag) {
        return responses(connection, tag).stream().map(one -> new Answer(tag, one).text())
                .toList();
    }

    /** The answers under a tag. */
    List<Response> responses(int connection, int tag) {
        return heard.stream().filter(one -> one.connection == connection && one.tag == tag)
                .map(Heard::response).toList();
    }

    /** The one answer under a tag, which may take time. */
    Response response(int connection, int tag) {
        cluster.until(() -> !responses(connection, tag).isEmpty());
        assertThat(responses(connection, tag)).hasSize(1);
        return responses(connection, tag).get(0);
    }

    /** Asks on a connection of its own, and waits for the answer. */
    String ask(Request request) {
        return new Answer(1, call(request)).text();
    }

    /** Asks on a connection of its own, and waits for the answer. */
    Response call(Request request) {
        int connection = open();
        send(connection, request.tag(1));
        return response(connection, 1);
    }

    /** Asks on a connection of its own, and gives it. */
    int begin(Request request) {
        int connection = open();
        send(connection, request.tag(1));
        return connection;
    }

    /** Whether what {@link #begin} has asked was answered. */
    boolean isAnswered(int connection) {
        return !responses(connection, 1).isEmpty();
    }

    /** Sets a file, and gives its revision. */
    long set(String path, String value) {
        return call(Ask.set(path, -1, value)).rev();
    }

    /** The value of a file, as this node has it now; null without one. */
    String value(String path) {
        return node.current().find(path) instanceof FileEntry file
                ? new String(file.value(), StandardCharsets.UTF_8) : null;
    }

    @Override
    public Observer observer() {
        return metrics;
    }

    @Override
    public boolean send(int connection, long tag, Response response) {
        heard.add(new Heard(connection, tag, response));
        return true;
    }

    @Override
    public void pause(int connection) {
        connections.get(connection).isPaused = true;
    }

    @Override
    public void resume(int number) {
        Connection connection = connections.get(number);
        connection.isPaused = false;
        for (Request next = connection.inbox.poll(); next != null; next = connection.inbox.poll()) {
            step(new Input.Received(number, next));
        }
    }

    @Override
    public void close(int number, String reason) {
        Connection connection = connections.get(number);
        if (connection.isClosed) return;
        connection.isClosed = true;
        connection.reason = reason;
        inputs.removeIf(input -> input instanceof Input.Received received
                && received.connection() == number);
        step(new Input.Closed(number));
    }

    @Override
    public int dial(String to) {
        return cluster.dial(this, to);
    }

    @Override
    public boolean sendPeer(int link, PeerMessage message) {
        return cluster.send(this, link, message);
    }

    @Override
    public void closeLink(int link) {
        cluster.closeLink(this, link);
    }

    @Override
    public void log(String event, String detail) {
        cluster.said.add(cluster.nowNanos() / TestCluster.MILLI + " " + address + " " + event + " "
                + detail);
    }

    @Override
    public void restart(List<String> peers, InitialState state, String reason) {
        next = new Next(peers, state);
        log("end", "ANEW " + reason);
        cluster.kill(this);
    }

    @Override
    public void end(Ending how, String reason) {
        ending = how;
        log("end", how + " " + reason);
        cluster.kill(this);
    }

    /** Has the leader that this is propose something of the cluster's own. */
    void propose(Command command) {
        replica().proposals().add(command);
        dueNanos = cluster.nowNanos();
    }

    /** It is asked to leave. */
    void leave() {
        node.leave();
        dueNanos = cluster.nowNanos();
    }

    int number() {
        return replica().number();
    }

    long applied() {
        return replica().paxos().applied();
    }

    /** Those that it knows of, members or not. */
    Collection<Peer> peers() {
        return replica().links().peers().all();
    }

    /** Another process, as it knows it, or null. */
    Peer peer(Incarnation incarnation) {
        return replica().links().peers().of(incarnation);
    }

    /** Of its whole replicated state. */
    long hash() {
        return replica().machine().hash(applied());
    }

    /** Its tree and history, as a snapshot has them. */
    byte[] image() {
        ImageWriter writer = replica().machine().store().image().writer();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part = writer.next(1000); part != null; part = writer.next(1000)) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** The same, loaded again. */
    Store copyOfStore() {
        ImageReader reader = new ImageReader(BOUNDS.historyRevisions(), BOUNDS.historyBytes());
        try {
            reader.accept(image());
            return reader.store();
        } catch (ImageException e) {
            throw new AssertionError(e);
        }
    }

    int[] voterNumbers() {
        return voters().voters();
    }

    /** A line of what it says of itself. */
    String info(String key) {
        for (String line : new String(call(new Request(Verb.INFO)).value(),
                StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith(key + ":")) return line.substring(key.length() + 1);
        }
        return null;
    }

    /** Says something to another node, as if it were its own idea. */
    void say(ClusterNode to, PeerMessage message) {
        sendPeer(replica().links().peers().of(to.replica().self().incarnation()).out, message);
    }

    /** For the words of a failure. */
    String state() {
        StringBuilder text = new StringBuilder(address).append(" #").append(replica().number())
                .append(" applied ").append(replica().paxos().applied());
        if (replica().machine().genesis() != null) {
            text.append(' ').append(Arrays.toString(voters().voters()));
        }
        for (Peer peer : replica().links().peers().all()) {
            text.append(" (").append(peer.profile.address()).append(" #").append(peer.number)
                    .append(" out ").append(peer.out).append(" in ").append(peer.in).append(')');
        }
        return text.toString();
    }
}
