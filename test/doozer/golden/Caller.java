package doozer.golden;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One connection to a server, and what its requests have shown of its dialect. One thread's. */
final class Caller implements AutoCloseable {
    static final int TAG = 1;
    static final int VERB = 2;
    static final int PATH = 4;
    static final int VALUE = 5;
    static final int OFFSET = 7;
    static final int LIMIT = 8;
    static final int REV = 9;

    private static final int CONNECT_MILLIS = 10_000;
    /** A safety net: an answer that has not come by then never will. */
    private static final int ANSWER_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final InputStream buffered;
    private final DataInputStream in;
    private final Map<Long, Message> requests = new HashMap<>();
    private boolean isUndecided = true;
    private boolean isMidFrame;
    private boolean isClosed;

    Caller(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        socket.setSoTimeout(ANSWER_MILLIS);
        buffered = new BufferedInputStream(socket.getInputStream());
        in = new DataInputStream(buffered);
    }

    /** Sends bytes in one write; they need not be frames. */
    void send(byte[] bytes) throws IOException {
        List<Message> messages = Message.decodeFrames(bytes);
        if (messages != null) messages.forEach(this::note);
        isMidFrame = messages == null;
        socket.getOutputStream().write(bytes);
    }

    /** Sends a part of a frame that the caller has taken note of. */
    void sendPart(int oneByte) throws IOException {
        socket.getOutputStream().write(oneByte);
    }

    /** Sends one request. */
    void send(Message request) throws IOException {
        send(request.frame());
    }

    /** Takes note of a request that is sent; where it comes in pieces, by whoever sends them. */
    void note(Message request) {
        requests.put(request.number(TAG), request);
        switch (request.int32(VERB)) {
            case Verbs.WAIT, Verbs.SELF, Verbs.ACCESS -> isUndecided = false;
            case Verbs.WATCH, Verbs.CANCEL -> refuseSeed(true);
            case Verbs.WALK, Verbs.GETDIR -> refuseSeed(request.number(OFFSET) == null);
            default -> refuseSeed(request.number(LIMIT) != null);
        }
    }

    private void refuseSeed(boolean looksSeed) {
        if (looksSeed && isUndecided) {
            throw new IllegalStateException("a recording of 0.9 that looks like the seed era");
        }
    }

    void sendEnd() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether no request has shown yet which dialect is spoken here; dialects.md, "latch". */
    boolean isUndecided() {
        return isUndecided;
    }

    /** Whether what was sent last was no whole frame, so that nothing can be asked here. */
    boolean isMidFrame() {
        return isMidFrame;
    }

    /** The last request with that tag. */
    Message request(Long tag) {
        return requests.get(tag);
    }

    /**
     * The next answer, or null at the end of the connection.
     *
     * @throws SocketTimeoutException when nothing comes
     */
    Message receive() throws IOException {
        int first = in.read();
        isClosed = first < 0;
        if (isClosed) return null;
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        byte[] body = new byte[length];
        in.readFully(body);
        return Message.decode(body);
    }

    /** The number of bytes that have arrived and that nobody has asked for. */
    int unread() throws IOException {
        return isClosed ? 0 : buffered.available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
