package doozer.net;

import doozer.wire.BadFrameException;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.ResponseDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/**
 * The other end of a connection, written as plainly as old clients are: a blocking socket that does
 * what it is told. Its time limit only keeps a test that has failed from hanging. One thread may
 * write while another reads.
 */
public final class LoopPeer implements AutoCloseable {
    /** How long an answer may take on the slowest machine there is. */
    public static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10).flip();

    private LoopPeer(Socket socket) {
        this.socket = socket;
    }

    /** Connects to that port of this host. */
    public static LoopPeer connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** Connects with a receive buffer of that size, which then never grows; 0 for the default. */
    public static LoopPeer connect(int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) socket.setReceiveBufferSize(receiveBufferBytes);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        InetAddress here = InetAddress.getLoopbackAddress();
        socket.connect(new InetSocketAddress(here, port), PATIENCE_MILLIS);
        return new LoopPeer(socket);
    }

    /** The address of this end, as the other end sees it. */
    public String address() {
        return String.valueOf(socket.getLocalSocketAddress()).substring(1);
    }

    /** Writes those bytes, and waits for room if need be. */
    public void write(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Writes those requests, all at once. */
    public void send(Request... requests) throws IOException {
        write(encode(requests));
    }

    /** The frames of those requests. */
    public static byte[] encode(Request... requests) {
        Output out = new Output(256);
        for (Request request : requests) request.encode(out);
        return out.toByteArray();
    }

    /** Sends a request, and gives what is answered next, which has to have its tag. */
    public Response call(Request request) throws IOException {
        send(request);
        return receive(request.tag());
    }

    /** The next answer, which has to have that tag. */
    public Response receive(long tag) throws IOException {
        ResponseDecoder.Tagged next = receive();
        if (next.tag() != tag) {
            throw new AssertionError("tag " + next.tag() + " instead of " + tag + ": "
                    + next.response());
        }
        return next.response();
    }

    /**
     * The next answer.
     *
     * @throws EOFException when the other end has closed the connection in order
     */
    public ResponseDecoder.Tagged receive() throws IOException {
        try {
            while (true) {
                ResponseDecoder.Tagged next = decoder.next(in);
                if (next != null) return next;
                int count = socket.getInputStream().read(in.array());
                if (count < 0 && decoder.isMidFrame()) throw new AssertionError("half an answer");
                if (count < 0) throw new EOFException();
                in.position(0).limit(count);
            }
        } catch (BadFrameException e) {
            throw new AssertionError("an answer is no frame", e);
        }
    }

    /** Up to so many bytes as they come, fewer only at the end of the connection. */
    public byte[] readBytes(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Whether the connection ends without a further answer: in order, or reset. */
    public boolean isClosedByOther() throws IOException {
        try {
            return isEndedInOrder();
        } catch (SocketException e) {
            return true;
        }
    }

    /** Whether the connection ends in order without a further answer. */
    public boolean isEndedInOrder() throws IOException {
        return !in.hasRemaining() && socket.getInputStream().read() < 0;
    }

    /** Says that nothing more is sent. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Ends the connection in order. */
    public void leave() throws IOException {
        socket.close();
    }

    /** Ends the connection as a crash does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
