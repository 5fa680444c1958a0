package doozer.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A browser as far as its socket goes: it sends what it is told, and reads answers. */
final class WebPeer implements AutoCloseable {
    /** How long an answer may take on the slowest machine there is. */
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    /** Connects to that port of this machine. */
    WebPeer(int port) throws IOException {
        this(port, 0);
    }

    /** Connects with a receive buffer of that size; 0 for the default. */
    WebPeer(int port, int receiveBufferBytes) throws IOException {
        socket = new Socket();
        if (receiveBufferBytes > 0) socket.setReceiveBufferSize(receiveBufferBytes);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port),
                PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Asks, and gives the answer with its head. */
    String get(String target) throws IOException {
        send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        return answer();
    }

    /** The next answer, which has to say how long it is. */
    String answer() throws IOException {
        String head = upTo("\r\n\r\n");
        int at = head.indexOf("Content-Length: ");
        if (at < 0) return head;
        int length = Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** What comes up to that and with it. */
    String upTo(String end) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) throw new IOException("it ends after: " + text);
            text.write(next);
            if (next != end.charAt(end.length() - 1)) continue;
            if (text.toString(StandardCharsets.UTF_8).endsWith(end)) {
                return text.toString(StandardCharsets.UTF_8);
            }
        }
    }

    /** Waits until the other end has closed it, in order or not; gives what came before. */
    String rest() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) text.write(next);
        } catch (SocketException e) {
            text.writeBytes(" reset".getBytes(StandardCharsets.UTF_8));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Whether something has come that was not read. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
