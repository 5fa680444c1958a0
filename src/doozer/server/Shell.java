package doozer.server;

import doozer.net.Connection;
import doozer.net.Handler;
import doozer.net.Link;
import doozer.net.Loop;
import doozer.net.LoopOptions;
import doozer.node.Effects;
import doozer.node.InitialState;
import doozer.node.Input;
import doozer.node.Node;
import doozer.node.Observer;
import doozer.node.PeerCodec;
import doozer.node.PeerMessage;
import doozer.node.Settings;
import doozer.wire.Address;
import doozer.wire.BadFrameException;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What stands between a loop and a node: tells the node what the loop has read, and the loop what
 * the node wants done. It decides nothing. Owned by the loop's thread, once that runs.
 */
final class Shell implements Handler, Effects {
    /** How long an orderly stop may take: what stops processes kills them some seconds later. */
    private static final long STOP_NANOS = 4_500_000_000L;
    /** How often it is looked whether it may stop. */
    private static final long STOP_STEP_NANOS = 5_000_000;

    private final Loop loop;
    private final Web web;
    private final ConnectionLog log;
    private final PeerLog peerLog;
    private final Log nodeLog;
    private Settings settings;
    private UnaryOperator<Settings> nextSettings;
    private Node node;
    private Watchers watchers;
    /** The number of the dial that failed last; -1 stands for none. */
    private int failedDial = -1;
    private long nowNanos;
    private boolean isStopping;
    private boolean isStopTimed;
    private long stopDeadlineNanos;
    /** How another incarnation is to begin; null for none. */
    private Restart restart;
    private volatile String id;
    private volatile Ending ending;

    private record Restart(List<String> peers, InitialState state) { }

    Shell(LoopOptions options, Log log) throws IOException {
        loop = new Loop(this, options, new NanoClock());
        this.log = new ConnectionLog(log, "connections-not-logged");
        web = new Web(loop, log);
        peerLog = new PeerLog(log);
        nodeLog = log;
    }

    /** Opens the port; gives the one that it is. */
    int listen(Address address) throws IOException {
        return loop.listen(address);
    }

    /** From the beginning on these watch the node. */
    void watchedBy(Watchers all) {
        watchers = all;
        watchers.begin(loop);
    }

    @Override
    public Observer observer() {
        return watchers;
    }

    /**
     * Makes the node, which needs to know the port.
     *
     * @param anew gives the settings of the next incarnation
     * @param state what a cluster begins with that it founds, or null
     */
    void begin(Settings first, UnaryOperator<Settings> anew, InitialState state) {
        settings = first;
        nextSettings = anew;
        id = first.identity().incarnation().id();
        node = new Node(first, this, state);
        web.begin(node, watchers);
    }

    Node node() {
        return node;
    }

    Web web() {
        return web;
    }

    Loop loop() {
        return loop;
    }

    /** The id of its present incarnation; any thread. */
    String id() {
        return id;
    }

    /** How the last incarnation has ended by itself; null if it has not. Any thread. */
    Ending ending() {
        return ending;
    }

    /** Ends the loop as soon as nobody waits for this node, or in some seconds. Loop only. */
    void stop() {
        if (isStopping) return;
        isStopping = true;
        node.retire();
    }

    // Clients.

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
        if (node != null) node.step(new Input.Closed(connection.number()));
        if (reason != null) log.closed("connection-closed", connection.peer(), reason);
    }

    @Override
    public void onRefused(String peer, String reason) {
        log.closed("connection-refused", peer, reason);
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
    public void close(int connection, String reason) {
        loop.connection(connection).close(reason);
    }

    // Other nodes.

    @Override
    public void onLinkOpened(Link link) {
        peerLog.onOpened(link.address());
        node.step(new Input.LinkOpened(link.number()));
    }

    @Override
    public void onLinkAccepted(Link link) {
        node.step(new Input.LinkAccepted(link.number()));
    }

    @Override
    public void onLinkReceived(Link link, ByteBuffer message) throws BadFrameException {
        node.step(new Input.LinkReceived(link.number(), PeerCodec.decode(message)));
    }

    @Override
    public void onLinkDrained(Link link) {
        node.step(new Input.LinkDrained(link.number()));
    }

    @Override
    public void onLinkClosed(Link link, LinkEnd how, String reason) {
        if (link.address() != null) peerLog.onClosed(link.address(), how, reason, nowNanos);
        else if (reason != null) log.closed("link-closed", link.peer(), reason);
        if (node == null) return;
        if (how == LinkEnd.REFUSED) {
            node.step(new Input.LinkRefused(link.number(), link.address()));
        } else {
            node.step(new Input.LinkClosed(link.number(), how == LinkEnd.NOBODY));
        }
    }

    @Override
    public int dial(String address) {
        try {
            return loop.dial(address);
        } catch (IOException e) {
            // No descriptor left, or no address. No link has a negative number.
            int number = --failedDial;
            peerLog.onClosed(address, LinkEnd.UNREACHED, e.getMessage(), nowNanos);
            loop.execute(() -> {
                if (node != null) node.step(new Input.LinkClosed(number, false));
            });
            return number;
        }
    }

    @Override
    public boolean sendPeer(int number, PeerMessage message) {
        Link link = loop.link(number);
        // It may be gone, of which the node hears in its next turn.
        if (link == null || !link.isOpen()) return true;
        Output out = link.begin();
        PeerCodec.encode(message, out);
        return link.end(out);
    }

    @Override
    public void closeLink(int number) {
        Link link = loop.link(number);
        if (link != null) link.close();
    }

    // Turns, and the end.

    @Override
    public long onTurn(long newNowNanos) {
        nowNanos = newNowNanos;
        log.onTurn(nowNanos);
        long wait = node.tick(nowNanos);
        if (restart != null) {
            beginAnew();
            return 0;
        }
        return isStopping ? Math.min(wait, stopOrWait()) : wait;
    }

    @Override
    public void onFlushed() {
        watchers.onFlushed();
    }

    @Override
    public void onTurnEnd() {
        watchers.onTurn(nowNanos, watchers.clockNanos());
    }

    private long stopOrWait() {
        if (!isStopTimed) stopDeadlineNanos = nowNanos + STOP_NANOS;
        isStopTimed = true;
        boolean isLate = nowNanos - stopDeadlineNanos >= 0;
        if (isLate) nodeLog.warn("stops-anyway", "reason", "no other node could take over in time");
        if (isLate || node.isRetired()) loop.stop();
        return STOP_STEP_NANOS;
    }

    /** Another incarnation takes the place of one that has no future: rule R14. */
    private void beginAnew() {
        Restart how = restart;
        restart = null;
        node = null;
        loop.closeAllOpen("this node starts again as another incarnation");
        settings = nextSettings.apply(settings.withPeers(how.peers));
        begin(settings, nextSettings, how.state);
        if (isStopping) node.retire();
        nodeLog.info("started-anew", "id", id);
    }

    @Override
    public void log(String event, String detail) {
        switch (event) {
            case "takes-no-part", "state-differs" -> nodeLog.error(event, "detail", detail);
            case "no-leader", "snapshot-broken" -> nodeLog.warn(event, "detail", detail);
            // Strangers choose how often they are refused.
            case "peer-refused", "join-refused" -> log.refused(event, detail);
            default -> nodeLog.info(event, "detail", detail);
        }
    }

    @Override
    public void end(Ending how, String reason) {
        if (how == Ending.LEFT) nodeLog.info("ended", "as", how, "reason", reason);
        else nodeLog.warn("ended", "as", how, "reason", reason);
        ending = how;
        loop.stop();
    }

    @Override
    public void restart(List<String> peers, InitialState state, String reason) {
        nodeLog.warn("ended", "as", "ANEW", "reason", reason);
        restart = new Restart(peers, state);
    }
}
