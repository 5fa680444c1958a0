package doozer.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A TCP proxy that can be broken: what comes to its port goes to the target, unless it is told
 * otherwise. Its methods may be called by any thread.
 */
final class FaultProxy implements AutoCloseable {
    /** Which way bytes go. */
    enum Direction { TO_TARGET, FROM_TARGET }

    private final InetSocketAddress target;
    private final int port;
    /** Guards everything below, and tells those who wait for a change. */
    private final Object lock = new Object();
    private final Set<Direction> cut = EnumSet.noneOf(Direction.class);
    private final List<ProxiedConnection> connections = new ArrayList<>();
    private ServerSocket listener;
    private Thread acceptor;
    private long delayNanos;
    private long bytesPerSecond = Long.MAX_VALUE;
    private boolean isClosed;

    private FaultProxy(int port, InetSocketAddress target) {
        this.port = port;
        this.target = target;
    }

    /** Listens on a port of loopback; the target is dialled for each connection that comes. */
    static FaultProxy start(int port, InetSocketAddress target) {
        FaultProxy proxy = new FaultProxy(port, target);
        proxy.listen();
        return proxy;
    }

    int port() {
        return port;
    }

    private void listen() {
        synchronized (lock) {
            if (listener != null || isClosed) return;
            try {
                listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new DrillException("a proxy cannot listen on port " + port, e);
            }
            ServerSocket mine = listener;
            acceptor = start(() -> accept(mine), "accepts");
        }
    }

    Thread start(Runnable work, String what) {
        Thread thread = new Thread(work, "proxy " + port + " " + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept(ServerSocket mine) {
        while (true) {
            Socket near;
            try {
                near = mine.accept();
            } catch (IOException e) {
                // Closed: by refuse, or by close.
                return;
            }
            start(() -> dial(near), "dials");
        }
    }

    /** A target that refuses is passed on as a connection that ends at once. */
    private void dial(Socket near) {
        Socket far = new Socket();
        ProxiedConnection connection = new ProxiedConnection(this, near, far);
        try {
            synchronized (lock) {
                if (isClosed) throw new IOException("the proxy is closed");
                connections.add(connection);
            }
            awaitOpen(Direction.TO_TARGET);
            far.connect(target);
            connection.begin();
        } catch (IOException e) {
            connection.reset();
        }
    }

    /**
     * A black hole: connections stay open and new ones are taken, but nothing goes that way. What
     * is sent meanwhile arrives after {@link #heal}, as with a network that loses packets.
     */
    void cut(Direction direction) {
        synchronized (lock) {
            cut.add(direction);
            lock.notifyAll();
        }
    }

    /** New connections are refused; those that are there stay. */
    void refuse() {
        synchronized (lock) {
            closeListener();
        }
    }

    /** Breaks every connection that is there, as a crash does; new ones are taken. */
    void resetAll() {
        List<ProxiedConnection> all;
        synchronized (lock) {
            all = List.copyOf(connections);
        }
        all.forEach(ProxiedConnection::reset);
    }

    /** Everything arrives that much later, both ways. */
    void delay(long nanos) {
        synchronized (lock) {
            delayNanos = nanos;
        }
    }

    /** No connection carries more than that, each way. */
    void throttle(long newBytesPerSecond) {
        synchronized (lock) {
            bytesPerSecond = newBytesPerSecond;
        }
    }

    /** Nothing is broken any more. */
    void heal() {
        synchronized (lock) {
            cut.clear();
            delayNanos = 0;
            bytesPerSecond = Long.MAX_VALUE;
            lock.notifyAll();
        }
        listen();
    }

    /** How many connections go through it. */
    int connections() {
        synchronized (lock) {
            return connections.size();
        }
    }

    // What a connection asks.

    /** Waits while that way is cut. */
    void awaitOpen(Direction direction) throws IOException {
        synchronized (lock) {
            while (cut.contains(direction) && !isClosed) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
            }
            if (isClosed) throw new IOException("the proxy is closed");
        }
    }

    long delayNanos() {
        synchronized (lock) {
            return delayNanos;
        }
    }

    /** How long that many bytes take. */
    long nanosFor(int bytes) {
        synchronized (lock) {
            return bytesPerSecond == Long.MAX_VALUE ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
        }
    }

    void ended(ProxiedConnection connection) {
        synchronized (lock) {
            connections.remove(connection);
        }
    }

    private void closeListener() {
        if (listener == null) return;
        try {
            listener.close();
        } catch (IOException e) {
            throw new DrillException("cannot close the port " + port, e);
        }
        listener = null;
        try {
            // Until it has returned from its wait the system goes on taking connections.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            isClosed = true;
            closeListener();
            lock.notifyAll();
        }
        resetAll();
    }
}
