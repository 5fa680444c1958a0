package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.tree.Store;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A node whose loop, clock and clients are a test. It records what the node wants done. */
final class TestNode implements Effects {
    /** The revision of a node that nobody has written to: its own files. */
    static final long BORN = 7;

    static final Incarnation INCARNATION = new Incarnation(0x0123456789abcdefL, 42);
    static final Settings.Bounds BOUNDS = new Settings.Bounds(10_000, 1 << 30, 20, 20, 50);
    private static final int MOST_TURNS = 100_000;

    private final Settings settings;
    private final Observer observer;
    private final Node node;
    private final List<TestClient> clients = new ArrayList<>();
    private long nowNanos;
    /** True once a test expects that the node asks for ticks of its own accord. */
    private boolean hasTimer;
    private long untilNanos = Node.NEVER;
    /** Grows with each effect, and differs when one does. */
    private long trace;

    TestNode(Settings settings) {
        this(settings, Observer.NONE);
    }

    private TestNode(Settings settings, Observer observer) {
        this.settings = settings;
        this.observer = observer;
        node = new Node(settings, this);
        assertThat(revision()).isEqualTo(BORN);
    }

    static TestNode standard() {
        return with(BOUNDS);
    }

    static TestNode watchedBy(Observer observer) {
        Settings.Bounds bounds = new Settings.Bounds(10_000, 1 << 30, 4096, 20, 50);
        return new TestNode(settings(new Secrets("", ""), Settings.Compat.AUTO, bounds), observer);
    }

    static TestNode with(Settings.Bounds bounds) {
        return new TestNode(settings(new Secrets("", ""), Settings.Compat.AUTO, bounds));
    }

    static TestNode with(Settings.Compat compat) {
        return new TestNode(settings(new Secrets("", ""), compat, BOUNDS));
    }

    static TestNode with(Secrets secrets) {
        return new TestNode(settings(secrets, Settings.Compat.AUTO, BOUNDS));
    }

    private static Settings settings(Secrets secrets, Settings.Compat compat,
            Settings.Bounds bounds) {
        Settings.Identity identity = new Settings.Identity(INCARNATION, "local",
                "127.0.0.1:8046", "ann", "1.0");
        return new Settings(identity, secrets, compat, bounds, Settings.Cluster.alone(1));
    }

    Node node() {
        return node;
    }

    /** What HELLO tells of it. */
    String clusterId() {
        return node.replica().machine().genesis().id().text();
    }

    long revision() {
        return node.current().revision();
    }

    /** The same for the same effects in the same order. */
    long trace() {
        return trace;
    }

    /** A new connection, under the lowest number that is free. */
    TestClient open() {
        return open(false);
    }

    /** A new connection of a person or a script, who reads one answer after the other. */
    TestClient openText() {
        return open(true);
    }

    private TestClient open(boolean isText) {
        int number = 0;
        while (number < clients.size() && clients.get(number) != null) number++;
        TestClient client = new TestClient(this, number, isText);
        if (number == clients.size()) clients.add(client);
        else clients.set(number, client);
        step(new Input.Opened(number, isText));
        return client;
    }

    /** A new connection that speaks 0.9, and has had an answer. */
    TestClient openNine() {
        TestClient client = open();
        client.ask(Ask.self());
        client.takeLines();
        return client;
    }

    /** A new connection that speaks as the seed era did, and has had an answer. */
    TestClient openSeed() {
        TestClient client = open();
        client.askAll(Ask.getdir("/ctl/name"));
        client.takeLines();
        return client;
    }

    /** A new connection that speaks our own dialect, and has had an answer. */
    TestClient openOwn() {
        TestClient client = open();
        client.ask(Ask.hello(1));
        client.takeLines();
        return client;
    }

    int maxValue() {
        return settings.bounds().maxValue();
    }

    void step(Input input) {
        node.step(input);
    }

    void closed(TestClient client) {
        clients.set(client.number(), null);
        step(new Input.Closed(client.number()));
    }

    /** Delivers all that may be, and ends the turn; true when the node has nothing left to do. */
    boolean turn() {
        for (int i = 0; i < clients.size(); i++) {
            TestClient client = clients.get(i);
            while (client != null && client.deliverOne()) continue;
        }
        return tick();
    }

    /** Ends a turn; true when the node has nothing left to do. */
    boolean tick() {
        nowNanos += 1_000_000;
        untilNanos = node.tick(nowNanos);
        if (!hasTimer) assertThat(untilNanos).isIn(0L, Node.NEVER);
        return untilNanos > 0;
    }

    /** Time passes, with a tick whenever the node has asked for one. */
    void live(long millis) {
        long end = nowNanos + millis * 1_000_000;
        settle();
        while (untilNanos != Node.NEVER && nowNanos + untilNanos < end) {
            nowNanos += Math.max(0, untilNanos - 1_000_000);
            settle();
        }
        nowNanos = Math.max(nowNanos, end);
        settle();
    }

    /** The process stands still, and nothing is read meanwhile. */
    void standStill(long millis) {
        nowNanos += millis * 1_000_000;
    }

    /** Lets time pass, during which nothing happens, and settles. */
    void pass(long nanos) {
        nowNanos += nanos;
        settle();
    }

    /** Lets time pass, and takes one turn. */
    void passOneTurn(long nanos) {
        nowNanos += nanos;
        turn();
    }

    /** From now on the node may ask for a tick at some time. */
    void mayHaveTimer() {
        hasTimer = true;
    }

    /** What the last tick asked for. */
    long untilNanos() {
        return untilNanos;
    }

    Store store() {
        return node.replica().machine().store();
    }

    /** Writes in one step, out of turn: each {@code path=value}, {@code -path}, or a NOP. */
    void inOneStep(String... writes) {
        long before = revision();
        for (String write : writes) {
            String[] parts = write.split("=", -1);
            if (write.equals("NOP")) store().nop();
            else if (parts.length == 1) store().delete(write.substring(1), -1);
            else store().set(parts[0], -1, Ask.bytes(parts[1]));
        }
        assertThat(revision()).isEqualTo(before + writes.length);
        store().asOneStep(before + 1);
        node.onRevisions(before + 1, revision());
    }

    /** Turns until nothing happens any more by itself. */
    void settle() {
        for (int i = 0; i < MOST_TURNS; i++) {
            boolean idle = turn();
            if (idle && clients.stream().filter(Objects::nonNull).noneMatch(TestNode::isReady)) {
                return;
            }
        }
        throw new AssertionError("the node never comes to rest");
    }

    private static boolean isReady(TestClient client) {
        return client.hasUndelivered() && !client.isPaused() && !client.isClosing();
    }

    @Override
    public Observer observer() {
        return observer;
    }

    @Override
    public boolean send(int connection, long tag, Response response) {
        Answer answer = new Answer(tag, response);
        record(connection + " " + answer.line());
        return client(connection).take(tag, response);
    }

    @Override
    public void pause(int connection) {
        record(connection + " pause");
        client(connection).pause();
    }

    @Override
    public void resume(int connection) {
        record(connection + " resume");
        client(connection).resume();
    }

    @Override
    public void close(int connection, String reason) {
        record(connection + " close " + reason);
        client(connection).beginClosing(reason);
    }

    private TestClient client(int connection) {
        TestClient client = clients.get(connection);
        assertThat(client).as("effects are for open connections: %s", connection).isNotNull();
        return client;
    }

    @Override
    public int dial(String address) {
        throw new AssertionError("a cluster of one dials nobody");
    }

    @Override
    public boolean sendPeer(int link, PeerMessage message) {
        throw new AssertionError("a cluster of one has no peers");
    }

    @Override
    public void closeLink(int link) {
        throw new AssertionError("a cluster of one has no links");
    }

    @Override
    public void log(String event, String detail) {
        record(event + " " + detail);
    }

    @Override
    public void restart(List<String> peers, InitialState state, String reason) {
        throw new AssertionError("it starts again: " + reason);
    }

    @Override
    public void end(Ending ending, String reason) {
        throw new AssertionError("it ends: " + ending + ", " + reason);
    }

    private void record(String effect) {
        trace = 31 * (trace * 0x9E3779B97F4A7C15L + effect.hashCode()) + 1;
    }
}
