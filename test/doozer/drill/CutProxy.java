package doozer.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The way to one member, whose address others are told. What other members send goes through as it
 * is; connections of clients suffer. Any thread.
 */
final class CutProxy implements AutoCloseable {
    /** What no client begins with, and every member does. */
    private static final int LINK = 0xdd;
    private static final int DIAL_MILLIS = 2_000;

    private final CutFaults faults;
    private final InetSocketAddress own;
    private final ServerSocket listener;
    /** All members that clients may be led to; filled before anything comes. */
    private final List<InetSocketAddress> members;
    private volatile InetSocketAddress route;

    /**
     * Begins to listen.
     *
     * @param members of all proxies of a cluster, each of which adds its own
     */
    CutProxy(CutFaults faults, InetSocketAddress own, List<InetSocketAddress> members) {
        this.faults = faults;
        this.own = own;
        this.members = members;
        route = own;
        members.add(own);
        int port = Ports.next();
        try {
            listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new DrillException("a proxy cannot listen on port " + port, e);
        }
        start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    static void start(Runnable work) {
        Thread thread = new Thread(work, "cutting proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                start(() -> connect(near));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        try {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            int first = near.getInputStream().read();
            if (first < 0) throw new IOException("it ended before it began");
            boolean isLink = first == LINK;
            far.connect(isLink || !faults.isOn() ? own : route, DIAL_MILLIS);
            far.getOutputStream().write(first);
            CutConnection connection = new CutConnection(this, near, far);
            if (isLink) connection.begin(null);
            else connection.begin(faults.nextConnection());
        } catch (IOException e) {
            CutConnection.close(near, true);
            CutConnection.close(far, true);
        }
    }

    CutFaults faults() {
        return faults;
    }

    /** The next client that comes is led to another member. */
    void redirect(Random chance) {
        List<InetSocketAddress> others = new ArrayList<>(members);
        others.remove(route);
        if (!others.isEmpty()) route = others.get(chance.nextInt(others.size()));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new DrillException("a proxy cannot be closed", e);
        }
    }
}
