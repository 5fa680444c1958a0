package doozer.server;

import doozer.net.Connection;
import doozer.net.Handler;
import doozer.net.Loop;
import doozer.net.LoopOptions;
import doozer.node.Effects;
import doozer.node.Input;
import doozer.node.Node;
import doozer.node.PeerMessage;
import doozer.node.Settings;
import doozer.wire.Address;
import doozer.wire.Request;
import doozer.wire.Response;
import java.io.IOException;

/**
 * What stands between a loop and a node: tells the node what the loop has read, and the loop what
 * the node wants done. It decides nothing. Owned by the loop's thread, once that runs.
 */
final class Shell implements Handler, Effects {
    private final Loop loop;
    private final ConnectionLog log;
    private final Log nodeLog;
    private Node node;

    Shell(LoopOptions options, Log log) throws IOException {
        loop = new Loop(this, options, new NanoClock());
        this.log = new ConnectionLog(log);
        nodeLog = log;
    }

    /** Opens the port; gives the one that it is. */
    int listen(Address address) throws IOException {
        return loop.listen(address);
    }

    /** Makes the node, which needs to know the port. */
    void begin(Settings settings) {
        node = new Node(settings, this);
    }

    Loop loop() {
        return loop;
    }

    @Override
    public void onOpened(Connection connection) {
        node.step(new Input.Opened(connection.number(), connection.isText()));
    }

    @Override
    public void onRequest(Connection connection, Request request) {
        node.step(new Input.Received(connection.number(), request));
    }

    @Override
    public void onInputEnded(Connection connection) {
        node.step(new Input.Ended(connection.number()));
    }

    @Override
    public void onDrained(Connection connection) {
        node.step(new Input.Drained(connection.number()));
    }

    @Override
    public void onClosed(Connection connection, String reason) {
        node.step(new Input.Closed(connection.number()));
        if (reason != null) log.closed("connection-closed", connection.peer(), reason);
    }

    @Override
    public void onRefused(String peer, String reason) {
        log.closed("connection-refused", peer, reason);
    }

    @Override
    public long onTurn(long nowNanos) {
        log.onTurn(nowNanos);
        return node.tick(nowNanos);
    }

    @Override
    public boolean send(int connection, long tag, Response response) {
        return loop.connection(connection).send(tag, response);
    }

    @Override
    public void pause(int connection) {
        loop.connection(connection).pause();
    }

    @Override
    public void resume(int connection) {
        loop.connection(connection).resume();
    }

    @Override
    public int dial(String address) {
        throw new IllegalStateException("there are no other nodes yet: " + address);
    }

    @Override
    public boolean sendPeer(int link, PeerMessage message) {
        throw new IllegalStateException("there are no other nodes yet");
    }

    @Override
    public void closeLink(int link) {
        throw new IllegalStateException("there are no other nodes yet");
    }

    @Override
    public void log(String event, String detail) {
        nodeLog.info(event, "detail", detail);
    }

    @Override
    public void end(Ending ending, String reason) {
        nodeLog.warn("ended", "as", ending, "reason", reason);
        loop.stop();
    }

    @Override
    public void close(int connection, String reason) {
        loop.connection(connection).close(reason);
    }
}
