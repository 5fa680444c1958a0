package doozer.server;

import doozer.net.ByteConnection;
import doozer.net.ByteHandler;
import doozer.net.Connection;
import doozer.net.Loop;
import doozer.node.Node;
import doozer.node.Settings;
import doozer.node.Spectator;
import doozer.web.Assets;
import doozer.web.Site;
import doozer.wire.Address;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What stands between a loop and the web page of its node: where it listens, and who carries its
 * bytes. The page itself is made when somebody comes for it: a server that nobody looks at starts
 * without. Owned by the loop's thread, once that runs.
 */
final class Web implements ByteHandler, Spectator, Site.Effects {
    private final Loop loop;
    private final Log serverLog;
    /** Of its own: pages must not take the lines of clients and nodes. */
    private final ConnectionLog log;
    private final List<String> hosts = new ArrayList<>();
    private List<Address> addresses = List.of();
    private Node node;
    private Watchers watchers;
    private Assets assets;
    private Site site;
    private boolean hasFailed;

    Web(Loop loop, Log serverLog) {
        this.loop = loop;
        this.serverLog = serverLog;
        log = new ConnectionLog(serverLog, "web-not-logged");
    }

    // Where it is.

    /**
     * Where it is to be.
     *
     * @param isGiven whether somebody has said so
     * @param maxConnections to it at a time
     */
    record Place(Address address, boolean isGiven, int maxConnections) { }

    /**
     * Listens where the options say.
     *
     * @throws OptionException when they name a place where it cannot listen
     */
    void listen(Options options) throws OptionException {
        if (options.web().isEmpty()) {
            loop.bytes().setPlace("There is no web page (-web false).");
            return;
        }
        Address wanted = options.web().get();
        boolean isGiven = options.source(Option.WEB) != Options.Source.DEFAULT;
        listen(new Place(wanted, isGiven, options.maxWebConnections()));
        if (wanted.isLoopback() || !options.rwSecret().isEmpty()) return;
        serverLog.warn("open-to-strangers", "listen", addresses.get(0), "advice",
                "whoever reaches the web page can read all: let it be on loopback");
    }

    /**
     * Listens there. At the usual place it is no error that the port is taken: the server is there
     * without a page, and the log says so.
     *
     * @throws OptionException when it is a place that somebody has named
     */
    void listen(Place place) throws OptionException {
        Address wanted = place.address;
        loop.bytes().serve(this, place.maxConnections);
        addHost(wanted.host());
        List<Address> bound = new ArrayList<>();
        try {
            bound.add(listenAt(wanted));
            Address other = place.isGiven ? null : otherLoopback(bound.get(0));
            if (other != null) addIfFree(other, bound);
        } catch (IOException e) {
            if (place.isGiven) throw OptionException.badOption(cannotListen(wanted, e));
            serverLog.info("web-none", "address", wanted, "cause", e.getMessage(), "advice",
                    "choose another port with -web, or -web false for none");
        }
        addresses = List.copyOf(bound);
        if (!bound.isEmpty()) assets = readAssets();
        loop.bytes().setPlace(bound.isEmpty() ? "There is no web page, as its port is taken (-web)."
                : "The web page is at port " + bound.get(0).port() + " (-web).");
    }

    /** Says where the page is. */
    void tell(Log serverLog) {
        for (Address address : addresses) serverLog.info("web", "url", "http://" + address + "/");
    }

    private Address listenAt(Address address) throws IOException {
        return new Address(address.host(), loop.bytes().listen(address));
    }

    /** A browser tries one of them first, and people do not care which. */
    private static Address otherLoopback(Address first) {
        if (first.host().equals("127.0.0.1")) return new Address("::1", first.port());
        return first.host().equals("::1") ? new Address("127.0.0.1", first.port()) : null;
    }

    private void addIfFree(Address address, List<Address> bound) {
        try {
            bound.add(listenAt(address));
        } catch (IOException e) {
            // This machine has no such address, or it is somebody else's: one is enough.
        }
    }

    private static String cannotListen(Address address, IOException why) {
        return "cannot listen on " + address + " for the web page: " + why.getMessage()
                + "; choose another address with -web, or -web false for no page";
    }

    /** Where it listens, with the port that it got; any thread, once the server has started. */
    List<Address> addresses() {
        return addresses;
    }

    /** It may be asked for by what others are told of this node. */
    void addHost(Settings.Identity self) {
        addHost(self.hostname());
        addHost(Address.parse(self.address()).host());
    }

    private void addHost(String host) {
        if (!host.isEmpty()) hosts.add(host.toLowerCase(Locale.ROOT));
    }

    // The node.

    /** It shows that node from now on. Nobody is connected, or was to the one before. */
    void begin(Node newNode, Watchers newWatchers) {
        node = newNode;
        watchers = newWatchers;
        site = null;
    }

    private Site site() {
        if (site == null) site = new Site(node.view(this), assets, hosts, this);
        return site;
    }

    /**
     * Does that with the page. What goes wrong there is no reason to end the node: its classes are
     * loaded when they are needed, and may be gone by then, as the jar was overwritten in place.
     */
    private <T> T guarded(T otherwise, Supplier<T> task) {
        if (hasFailed) return otherwise;
        try {
            return task.get();
        } catch (RuntimeException | LinkageError | StackOverflowError | InternalError e) {
            fail(e);
            return otherwise;
        }
    }

    private void guarded(Runnable task) {
        guarded(null, () -> {
            task.run();
            return null;
        });
    }

    private void fail(Throwable cause) {
        hasFailed = true;
        site = null;
        serverLog.error("web-failed", "cause", cause, "advice",
                "the node goes on without a page; restart it when that suits");
        node.view(null);
        // Not now: whoever has called is in the middle of one of its connections.
        loop.execute(() -> loop.bytes().end());
    }

    private static Assets readAssets() {
        List<byte[]> files = new ArrayList<>();
        for (String name : Assets.NAMES) {
            try (InputStream in = Assets.class.getResourceAsStream(name)) {
                if (in == null) throw new IOException("it is not there");
                files.add(in.readAllBytes());
            } catch (IOException e) {
                throw new IllegalStateException("the jar's own " + name + " cannot be read: "
                        + e.getMessage(), e);
            }
        }
        return new Assets(files.get(0), files.get(1), files.get(2), files.get(3));
    }

    // The loop.

    @Override
    public void onOpened(ByteConnection connection) {
        guarded(() -> site().onOpened(connection.number(), connection.isLoopback()));
    }

    @Override
    public void onBytes(ByteConnection connection, ByteBuffer in) {
        guarded(() -> site.onBytes(connection.number(), in));
    }

    @Override
    public void onInputEnded(ByteConnection connection) {
        guarded(() -> site.onInputEnded(connection.number()));
    }

    @Override
    public void onDrained(ByteConnection connection) {
        guarded(() -> site.onDrained(connection.number()));
    }

    @Override
    public void onClosed(ByteConnection connection, String reason) {
        guarded(() -> site.onClosed(connection.number()));
        if (reason != null) log.closed("web-closed", connection.peer(), reason);
    }

    @Override
    public byte[] refusal() {
        return guarded(new byte[0], () -> Site.full(System.currentTimeMillis()));
    }

    @Override
    public void onRefused(String peer, String reason) {
        log.closed("web-refused", peer, reason);
    }

    @Override
    public long onBytesTurn(long nowNanos) {
        log.onTurn(nowNanos);
        if (site == null) return Long.MAX_VALUE;
        return guarded(Long.MAX_VALUE, () -> site.tick(nowNanos, System.currentTimeMillis()));
    }

    // What the node tells.

    @Override
    public void onRevisions(long first, long last) {
        if (site != null) guarded(() -> site.onRevisions(first, last));
    }

    @Override
    public void onInstalled() {
        if (site != null) guarded(() -> site.onInstalled());
    }

    // The page.

    @Override
    public boolean send(int connection, byte[] bytes) {
        return loop.bytes().get(connection).send(bytes);
    }

    @Override
    public boolean isBlocked(int connection) {
        return loop.bytes().get(connection).isBlocked();
    }

    @Override
    public boolean isFull(long more) {
        return loop.bytes().isFull(more);
    }

    @Override
    public void pause(int connection) {
        loop.bytes().get(connection).pause();
    }

    @Override
    public void resume(int connection) {
        loop.bytes().get(connection).resume();
    }

    @Override
    public void close(int connection, String reason) {
        loop.bytes().get(connection).close(reason);
    }

    @Override
    public void mayStall(int connection, boolean hasToGetOn) {
        loop.bytes().get(connection).mayStall(hasToGetOn);
    }

    @Override
    public byte[] metrics() {
        return watchers.text(node.info().status());
    }

    @Override
    public String clientPeer(int connection) {
        Connection client = loop.connection(connection);
        return client == null ? "" : client.peer();
    }

    @Override
    public int clientQueued(int connection) {
        Connection client = loop.connection(connection);
        return client == null ? 0 : client.queued();
    }
}
