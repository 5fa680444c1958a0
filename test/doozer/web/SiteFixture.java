package doozer.web;

import doozer.golden.Json;
import doozer.node.Secrets;
import doozer.node.Spectator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A site over a real node, whose sockets and clocks are a test. */
final class SiteFixture implements Site.Effects {
    static final String HOST = "Host: 127.0.0.1:8080\r\n";
    /** Sunday, 6 November 1994, 08:49:37. */
    static final long WALL_MILLIS = 784_111_777_000L;
    private static final int MOST_TURNS = 10_000;
    private static final int BOUND = 1 << 20;

    final WebNode node;
    final Site site;
    private final List<Peer> peers = new ArrayList<>();
    private long nowNanos;
    /** Bytes that may be queued yet, for all. */
    long room = 64 << 20;

    /** The other end of a connection. */
    static final class Peer {
        final int number;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        /** What was queued and it has not taken, as it takes nothing at the moment. */
        int queued;
        boolean takesNothing;
        boolean isPaused;
        boolean isClosed;
        boolean mayStall;
        /** How often its time was begun anew. */
        int lives;
        String reason;

        Peer(int number) {
            this.number = number;
        }

        /** What has come since the last call. */
        String take() {
            String text = received.toString(StandardCharsets.UTF_8);
            received.reset();
            return text;
        }

        int size() {
            return received.size();
        }
    }

    /** What the node tells goes to the site, which needs its view first. */
    private static final class Told implements Spectator {
        private Site site;

        @Override
        public void onRevisions(long first, long last) {
            site.onRevisions(first, last);
        }

        @Override
        public void onInstalled() {
            site.onInstalled();
        }
    }

    SiteFixture() {
        this(new Secrets("", ""));
    }

    SiteFixture(Secrets secrets) {
        this(secrets, 100_000);
    }

    SiteFixture(Secrets secrets, int historyRevisions) {
        node = new WebNode(secrets, historyRevisions);
        Assets assets = new Assets(bytes("<html>"), bytes("script"), bytes("style"),
                bytes("<svg>"));
        Told told = new Told();
        site = new Site(node.node().view(told), assets, List.of("box", "doozer.example.com"),
                this);
        told.site = site;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    Peer open() {
        return open(true);
    }

    Peer open(boolean isLoopback) {
        Peer peer = new Peer(peers.size());
        peers.add(peer);
        site.onOpened(peer.number, isLoopback);
        return peer;
    }

    /** Delivers bytes, without a turn. */
    void deliver(Peer peer, byte[] bytes) {
        site.onBytes(peer.number, ByteBuffer.wrap(bytes));
    }

    void send(Peer peer, String text) {
        deliver(peer, bytes(text));
        settle();
    }

    /** Turns until nothing is left to do at once; gives nanoseconds until there is more. */
    long settle() {
        for (int i = 0; i < MOST_TURNS; i++) {
            long wait = site.tick(nowNanos, WALL_MILLIS);
            if (wait > 0) return wait;
        }
        throw new AssertionError("the site never comes to rest");
    }

    /** One turn. */
    long turn() {
        return site.tick(nowNanos, WALL_MILLIS);
    }

    /** Lets time pass, with a turn whenever the site has asked for one. */
    void pass(long millis) {
        long end = nowNanos + millis * 1_000_000;
        for (long wait = settle(); wait < end - nowNanos; wait = settle()) nowNanos += wait;
        nowNanos = end;
        node.tick(nowNanos);
        settle();
    }

    long nowNanos() {
        return nowNanos;
    }

    /** It takes what is queued for it. */
    void drain(Peer peer) {
        peer.takesNothing = false;
        peer.queued = 0;
        site.onDrained(peer.number);
        settle();
    }

    void end(Peer peer) {
        site.onInputEnded(peer.number);
        settle();
    }

    void gone(Peer peer) {
        peer.isClosed = true;
        site.onClosed(peer.number);
    }

    /** What a GET on a connection of its own is answered, all of it. */
    String get(String target, String... headers) {
        return ask("GET", target, headers);
    }

    String ask(String method, String target, String... headers) {
        Peer peer = open();
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n" + HOST);
        for (String header : headers) text.append(header).append("\r\n");
        send(peer, text.append("\r\n").toString());
        return peer.take();
    }

    /** The JSON of what a GET is answered. */
    @SuppressWarnings("unchecked")
    Map<String, Object> json(String target) {
        String answer = get(target);
        if (!answer.startsWith("HTTP/1.1 200 ")) throw new AssertionError(answer);
        return (Map<String, Object>) Json.parse(body(answer));
    }

    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    @Override
    public boolean send(int connection, byte[] bytes) {
        Peer peer = peers.get(connection);
        if (peer.isClosed) throw new AssertionError("nothing is said to who is gone");
        peer.received.writeBytes(bytes);
        if (peer.takesNothing) peer.queued += bytes.length;
        return peer.queued <= BOUND;
    }

    @Override
    public boolean isBlocked(int connection) {
        return peers.get(connection).queued > 0;
    }

    @Override
    public boolean isFull(long more) {
        return more > room;
    }

    @Override
    public void pause(int connection) {
        peers.get(connection).isPaused = true;
    }

    @Override
    public void resume(int connection) {
        peers.get(connection).isPaused = false;
    }

    @Override
    public void close(int connection, String reason) {
        Peer peer = peers.get(connection);
        if (peer.isClosed) throw new AssertionError("a connection is closed once");
        peer.isClosed = true;
        peer.reason = reason;
    }

    @Override
    public void mayStall(int connection, boolean hasToGetOn) {
        peers.get(connection).mayStall = hasToGetOn;
        if (hasToGetOn) peers.get(connection).lives++;
    }

    @Override
    public byte[] metrics() {
        return "doozer_ready 1\n".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String clientPeer(int connection) {
        return "10.0.0.9:5000";
    }

    @Override
    public int clientQueued(int connection) {
        return 3;
    }
}
