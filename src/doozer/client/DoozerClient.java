package doozer.client;

import doozer.wire.DoozerUri;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A client, for any number of threads, whose requests do not wait for each other. Every method may
 * be called by any thread, callbacks included. One that is {@linkplain #builder built} follows its
 * cluster: when it loses a member it goes on at another one. One that is merely {@linkplain
 * #connect connected} has one connection, and ends with it: for programs that end soon.
 *
 * <p>Each verb has a method that waits for the answer, and one whose name ends in {@code Async},
 * which gives a future instead. What waits throws
 * <ul>
 * <li>{@link RevisionMismatchException}, {@link TooLateException}, {@link NoQuorumException},
 *     {@link NotFoundException}, {@link NotAllowedException}, or a plain {@link DoozerException}
 *     with the server's {@linkplain DoozerException#code() code}, when the server refuses;
 * <li>{@link DoozerTimeoutException} when the time-out of this client passes, which ends that call
 *     and nothing else;
 * <li>{@link ConnectionLostException} when the connection ends, and ever after;
 * <li>{@link ClosedException} when this was closed;
 * <li>a plain {@link DoozerException} when the thread is interrupted, which stays so;
 * <li>in place of the last four {@link OutcomeUnknownException}, of which they are the cause, for a
 *     write that may have been done.
 * </ul>
 *
 * <p>Futures are completed with the same, on the callback thread, a daemon of this client, where
 * their dependents run too and may use the client, but delay each other if they take their time.
 * They have no time-out: {@link CompletableFuture#orTimeout} gives them one. Completing one, {@link
 * CompletableFuture#cancel} included, gives the request up: what may be open on the server for long
 * is cancelled there, other answers are dropped. While very much is unanswered, even a method that
 * gives a future waits until there is room.
 *
 * <p>In a read, a revision names the state to be read, from 1 on; one still to come is waited for.
 */
public final class DoozerClient extends Reads implements AutoCloseable {
    /** How long connecting may take unless the caller says so. */
    private static final long CONNECT_NANOS = 10_000_000_000L;

    private final Channel channel;
    private final Executor executor;
    private final long timeoutNanos;
    /** Whose other face this is, see {@link #within}; null for the client itself. */
    private final DoozerClient whole;
    private Clockwork clock;
    private Callbacks callbacks;
    private OpenSessions sessions;
    private OpenDumps dumps;
    private boolean isClosed;

    /** Over a link that has been greeted. */
    DoozerClient(Channel channel, long timeoutNanos) {
        this(channel, null, null, timeoutNanos);
    }

    /** With a clock of its own, and an executor for callbacks, if they are not null. */
    DoozerClient(Channel channel, Clockwork clock, Executor executor, long timeoutNanos) {
        this.channel = channel;
        this.clock = clock;
        this.executor = executor;
        this.timeoutNanos = timeoutNanos;
        whole = null;
    }

    private DoozerClient(DoozerClient whole, long timeoutNanos) {
        this.whole = whole;
        this.timeoutNanos = timeoutNanos;
        channel = whole.channel;
        executor = whole.executor;
    }

    /**
     * Connects to the first address of a URI that answers, and gives it the URI's secret. An
     * address has 10 seconds to answer; calls have no time-out.
     *
     * @throws IllegalArgumentException when the URI names no address
     * @throws ConnectionLostException when none answers as a server of this protocol
     * @throws DoozerException when the secret is refused
     */
    public static DoozerClient connect(DoozerUri uri) {
        return new DoozerClient(Connector.toAny(uri, CONNECT_NANOS), 0);
    }

    /**
     * As {@link #connect(DoozerUri)}.
     *
     * @param timeout for each address to answer, and for each call that waits; zero means 10
     *     seconds for the former, and no limit for the latter
     */
    public static DoozerClient connect(DoozerUri uri, Duration timeout) {
        long nanos = TimeUnit.NANOSECONDS.convert(timeout);
        if (nanos < 0) throw new IllegalArgumentException("a time-out below zero: " + timeout);
        return new DoozerClient(Connector.toAny(uri, nanos == 0 ? CONNECT_NANOS : nanos), nanos);
    }

    /** The same client, whose calls wait so long at most; closing either closes both. */
    public DoozerClient within(Duration timeout) {
        return new DoozerClient(whole == null ? this : whole,
                Math.max(1, TimeUnit.NANOSECONDS.convert(timeout)));
    }

    /** A client of a whole cluster, which goes on at another node when it loses one. */
    public static ClientBuilder builder() {
        return new ClientBuilder();
    }

    /** The id of the node: 16 characters. */
    public String self() {
        return call(new Request(Verb.SELF)).text();
    }

    /** {@link #self} as a future. */
    public CompletableFuture<String> selfAsync() {
        return async(new Request(Verb.SELF), Call::text);
    }

    /**
     * Which cluster this is, as text: another one in each, and after its data were lost and it
     * began anew. "" while the server belongs to none. Asks nobody.
     */
    public String identity() {
        return channel.identity();
    }

    /** What the server tells of itself: lines {@code key:value}, in sections. */
    public String info() {
        return call(new Request(Verb.INFO)).text();
    }

    /** {@link #info} as a future. */
    public CompletableFuture<String> infoAsync() {
        return async(new Request(Verb.INFO), Call::text);
    }

    /** Has the node leave its cluster, and end; returns once it has begun to. */
    public void leave() {
        call(new Request(Verb.LEAVE)).nothing();
    }

    /**
     * Has the node begin the next epoch of its cluster, alone, with all that it and the others it
     * can reach have: when the majority is lost for good. Returns once it has begun to; the
     * connection ends then. What only the lost ones had is lost.
     *
     * @param epoch the one that the node is in, as it is in {@link #info}
     */
    public void recover(String epoch) {
        call(new Request(Verb.RECOVER).value(epoch.getBytes(StandardCharsets.UTF_8))).nothing();
    }

    /** {@link #leave} as a future. */
    public CompletableFuture<Void> leaveAsync() {
        return async(new Request(Verb.LEAVE), Call::nothing);
    }

    /**
     * Shows the files that match a glob as of that revision to a listener, in order, on this
     * thread, with a bounded number of them in memory. The time-out is for each file to come.
     *
     * @throws TooLateException also in the middle, when the listener has taken longer than the
     *     server keeps that revision
     */
    public void walk(String glob, long revision, WalkListener listener) {
        walk(new WalkFeed(channel, glob, revision, Feed.MAX_ITEMS), listener);
    }

    /** Tests have one with a small queue. */
    void walk(WalkFeed feed, WalkListener listener) {
        feed.open(deadline());
        try {
            while (true) {
                WalkedFile file = feed.next(deadline());
                if (file == null || !listener.onFile(file)) return;
            }
        } finally {
            feed.close("the walk has ended");
        }
    }

    /**
     * Begins to take all that the cluster holds as of now, for a backup; returns once it is known
     * how much that is. It comes over a connection of its own, from the server that this client is
     * connected to, and is to be closed.
     *
     * @throws NoQuorumException when the state of now cannot be known: {@link DumpOptions#local}
     * @throws NotAllowedException when this client may not write
     * @throws ConnectionLostException when there is no connection for it
     * @throws DoozerException with the code RANGE when the server gives as many as it may
     */
    public Dump dump(DumpOptions options) {
        // A client that follows its cluster leaves a member without a quorum for this.
        if (options.isLocal()) self();
        else rev();
        Link link = channel.another(timeoutNanos == 0 ? Deadline.after(CONNECT_NANOS) : deadline());
        return new Dump(link, options, this::deadline).begin(dumps());
    }

    private OpenDumps dumps() {
        return whole == null ? ownDumps() : whole.ownDumps();
    }

    private synchronized OpenDumps ownDumps() {
        if (dumps == null) dumps = new OpenDumps();
        if (isClosed) dumps.end();
        return dumps;
    }

    /**
     * The changes of files that match a glob, from now on: of all that happen after this returns,
     * whoever makes them. Whether the server refuses it is told by {@link Watch#next()}.
     */
    public Watch watch(String glob) {
        return watch(WatchOptions.of(glob));
    }

    /**
     * The changes of files that match a glob, from a revision on, those of the past first.
     *
     * @param from the first revision of interest; below 1 the beginning of the history
     */
    public Watch watch(String glob, long from) {
        return watch(WatchOptions.of(glob).from(from));
    }

    /**
     * What a watch has that is asked for in more words. Whether the server refuses it is told by
     * {@link Watch#next()}.
     */
    public Watch watch(WatchOptions options) {
        return watch(feed(options));
    }

    private WatchFeed feed(WatchOptions options) {
        return new WatchFeed(channel, options, Feed.MAX_ITEMS);
    }

    /** Tests have one with a small queue. */
    Watch watch(WatchFeed feed) {
        feed.begin(deadline());
        return new Watch(feed);
    }

    /** As {@link #watch(String, long)}, with callbacks on the callback thread. */
    public WatchHandle watch(String glob, long from, WatchListener listener) {
        return watch(WatchOptions.of(glob).from(from), listener);
    }

    /** As {@link #watch(String)}, with callbacks on the callback thread. */
    public WatchHandle watch(String glob, WatchListener listener) {
        return watch(WatchOptions.of(glob), listener);
    }

    /** As {@link #watch(WatchOptions)}, with callbacks on the callback thread. */
    public WatchHandle watch(WatchOptions options, WatchListener listener) {
        return watch(feed(options), listener);
    }

    /** Tests have one with a small queue. */
    WatchHandle watch(WatchFeed feed, WatchListener listener) {
        feed.begin(deadline());
        return new Delivery(feed, listener, callbacks()).begin();
    }

    /**
     * A watch for each who subscribes, which sends no more than is requested, on the callback
     * thread, and lets no event be lost meanwhile: those of a subscriber that lags are fetched
     * from the server's history later. It never completes: what ends it is an error.
     */
    public Flow.Publisher<Event> watchPublisher(WatchOptions options) {
        return new WatchPublisher(() -> feed(options), callbacks(), this::deadline);
    }

    /**
     * Opens a session.
     *
     * @param ttl how long it is to live without a sign of life, from 500 ms to a day
     * @throws DoozerException with the code RANGE when that is out of bounds, or there are too many
     */
    public Session openSession(Duration ttl) {
        return openSession(ttl, "");
    }

    /**
     * As {@link #openSession(Duration)}.
     *
     * @param name for people, the content of {@code /ctl/sess/<id>}; at most 1024 bytes
     */
    public Session openSession(Duration ttl, String name) {
        return openSession(ttl, name, Time.SYSTEM);
    }

    /** Tests have another time. */
    Session openSession(Duration ttl, String name, Time time) {
        return Session.open(whole == null ? this : whole, time, Session.request(ttl, name));
    }

    @Override
    Deadline deadline() {
        return Deadline.after(timeoutNanos);
    }

    @Override
    Channel channel() {
        return channel;
    }

    @Override
    Callbacks callbacks() {
        return whole == null ? ownCallbacks() : whole.ownCallbacks();
    }

    private synchronized Callbacks ownCallbacks() {
        if (callbacks == null) {
            callbacks = new Callbacks(channel.threadName("callbacks"), executor);
        }
        return callbacks;
    }

    synchronized Clockwork clock() {
        if (clock == null) clock = new Clockwork(channel.threadName("clock"));
        return clock;
    }

    synchronized OpenSessions sessions() {
        if (sessions == null) sessions = new OpenSessions();
        return sessions;
    }

    /**
     * Closes the connection. Whoever waits for an answer gets {@link ClosedException}, listeners
     * learn that nothing more comes, sessions that were not closed end when their time is over, and
     * the threads of this client end by themselves. A second call does nothing.
     */
    @Override
    public void close() {
        if (whole != null) {
            whole.close();
            return;
        }
        channel.close();
        OpenSessions open;
        synchronized (this) {
            open = sessions;
            isClosed = true;
            if (dumps != null) dumps.end();
            if (callbacks != null) callbacks.close();
            if (clock != null) clock.close();
        }
        if (open != null) open.end();
    }
}
