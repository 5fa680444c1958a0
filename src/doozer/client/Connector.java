package doozer.client;

import doozer.wire.Address;
import doozer.wire.DoozerUri;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Finds a server that answers, always of the same cluster. Any thread. */
final class Connector {
    /** The version of the protocol that this client speaks. */
    private static final int VERSION = 2;
    /** What a node says in {@code len} that takes part no more. */
    private static final int NO_PART = 1;
    /** How long an address has at first where there are others, and how much longer next time. */
    static final long FIRST_PATIENCE_NANOS = 300_000_000L;
    static final int PATIENCE_GROWTH = 4;

    private final String secret;
    /** Whether there are other members, if one takes part no more. */
    private final boolean isChoosy;
    /** Which cluster it was that answered first, as it tells itself; null before. */
    private final AtomicReference<String> cluster = new AtomicReference<>();

    /** One that gives that secret to each. */
    Connector(String secret) {
        this(secret, false);
    }

    /**
     * The same.
     *
     * @param isChoosy true to take no member that takes part in its cluster no more
     */
    Connector(String secret, boolean isChoosy) {
        this.secret = secret;
        this.isChoosy = isChoosy;
    }

    /** Which cluster it is, as the first to answer has told; "" if nobody has yet. */
    String identity() {
        String known = cluster.get();
        return known == null ? "" : known;
    }

    /** Connects to the first address of a URI that answers, and gives it the URI's secret. */
    static Link toAny(DoozerUri uri, long timeoutNanos) {
        if (uri.addresses().isEmpty()) {
            throw new IllegalArgumentException("the URI " + uri + " names no address: add ca=");
        }
        return new Connector(uri.secret()).connectToAny(uri.addresses(), timeoutNanos);
    }

    /**
     * Connects to the first address that answers. One that does not, neither this way nor that,
     * costs little at first: the others come next, and then it has more time.
     *
     * @param timeoutNanos for each address, until it has taken the secret
     */
    Link connectToAny(List<Address> addresses, long timeoutNanos) {
        List<Address> left = addresses;
        long patienceNanos = FIRST_PATIENCE_NANOS;
        DoozerException failure = null;
        while (true) {
            patienceNanos = left.size() == 1 ? timeoutNanos : Math.min(patienceNanos, timeoutNanos);
            List<Address> silent = new ArrayList<>();
            for (Address address : left) {
                Deadline deadline = Deadline.after(patienceNanos);
                try {
                    return connect(address, deadline, 0);
                } catch (DoozerException e) {
                    // Refused by one, the secret is refused by all: they share it.
                    if (e.code() != null) throw e;
                    if (failure != null) e.addSuppressed(failure);
                    failure = e;
                    if (deadline.isOver() && patienceNanos < timeoutNanos) silent.add(address);
                }
            }
            if (silent.isEmpty()) throw failure;
            left = silent;
            patienceNanos *= PATIENCE_GROWTH;
        }
    }

    /**
     * Connects to one address: tries each IP address that a name stands for.
     *
     * @param seen the state that the server must have come to, so that nobody is told of an older
     *     one than before; 0 for any
     */
    Link connect(Address address, Deadline deadline, long seen) {
        InetAddress[] all = lookUp(address);
        for (int i = 0; ; i++) {
            InetSocketAddress at = new InetSocketAddress(all[i], address.port());
            Deadline share = i + 1 == all.length ? deadline
                    : Deadline.after(deadline.nanosLeft() / (all.length - i));
            Link link = null;
            try {
                link = connect(at, address, share);
                greet(link, address, deadline);
                if (seen > 0) catchUp(link, address, deadline, seen);
                return link;
            } catch (DoozerException e) {
                if (link != null) link.close();
                if (e.code() != null || i + 1 == all.length || deadline.isOver()) throw e;
            }
        }
    }

    private static InetAddress[] lookUp(Address address) {
        try {
            return InetAddress.getAllByName(address.host().isEmpty() ? "127.0.0.1"
                    : address.host());
        } catch (IOException e) {
            throw Failures.cannotConnect(address, "there is no such host", e);
        }
    }

    private Link connect(InetSocketAddress at, Address address, Deadline deadline) {
        // Not by a proxy: what that takes to find out is a tenth of a short command's time.
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            socket.setTcpNoDelay(true);
            // Without, a server that vanishes while nothing is sent to it is never missed.
            socket.setKeepAlive(true);
            socket.connect(at, (int) Math.min(deadline.millisLeft(), Integer.MAX_VALUE));
            Link link = new Link(socket, address.toString());
            link.start(this);
            return link;
        } catch (IOException e) {
            close(socket);
            throw Failures.cannotConnect(address, e.getMessage(), e);
        }
    }

    private void greet(Link link, Address address, Deadline deadline) {
        try {
            greet(link, deadline);
        } catch (DoozerException e) {
            if (e.code() != null || e instanceof ClusterLostException) throw e;
            throw Failures.cannotConnect(address, e instanceof DoozerTimeoutException
                    ? "it does not answer" : e.getMessage(), e);
        }
    }

    /** Any state that is not older will do, one that has forgotten that revision too. */
    private static void catchUp(Link link, Address address, Deadline deadline, long seen) {
        DoozerException failure = null;
        try {
            Call state = link.call(new Request(Verb.STAT).path("/").rev(seen), deadline);
            if (state.refusal() != ErrorCode.READONLY.number()) state.ended();
            else failure = Failures.malformed("it waits for the others");
        } catch (DoozerException e) {
            failure = e;
        }
        if (failure == null) return;
        throw Failures.cannotConnect(address, "it has not come to revision " + seen
                + ", which this client has seen", failure);
    }

    private void greet(Link link, Deadline deadline) {
        Call hello = link.call(new Request(Verb.HELLO).rev(VERSION), deadline);
        // In this order: ErrorCode is not loaded unless there is one.
        if (hello.refusal() != 0 && hello.refusal() == ErrorCode.UNKNOWN_VERB.number()) {
            throw Failures.malformed("it is older than the protocol of this client: it does not"
                    + " know HELLO");
        }
        long version = hello.answer().rev();
        if (version < 1 || version > VERSION) {
            throw Failures.malformed("it wants to speak version " + version + " of the protocol,"
                    + " and this client speaks up to " + VERSION);
        }
        if (isChoosy && hello.answer().len() == NO_PART) {
            throw Failures.malformed("it takes part in its cluster no more: see its log");
        }
        recognize(hello.text());
        if (secret.isEmpty()) return;
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        link.call(new Request(Verb.ACCESS).value(bytes), deadline).answer();
    }

    /** Revisions and sessions mean something in one cluster only. */
    private void recognize(String told) {
        if (!told.isEmpty() && cluster.compareAndSet(null, told)) return;
        String known = cluster.get();
        if (known == null || known.equals(told)) return;
        if (told.isEmpty()) throw Failures.malformed("it belongs to no cluster yet");
        throw new ClusterLostException("the cluster that this client knew, " + known
                + ", is no more: another one answers, " + told, isLater(told, known));
    }

    /** Whether both are of one cluster, the first one recovered later: that is no mistake. */
    private static boolean isLater(String one, String other) {
        String[] later = one.split("-");
        String[] known = other.split("-");
        if (later.length != 3 || known.length != 3 || !later[0].equals(known[0])) return false;
        // Numbers without zeros before them: the longer is the higher.
        int byLength = Integer.compare(later[1].length(), known[1].length());
        return byLength > 0 || byLength == 0 && later[1].compareTo(known[1]) > 0;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was never open.
        }
    }
}
