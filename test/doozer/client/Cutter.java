package doozer.client;

import doozer.wire.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy in front of a server, which cuts each connection after so many bytes, of both ways. */
final class Cutter implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final Random random;
    private final int mostBytes;
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Address target;
    private volatile boolean isCutting = true;

    /** One that cuts after up to so many bytes, by chance. */
    Cutter(long seed, int mostBytes) throws IOException {
        random = new Random(seed);
        this.mostBytes = mostBytes;
        start(this::acceptAll);
    }

    /** Where clients connect, and members are told to. */
    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** Whom it leads to; to be called before anybody connects. */
    void leadTo(String address) {
        target = Address.parse(address);
    }

    /** From now on connections are left alone. */
    void rest() {
        isCutting = false;
    }

    int cuts() {
        return cuts.get();
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "cutter");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(target.host(), target.port());
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                AtomicInteger left = new AtomicInteger(60 + random.nextInt(mostBytes));
                start(() -> pass(client, server, left));
                start(() -> pass(server, client, left));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void pass(Socket from, Socket to, AtomicInteger left) {
        byte[] buffer = new byte[4096];
        try (from; to; InputStream in = from.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int allowed = isCutting ? left.getAndAdd(-count) : count;
                to.getOutputStream().write(buffer, 0, Math.max(0, Math.min(count, allowed)));
                if (allowed >= count) continue;
                cuts.incrementAndGet();
                return;
            }
        } catch (IOException e) {
            // The other way was cut.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
