package doozer.bench.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A process that passes messages on and does nothing else: with one hop back to the client it is an
 * echo, in a row of three it is what no replicated store on such a loop can be faster than. Its
 * turns are those of a node: read all that is ready, then write everything. Owned by its thread.
 *
 * <p>The first byte on a connection is who speaks; a node speaks only on those that it has opened.
 */
public final class Relay implements Consumer<SelectionKey> {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final Peer[] peers = new Peer[64];
    private final List<Peer> dirty = new ArrayList<>();

    private Relay() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** One connection. */
    private static final class Peer {
        final SocketChannel channel;
        final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
        final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
        boolean isKnown;
        boolean isDirty;

        Peer(SocketChannel channel) throws IOException {
            this.channel = channel;
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /** Says its port, is told its number and the ports of all in a line, and runs till killed. */
    public static void main(String[] arguments) throws IOException {
        Relay relay = new Relay();
        System.out.println(" INFO started port=" + relay.listener.socket().getLocalPort());
        String[] told = new BufferedReader(new InputStreamReader(System.in)).readLine().split(" ");
        int self = Integer.parseInt(told[0]);
        for (int i = 1; i < told.length; i++) {
            if (i - 1 != self) relay.dial(self, i - 1, Integer.parseInt(told[i]));
        }
        while (true) relay.turn();
    }

    private void dial(int self, int other, int port) throws IOException {
        Peer peer = new Peer(SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        peer.channel.configureBlocking(false);
        peer.channel.register(selector, SelectionKey.OP_READ, peer);
        peer.isKnown = true;
        peer.channel.write(ByteBuffer.wrap(new byte[] {(byte) self}));
        peers[other] = peer;
    }

    private void turn() throws IOException {
        selector.select(this);
        for (Peer peer : dirty) {
            peer.isDirty = false;
            peer.out.flip();
            while (peer.out.hasRemaining()) peer.channel.write(peer.out);
            peer.out.clear();
        }
        dirty.clear();
    }

    @Override
    public void accept(SelectionKey key) {
        try {
            if (key.attachment() instanceof Peer peer) read(peer, key);
            else admit(listener.accept());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Peer(channel));
    }

    private void read(Peer peer, SelectionKey key) throws IOException {
        if (peer.channel.read(peer.in) < 0) {
            key.cancel();
            return;
        }
        ByteBuffer in = peer.in.flip();
        if (!peer.isKnown) {
            peer.isKnown = true;
            int number = in.get();
            if (number >= Route.FIRST_CLIENT) peers[number] = peer;
        }
        while (in.remaining() >= 4 && in.remaining() >= 4 + in.getInt(in.position())) pass(in);
        in.compact();
    }

    private void pass(ByteBuffer in) {
        int end = in.position() + 4 + in.getInt(in.position());
        int payload = in.position() + 5 + in.get(in.position() + 4);
        in.position(in.position() + 5);
        while (in.position() < payload) {
            Peer next = peers[in.get()];
            int routeBytes = in.get();
            next.out.putInt(1 + routeBytes + end - payload).put((byte) routeBytes);
            next.out.put(in.slice(in.position(), routeBytes));
            next.out.put(in.slice(payload, end - payload));
            in.position(in.position() + routeBytes);
            if (!next.isDirty) dirty.add(next);
            next.isDirty = true;
        }
        in.position(end);
    }
}
