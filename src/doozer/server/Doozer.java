package doozer.server;

import doozer.net.Loop;
import doozer.net.LoopOptions;
import doozer.net.PeerSecret;
import doozer.node.Effects;
import doozer.node.Incarnation;
import doozer.node.Secrets;
import doozer.node.Settings;
import doozer.wire.Address;
import doozer.wire.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * A running server: a node, the loop that carries it, and the one thread of both. Several may run
 * in one process. Its methods may be called by any thread.
 */
public final class Doozer implements AutoCloseable {
    /** Bytes queued for another node, from which on what can be asked for again is dropped. */
    private static final int LINK_BUFFER_BYTES = 4 << 20;
    /** How long {@link #close} waits for an orderly end. */
    private static final long CLOSE_MILLIS = 5_000;

    private final Shell shell;
    private final Thread thread;
    private final Address address;

    private Doozer(Shell shell, Log log, Address address) {
        this.shell = shell;
        this.address = address;
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
     * Starts a server, which answers once this returns.
     *
     * @throws OptionException when the options do not fit this machine; the message is one line
     */
    public static Doozer start(Options options, Log log) throws OptionException {
        Address listen = options.listen();
        try {
            Shell shell = new Shell(new LoopOptions(options.maxConnections(),
                    options.outBufferBytes(), options.maxValueBytes(), options.halfFrameNanos(),
                    webPage(options), new LoopOptions.Links(new PeerSecret(options.rwSecret()),
                            LINK_BUFFER_BYTES, options.timeoutNanos())), log);
            int port = shell.listen(listen);
            Settings settings = settingsOrAbandon(options, port, shell);
            shell.begin(settings, Doozer::anew);
            Address bound = new Address(listen.host(), port);
            Doozer server = new Doozer(shell, log, bound);
            server.thread.start();
            log.info("started", "version", Version.text(), "id", server.id(), "cluster",
                    options.cluster(), "listen", bound, "advertise", settings.identity().address());
            if (!bound.isLoopback() && options.rwSecret().isEmpty()) {
                log.warn("open-to-strangers", "listen", bound,
                        "advice", "set DOOZER_RWSECRET, or listen on loopback");
            }
            return server;
        } catch (IOException e) {
            throw OptionException.badOption(Host.cannotListen(listen, e));
        }
    }

    private static Settings settingsOrAbandon(Options options, int port, Shell shell)
            throws OptionException {
        try {
            return settings(options, port);
        } catch (OptionException | RuntimeException e) {
            shell.loop().abandon();
            throw e;
        }
    }

    private static Settings settings(Options options, int port) throws OptionException {
        Address advertise = Host.toAdvertise(options.advertise(), port);
        SecureRandom random = new SecureRandom();
        return new Settings(
                new Settings.Identity(newIncarnation(random), options.cluster(),
                        advertise.toString(), Host.name(), Version.text()),
                new Secrets(options.rwSecret(), options.roSecret()),
                options.compat(),
                new Settings.Bounds(options.historyRevisions(), options.historyBytes(),
                        options.maxValueBytes(), options.maxWatches(), options.maxOutstanding()),
                Settings.Cluster.alone(random.nextLong()));
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

    private static String webPage(Options options) {
        if (options.web().isEmpty()) return "There is no web page (-web false).";
        return "The web page, once it is built, is at port " + options.web().get().port()
                + " (-web).";
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

    /** The id of its node: 16 characters. It may get another, with a line in the log. */
    public String id() {
        return shell.id();
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
        if (isInterrupted) Thread.currentThread().interrupt();
    }
}
