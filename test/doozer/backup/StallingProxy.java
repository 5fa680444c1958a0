package doozer.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The way to a server, whose later connections give only their first bytes. Any thread. */
final class StallingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** Of what a server says, on connections that come from now on. */
    private volatile long bytesGiven = Long.MAX_VALUE;

    StallingProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One end is gone, or all of it is over.
            }
        }, "stalling proxy");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Connections that come from now on give so much of what the server says, and no more. */
    void stallAfter(long bytes) {
        bytesGiven = bytes;
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(near);
            sockets.add(far);
            long given = bytesGiven;
            start(() -> pass(near, far, Long.MAX_VALUE));
            start(() -> pass(far, near, given));
        }
    }

    private void pass(Socket from, Socket to, long most) throws IOException {
        byte[] bytes = new byte[1 << 13];
        long left = most;
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            while (true) {
                int count = in.read(bytes);
                if (count < 0) return;
                out.write(bytes, 0, (int) Math.min(count, left));
                out.flush();
                left -= Math.min(count, left);
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
