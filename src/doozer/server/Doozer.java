package doozer.server;

import doozer.net.Loop;
import doozer.net.LoopOptions;
import doozer.net.PeerSecret;
import doozer.node.Effects;
import doozer.node.Incarnation;
import doozer.node.InitialState;
import doozer.node.Secrets;
import doozer.node.Settings;
import doozer.paxos.Timing;
import doozer.wire.Address;
import doozer.wire.DoozerUri;
import doozer.wire.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A running server: a node, the loop that carries it, and the one thread of both. Several may run
 * in one process. Its methods may be called by any thread.
 */
public final class Doozer implements AutoCloseable {
    private static final int MIN_LOG_BYTES = 1 << 20;
    private static final int LOG_PART_OF_HEAP = 16;
    /** Bytes queued for another node, from which on what can be asked for again is dropped. */
    private static final int LINK_BUFFER_BYTES = 4 << 20;
    /** Bytes queued for all pages. */
    private static final long MAX_PAGES_BYTES = 64 << 20;
    private static final int PAGES_PART_OF_HEAP = 16;
    /** How long {@link #close} waits for an orderly end. */
    private static final long CLOSE_MILLIS = 5_000;
    /** What is left at least for taking its address out of a DzNS, and at most. */
    private static final long LEAST_MILLIS = 200;
    private static final long MOST_MILLIS = 1_000;

    private final Shell shell;
    private final Thread thread;
    private final Address address;
    private final Boot boot;

    private Doozer(Shell shell, Log log, Address address, Boot boot) {
        this.shell = shell;
        this.address = address;
        this.boot = boot;
        thread = new Thread(new Runner(shell.loop(), log), "doozer " + address);
    }

    /** Runs the loop, and says so if it ends by itself. */
    private record Runner(Loop loop, Log log) implements Runnable {
        @Override
        public void run() {
            try {
                loop.run();
            } catch (RuntimeException | Error e) {
                log.error("failed", "cause", e);
                e.printStackTrace();
                throw e;
            }
        }
    }

    /**
     * Starts a server, which answers once this returns. With a cluster to boot from that may be
     * late, or never: interrupting the thread ends it.
     *
     * @throws OptionException when the options do not fit this machine; the message is one line
     */
    public static Doozer start(Options options, Log log) throws OptionException {
        Watchers watchers = new Watchers(options, log);
        Place place = Listening.first(Listening.candidates(options), new Opener(options, log));
        Shell shell = place.shell();
        shell.watchedBy(watchers);
        Address bound = place.address();
        Listening.tell(options, bound, log);
        Plan plan = planOrAbandon(options, place, log);
        shell.web().addHost(plan.settings().identity());
        shell.begin(plan.settings(), Doozer::anew, plan.state());
        Doozer server = new Doozer(shell, log, bound, plan.boot());
        server.thread.start();
        log.info("started", "version", Version.text(), "id", server.id(), "cluster",
                options.cluster(), "listen", bound,
                "advertise", plan.settings().identity().address());
        shell.web().tell(log);
        if (!bound.isLoopback() && options.rwSecret().isEmpty()) {
            log.warn("open-to-strangers", "listen", bound,
                    "advice", "set DOOZER_RWSECRET, or listen on loopback");
        }
        return server;
    }

    /** What listens, and where, with the port that it got. */
    private record Place(Shell shell, Address address) { }

    /** A loop that could not listen is of no further use: each attempt has one of its own. */
    private record Opener(Options options, Log log) implements Listening.Attempt<Place> {
        @Override
        public Place at(Address address) throws IOException {
            Shell shell = new Shell(loopOptions(options), log);
            return new Place(shell, new Address(address.host(), shell.listen(address)));
        }
    }

    static LoopOptions loopOptions(Options options) {
        return new LoopOptions(options.maxConnections(), options.outBufferBytes(),
                options.maxValueBytes(), options.halfFrameNanos(),
                Math.min(MAX_PAGES_BYTES, Runtime.getRuntime().maxMemory() / PAGES_PART_OF_HEAP),
                new LoopOptions.Links(new PeerSecret(options.peerSecret()), LINK_BUFFER_BYTES,
                        options.timeoutNanos()));
    }

    /**
     * What the node is told, what found its cluster in another one, or null, and what it brings, or
     * null.
     */
    private record Plan(Settings settings, Boot boot, InitialState state) { }

    private static Plan planOrAbandon(Options options, Place place, Log log)
            throws OptionException {
        try {
            place.shell().web().listen(options);
            return plan(options, place.address(), log);
        } catch (OptionException | RuntimeException e) {
            place.shell().loop().abandon();
            throw e;
        }
    }

    private static Plan plan(Options options, Address bound, Log log) throws OptionException {
        Address advertise = toAdvertise(options, bound);
        InitialState state = Restoring.read(options, log);
        SecureRandom random = new SecureRandom();
        Settings.Identity self = new Settings.Identity(newIncarnation(random), options.cluster(),
                advertise.toString(), Host.name(), Version.text());
        Boot boot = null;
        List<String> peers = options.peers();
        if (options.boot().isPresent()) {
            DoozerUri uri = options.boot().get();
            Host.checkReachable(advertise, uri);
            boot = new Boot(self, peers, new BootWorld(uri, bound, advertise), log);
            peers = boot.begin();
        }
        return new Plan(settings(options, self, cluster(options, peers, random.nextLong())), boot,
                state);
    }

    /** What others are told: what is set, or where we listen, as those see it whom we join. */
    private static Address toAdvertise(Options options, Address bound) throws OptionException {
        boolean isSet = options.source(Option.ADVERTISE) != Options.Source.DEFAULT;
        List<Address> others = new ArrayList<>();
        for (String peer : options.peers()) others.add(Address.parse(peer));
        if (options.boot().isPresent()) others.addAll(options.boot().get().addresses());
        return Host.toAdvertise(isSet ? options.advertise() : bound, bound.port(), others);
    }

    private static Settings settings(Options options, Settings.Identity self,
            Settings.Cluster cluster) {
        return new Settings(
                self,
                new Secrets(options.rwSecret(), options.roSecret()),
                options.compat(),
                new Settings.Bounds(options.historyRevisions(), options.historyBytes(),
                        options.maxValueBytes(), options.maxWatches(), options.maxOutstanding()),
                cluster);
    }

    private static Settings.Cluster cluster(Options options, List<String> peers, long seed) {
        int window = Settings.Cluster.alone(seed).window();
        return new Settings.Cluster(peers, options.voters(), window, seed,
                new Settings.Times(Timing.DEFAULT, options.timeoutNanos(), options.answerNanos()),
                logBounds(Runtime.getRuntime().maxMemory()), options.localReads());
    }

    /** The usual log, or less in a heap of which that would be more than a small part. */
    static Settings.LogBounds logBounds(long maxHeapBytes) {
        Settings.LogBounds usual = Settings.LogBounds.DEFAULT;
        long part = Math.max(MIN_LOG_BYTES, maxHeapBytes / LOG_PART_OF_HEAP);
        return new Settings.LogBounds(usual.slots(), (int) Math.min(usual.bytes(), part));
    }

    /** The same for another incarnation. */
    private static Settings anew(Settings old) {
        SecureRandom random = new SecureRandom();
        Settings.Identity identity = old.identity();
        Settings.Cluster cluster = old.cluster();
        return new Settings(
                new Settings.Identity(newIncarnation(random), identity.cluster(),
                        identity.address(), identity.hostname(), identity.version()),
                old.secrets(), old.compat(), old.bounds(),
                new Settings.Cluster(cluster.peers(), cluster.voters(), cluster.window(),
                        random.nextLong(), cluster.times(), cluster.log(), cluster.localReads()));
    }

    private static Incarnation newIncarnation(SecureRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        ByteBuffer bits = ByteBuffer.wrap(bytes);
        return new Incarnation(bits.getLong(), bits.getLong());
    }

    /** Where it listens, with the port that it got. */
    public Address address() {
        return address;
    }

    /** Where its web page is; nowhere if it has none. */
    public List<Address> web() {
        return shell.web().addresses();
    }

    /** The id of its node: 16 characters. It may get another, with a line in the log. */
    public String id() {
        return shell.id();
    }

    Shell shell() {
        return shell;
    }

    /** Whether it has ended as it was asked to through the cluster, rather than by itself. */
    boolean hasLeft() {
        return shell.ending() == Effects.Ending.LEFT;
    }

    /** Whether it has ended as other nodes do not want it: what it was told is wrong. */
    boolean isRefused() {
        return shell.ending() == Effects.Ending.REFUSED;
    }

    /** Waits until it has ended. */
    public void join() throws InterruptedException {
        thread.join();
    }

    /**
     * Ends it in order: hands over what it leads, lets go of its clients when nobody waits for what
     * it alone has, and waits for its thread, all within 5 s. It stays a member that the others
     * replace when they notice. A second call does nothing.
     */
    @Override
    public void close() {
        long begunNanos = System.nanoTime();
        shell.loop().execute(shell::stop);
        boolean isInterrupted = false;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        shell.loop().stop();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        // A DzNS that does not answer gets what is left of the time that a process has to end.
        long left = CLOSE_MILLIS - (System.nanoTime() - begunNanos) / 1_000_000;
        if (boot != null) boot.end(Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, left)));
        if (isInterrupted) Thread.currentThread().interrupt();
    }
}
