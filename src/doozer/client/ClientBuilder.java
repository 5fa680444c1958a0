package doozer.client;

import doozer.wire.Address;
import doozer.wire.DoozerUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * How a client is to be that follows its cluster: see {@link DoozerClient#builder}. Owned by one
 * thread; each method but the last gives itself.
 */
public final class ClientBuilder {
    private final List<Address> addresses = new ArrayList<>();
    private String secret = "";
    private Executor executor;
    private Duration timeout = Duration.ZERO;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration giveUpAfter = Duration.ZERO;

    ClientBuilder() {
    }

    /**
     * Adds a member, as {@code host:port} or {@code host}; the others are learned from it.
     *
     * @throws IllegalArgumentException when it is no address
     */
    public ClientBuilder address(String address) {
        addresses.add(Address.parse(address));
        return this;
    }

    /**
     * Adds what is in {@code doozer:?ca=host:port&sk=secret}.
     *
     * @throws IllegalArgumentException when it is no such URI
     */
    public ClientBuilder uri(String uri) {
        return uri(DoozerUri.parse(uri));
    }

    /** As {@link #uri(String)}. */
    public ClientBuilder uri(DoozerUri uri) {
        addresses.addAll(uri.addresses());
        return uri.secret().isEmpty() ? this : secret(uri.secret());
    }

    /** What is given to every member. */
    public ClientBuilder secret(String newSecret) {
        secret = newSecret;
        return this;
    }

    /**
     * Who runs callbacks: dependents of futures, listeners, subscribers. Without, a daemon thread
     * of the client does, which begins with the first. It may have many threads: a watch calls its
     * listener one event at a time anyway.
     */
    public ClientBuilder executor(Executor newExecutor) {
        executor = newExecutor;
        return this;
    }

    /** How long a call waits, fail-overs and all; zero, as without this: as long as it takes. */
    public ClientBuilder timeout(Duration newTimeout) {
        timeout = notNegative(newTimeout);
        return this;
    }

    /**
     * How long a member has to answer {@link #connect}, 10 seconds without this, if none answers
     * sooner; one that does not answer at all delays the others by a fraction of a second.
     */
    public ClientBuilder connectTimeout(Duration newTimeout) {
        connectTimeout = notNegative(newTimeout).isZero() ? connectTimeout : newTimeout;
        return this;
    }

    /**
     * How long the client may be without any connection, until everything that waits fails with
     * {@link ConnectionLostException} and the client is of no further use; zero, as without this,
     * for good.
     */
    public ClientBuilder giveUpAfter(Duration newLimit) {
        giveUpAfter = notNegative(newLimit);
        return this;
    }

    private static Duration notNegative(Duration duration) {
        if (!duration.isNegative()) return duration;
        throw new IllegalArgumentException("a time-out below zero: " + duration);
    }

    /**
     * Connects to a member that answers.
     *
     * @throws IllegalArgumentException when there is no address
     * @throws ConnectionLostException when none answers as a server of this protocol in time
     * @throws NotAllowedException when the secret is refused
     */
    public DoozerClient connect() {
        return connect(Timing.USUAL);
    }

    /** Tests have less time. */
    DoozerClient connect(Timing timing) {
        if (addresses.isEmpty()) throw new IllegalArgumentException("no address is given");
        Connector connector = new Connector(secret, true);
        Clockwork clock = new Clockwork("doozer client clock " + addresses.get(0));
        Cluster cluster = new Cluster(new Cluster.Parts(connector, addresses, timing, clock,
                TimeUnit.NANOSECONDS.convert(giveUpAfter)));
        cluster.begin(connector.connectToAny(addresses,
                TimeUnit.NANOSECONDS.convert(connectTimeout)));
        return new DoozerClient(cluster, clock, executor, TimeUnit.NANOSECONDS.convert(timeout));
    }
}
