package doozer.bench.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The client's end of a connection, as thin as it can be and the same for all that is measured: a
 * blocking socket, one system call to write and one to read. Owned by one thread.
 */
class Pipe implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    /** What has arrived and was not looked at. */
    final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
    /** What is to be written by {@link #flush}. */
    final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final SocketChannel channel;

    Pipe(int port) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        channel = SocketChannel.open(new InetSocketAddress(here, port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    final void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) channel.write(out);
        out.clear();
    }

    /** Waits for more. */
    final void fill() throws IOException {
        in.compact();
        if (channel.read(in) < 0) throw new EOFException("the server has closed the connection");
        in.flip();
    }

    @Override
    public final void close() throws IOException {
        channel.close();
    }
}
