package doozer.net;

import doozer.wire.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A listening socket. Owned by the loop's thread once the loop runs. */
final class Listener {
    private static final int BACKLOG = 4096;
    /** How long to leave new connections alone when the process has no descriptor for one. */
    private static final long REST_NANOS = 100_000_000;

    private final ServerSocketChannel channel;
    private final Door door;
    private SelectionKey key;
    private long restsUntilNanos;
    private boolean isResting;

    private Listener(ServerSocketChannel channel, Door door) {
        this.channel = channel;
        this.door = door;
    }

    /** Opens the socket; the message of what it throws says what is wrong with the address. */
    static Listener open(Address address, Selector selector, Door door)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(resolve(address), BACKLOG);
            channel.configureBlocking(false);
            Listener listener = new Listener(channel, door);
            listener.key = channel.register(selector, SelectionKey.OP_ACCEPT, listener);
            return listener;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The address to bind or connect to; a name is looked up, an empty one means all. */
    static InetSocketAddress resolve(Address address) throws UnknownHostException {
        if (address.host().isEmpty()) return new InetSocketAddress(address.port());
        return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
    }

    Door door() {
        return door;
    }

    int port() {
        return channel.socket().getLocalPort();
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It listens no more either way.
        }
    }

    /** The next connection, or null when there is none for now. */
    SocketChannel accept() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) return null;
        try {
            accepted.configureBlocking(false);
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // A watcher may be silent for ever, and its machine gone without a word.
            accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            return accepted;
        } catch (IOException e) {
            accepted.close();
            throw e;
        }
    }

    /** Takes no new connection for a while. */
    void rest(long nowNanos) {
        isResting = true;
        restsUntilNanos = nowNanos + REST_NANOS;
        key.interestOps(0);
    }

    /** Goes on when the rest is over. Gives nanoseconds until then, or the largest long. */
    long wake(long nowNanos) {
        if (!isResting) return Long.MAX_VALUE;
        long left = restsUntilNanos - nowNanos;
        if (left > 0) return left;
        isResting = false;
        key.interestOps(SelectionKey.OP_ACCEPT);
        return Long.MAX_VALUE;
    }
}
