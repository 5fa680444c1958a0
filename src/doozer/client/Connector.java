package doozer.client;

import doozer.wire.Address;
import doozer.wire.DoozerUri;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
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
        ConnectionLostException failure = null;
        for (Address address : uri.addresses()) {
            try {
                return connector.connect(address);
            } catch (ConnectionLostException e) {
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
            } catch (ConnectionLostException e) {
                if (i + 1 == all.length || deadline.isOver()) throw e;
            }
        }
    }

    private static InetAddress[] lookUp(Address address) {
        try {
            return InetAddress.getAllByName(address.host().isEmpty() ? "127.0.0.1"
                    : address.host());
        } catch (UnknownHostException e) {
            throw failed(address, "no such host", e);
        }
    }

    private Link connect(InetSocketAddress at, Address address, Deadline deadline) {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            // Without, a server that vanishes while nothing is sent to it is never missed.
            socket.setKeepAlive(true);
            socket.connect(at, (int) Math.min(deadline.millisLeft(), Integer.MAX_VALUE));
            Link link = new Link(socket, address.toString(), 1);
            link.start();
            greet(link, address, deadline);
            return link;
        } catch (IOException e) {
            close(socket);
            throw failed(address, e.getMessage(), e);
        }
    }

    private void greet(Link link, Address address, Deadline deadline) {
        try {
            hello(link, address, deadline);
            if (secret.isEmpty()) return;
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            link.call(new Request(Verb.ACCESS).value(bytes), deadline).answer();
        } catch (DoozerException e) {
            link.close();
            // Refused by one, the secret is refused by all: they share it.
            if (e.code() != null || e instanceof ConnectionLostException lost && isOurs(lost)) {
                throw e;
            }
            throw failed(address, e instanceof DoozerTimeoutException
                    ? "it does not answer" : e.getMessage(), e);
        }
    }

    private static boolean isOurs(ConnectionLostException e) {
        return e.getMessage().startsWith("cannot connect to ");
    }

    private static void hello(Link link, Address address, Deadline deadline) {
        SyncCall call = link.call(new Request(Verb.HELLO).rev(VERSION), deadline);
        long version;
        try {
            version = call.answer().rev();
        } catch (DoozerException e) {
            if (e.code() != ErrorCode.UNKNOWN_VERB) throw e;
            throw failed(address, "it is older than the protocol that this client speaks, version "
                    + VERSION + ": it does not know HELLO", e);
        }
        if (version == VERSION) return;
        throw failed(address, "it wants to speak version " + version + " of the protocol, and this"
                + " client speaks " + VERSION, null);
    }

    private static ConnectionLostException failed(Address address, String why, Exception cause) {
        return new ConnectionLostException("cannot connect to " + address + ": " + why, cause,
                false);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was never open.
        }
    }
}
