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

/** Finds a server that answers. Owned by the calling thread. */
final class Connector {
    /** The version of the protocol that this client speaks. */
    private static final int VERSION = 1;

    private final String secret;
    private final long timeoutNanos;

    private Connector(String secret, long timeoutNanos) {
        this.secret = secret;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * Connects to the first address of a URI that answers, and gives it the URI's secret.
     *
     * @param timeoutNanos for each address, until it has taken the secret
     */
    static Link connect(DoozerUri uri, long timeoutNanos) {
        if (uri.addresses().isEmpty()) {
            throw new IllegalArgumentException("the URI " + uri + " names no address: add ca=");
        }
        Connector connector = new Connector(uri.secret(), timeoutNanos);
        DoozerException failure = null;
        for (Address address : uri.addresses()) {
            try {
                return connector.connect(address);
            } catch (DoozerException e) {
                // Refused by one, the secret is refused by all: they share it.
                if (e.code() != null) throw e;
                if (failure != null) e.addSuppressed(failure);
                failure = e;
            }
        }
        throw failure;
    }

    /** Tries each IP address that a name stands for. */
    private Link connect(Address address) {
        Deadline deadline = Deadline.after(timeoutNanos);
        InetAddress[] all = lookUp(address);
        for (int i = 0; ; i++) {
            try {
                return connect(new InetSocketAddress(all[i], address.port()), address, deadline);
            } catch (DoozerException e) {
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
            return greeted(new Link(socket, address.toString()), address, deadline);
        } catch (IOException e) {
            close(socket);
            throw Failures.cannotConnect(address, e.getMessage(), e);
        }
    }

    private Link greeted(Link link, Address address, Deadline deadline) {
        try {
            link.start();
            greet(link, deadline);
            return link;
        } catch (DoozerException e) {
            link.close();
            if (e.code() != null) throw e;
            throw Failures.cannotConnect(address, e instanceof DoozerTimeoutException
                    ? "it does not answer" : e.getMessage(), e);
        }
    }

    private void greet(Link link, Deadline deadline) {
        Call hello = link.call(new Request(Verb.HELLO).rev(VERSION), deadline);
        // In this order: ErrorCode is not loaded unless there is one.
        if (hello.refusal() != 0 && hello.refusal() == ErrorCode.UNKNOWN_VERB.number()) {
            throw Failures.malformed("it is older than the protocol of this client: it does not"
                    + " know HELLO");
        }
        long version = hello.answer().rev();
        if (version != VERSION) {
            throw Failures.malformed("it wants to speak version " + version + " of the protocol,"
                    + " and this client speaks " + VERSION);
        }
        if (secret.isEmpty()) return;
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        link.call(new Request(Verb.ACCESS).value(bytes), deadline).answer();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was never open.
        }
    }
}
