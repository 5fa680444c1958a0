package doozer.web;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.node.Effects;
import doozer.node.Incarnation;
import doozer.node.InitialState;
import doozer.node.Input;
import doozer.node.Node;
import doozer.node.PeerMessage;
import doozer.node.Secrets;
import doozer.node.Settings;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A node that is a cluster of its own, with one client that writes; its clock is a test's. */
final class WebNode implements Effects {
    /** The revision of a node that nobody has written to. */
    static final long BORN = 7;
    static final Incarnation INCARNATION = new Incarnation(0x0123456789abcdefL, 42);

    private final Node node;
    private Response answer;
    private long nowNanos;

    WebNode(Secrets secrets, int historyRevisions) {
        Settings.Identity identity = new Settings.Identity(INCARNATION, "local",
                "10.0.0.7:8046", "ann", "1.0");
        node = new Node(new Settings(identity, secrets, Settings.Compat.AUTO,
                new Settings.Bounds(historyRevisions, 1 << 30, 1 << 20, 100, 100),
                Settings.Cluster.alone(1)), this);
        node.tick(nowNanos);
        node.step(new Input.Opened(0, false));
    }

    Node node() {
        return node;
    }

    long revision() {
        return node.current().revision();
    }

    void tick(long newNowNanos) {
        nowNanos = newNowNanos;
        while (node.tick(nowNanos) == 0) continue;
    }

    long set(String path, byte[] value) {
        return write(new Request(Verb.SET).path(path).value(value));
    }

    long set(String path, String value) {
        return set(path, value.getBytes(StandardCharsets.UTF_8));
    }

    long del(String path) {
        return write(new Request(Verb.DEL).path(path));
    }

    /** Has the client watch from now on. */
    void watch(String glob) {
        node.step(new Input.Received(0, new Request(Verb.WATCH).path(glob).tag(9)));
        tick(nowNanos);
    }

    private long write(Request request) {
        answer = null;
        node.step(new Input.Received(0, request.rev(-1).tag(1)));
        tick(nowNanos);
        assertThat(answer).isNotNull();
        assertThat(answer.error()).isNull();
        return revision();
    }

    @Override
    public boolean send(int connection, long tag, Response response) {
        if (tag == 1) answer = response;
        return true;
    }

    @Override
    public void pause(int connection) {
        throw new AssertionError("the client does little");
    }

    @Override
    public void resume(int connection) {
        throw new AssertionError("the client does little");
    }

    @Override
    public void close(int connection, String reason) {
        throw new AssertionError(reason);
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
        // What it says of its role is no matter here.
    }

    @Override
    public void restart(List<String> peers, InitialState state, String reason) {
        throw new AssertionError("it starts again: " + reason);
    }

    @Override
    public void end(Ending ending, String reason) {
        throw new AssertionError("it ends: " + ending + ", " + reason);
    }
}
