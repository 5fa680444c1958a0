package doozer.client;

import doozer.wire.BadFrameException;
import doozer.wire.DoozerUri;
import doozer.wire.Flags;
import doozer.wire.Limits;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.RequestDecoder;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that does what a test says, right or wrong. Each connection has a thread. */
public final class FakeServer implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean isCut;
    private final Script script;
    private final CountDownLatch end = new CountDownLatch(1);

    /** What it does with a connection, which is closed when that returns. */
    public interface Script {
        void serve(Peer peer) throws Exception;
    }

    FakeServer(Script script) throws IOException {
        this.script = script;
        start(this::acceptAll);
    }

    /** One that has answered HELLO before the script begins. */
    public static FakeServer greeting(Script script) throws IOException {
        return new FakeServer(peer -> {
            peer.answer(peer.next(), new Response().rev(1).flags(Flags.VALID | Flags.DONE));
            script.serve(peer);
        });
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "fake server");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                if (isCut) socket.close();
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.serve(new Peer(socket, end));
        } catch (Exception e) {
            // The client has gone, or the test has ended.
        }
    }

    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    DoozerUri uri() {
        return DoozerUri.parse("doozer:?ca=" + address());
    }

    DoozerClient connect() {
        return DoozerClient.connect(uri());
    }

    /** Ends, with all its connections, of which a client may have several for a moment. */
    void cut() throws IOException {
        isCut = true;
        close();
        for (Socket socket : sockets) socket.close();
    }

    @Override
    public void close() throws IOException {
        // In this order: whoever loses its connection finds nobody to connect to.
        listening.close();
        end.countDown();
    }

    /** A connection of a client. Owned by the thread that runs the script. */
    public static class Peer {
        private final Socket socket;
        private final CountDownLatch end;
        private final RequestDecoder decoder;
        private final ByteBuffer in;

        private Peer(Socket socket, CountDownLatch end) {
            this.socket = socket;
            this.end = end;
            decoder = new RequestDecoder(Limits.MAX_VALUE);
            in = ByteBuffer.allocate(8192).flip();
        }

        /** The same one, which a test makes behave in another way. */
        Peer(Peer other) {
            socket = other.socket;
            end = other.end;
            decoder = other.decoder;
            in = other.in;
        }

        /** The next request; waits for it. */
        public Request next() throws IOException, BadFrameException {
            for (Request next = decoder.next(in); ; next = decoder.next(in)) {
                if (next != null) return next;
                int count = socket.getInputStream().read(in.array());
                if (count < 0) throw new EOFException();
                in.position(0).limit(count);
            }
        }

        /** The next request, which has to be of that verb. */
        Request next(Verb verb) throws IOException, BadFrameException {
            Request next = next();
            if (next.verb() == verb) return next;
            throw new IOException("expected " + verb + ", got " + next.verb());
        }

        public void answer(Request request, Response response) throws IOException {
            answer(request.tag(), response);
        }

        void answer(long tag, Response response) throws IOException {
            Output out = new Output(64);
            response.encode(tag, out);
            raw(out.toByteArray());
        }

        void raw(byte... bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Reads no more and says no more, and leaves the connection open until the test ends. */
        void fallSilent() throws InterruptedException {
            end.await(30, TimeUnit.SECONDS);
        }
    }
}
