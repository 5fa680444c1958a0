package doozer.bench.cluster;

import doozer.wire.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What open pages cost a set: no page, pages on files that do not change, and pages on the file
 * that does, in turns. Of each the median, and its ratio to the rounds without pages. The pages are
 * event streams as a browser opens them, read by a thread of this process.
 *
 * <p>Properties: {@code pages}, {@code rounds}, {@code samples}, {@code warmup},
 * {@code server.jvm}.
 */
public final class PagesBench {
    private static final int PAGES = Integer.getInteger("pages", 1_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 10);
    private static final int SAMPLES = Integer.getInteger("samples", 50_000);
    private static final int WARMUP = Integer.getInteger("warmup", 50_000);
    private static final byte[] BODY = "a value of some thirty bytes...".getBytes(
            StandardCharsets.US_ASCII);

    private final RawClient client;
    private final int web;

    private PagesBench(RawClient client, int web) {
        this.client = client;
        this.web = web;
    }

    /** Runs all of it, and prints a table. */
    public static void main(String[] args) throws Exception {
        try (Servers servers = new Servers()) {
            List<Integer> ports = Servers.freePorts(2);
            servers.start(List.of("-cp", System.getProperty("java.class.path"), "doozer.main.Main",
                    "-l", "127.0.0.1:" + ports.get(0), "-w", "127.0.0.1:" + ports.get(1)));
            try (RawClient client = new RawClient(ports.get(0))) {
                new PagesBench(client, ports.get(1)).run();
            }
        }
    }

    /** The kinds of rounds, in the order in which they take their turns. */
    private enum Kind {
        NONE("no page", ""),
        QUIET("pages on files that do not change", "/quiet/**"),
        BUSY("pages on the file that changes", "/busy/**");

        private final String text;
        private final String glob;
        private final Samples samples = new Samples();

        Kind(String text, String glob) {
            this.text = text;
            this.glob = glob;
        }
    }

    private void run() throws Exception {
        set(WARMUP, new Samples());
        for (int round = 0; round < ROUNDS; round++) {
            for (Kind kind : Kind.values()) {
                try (Readers readers = new Readers(web, kind)) {
                    readers.start();
                    readers.awaitOpen();
                    // What opening them has left to do is over by then.
                    set(SAMPLES / 5, new Samples());
                    set(SAMPLES, kind.samples);
                }
            }
        }
        System.out.printf(Locale.ROOT, "%d rounds of %,d sets of each, %,d pages%n", ROUNDS,
                SAMPLES, PAGES);
        System.out.println("| | p50, us | p99, us | p50, to none |\n|---|--:|--:|--:|");
        for (Kind kind : Kind.values()) {
            double micros = kind.samples.percentile(0.5) / 1e3;
            System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f | %.2f |%n", kind.text, micros,
                    kind.samples.percentile(0.99) / 1e3,
                    micros * 1e3 / Kind.NONE.samples.percentile(0.5));
        }
    }

    private void set(int count, Samples into) throws IOException {
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            client.queueSet(1, "/busy/file", BODY);
            client.flush();
            client.receive();
            into.add(System.nanoTime() - begun);
        }
    }

    /** Pages that are open until it is closed. */
    private static final class Readers extends Thread implements AutoCloseable {
        private final Selector selector = Selector.open();
        private final List<SocketChannel> channels = new ArrayList<>();
        private final ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);
        private final Kind kind;
        private volatile int open;
        private volatile boolean isOver;

        Readers(int port, Kind kind) throws IOException {
            this.kind = kind;
            setDaemon(true);
            if (kind == Kind.NONE) return;
            byte[] head = ("GET /events?glob=" + kind.glob + " HTTP/1.1\r\nHost: localhost:" + port
                    + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < PAGES; i++) {
                SocketChannel channel = SocketChannel.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channels.add(channel);
                channel.write(ByteBuffer.wrap(head));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
        }

        @Override
        public void run() {
            try {
                while (!isOver) selector.select(this::read);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The first that comes says that it is open. */
        private void read(SelectionKey key) {
            in.clear();
            try {
                if (((SocketChannel) key.channel()).read(in) < 0) {
                    throw new IOException("the server has closed a page");
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            if (key.attachment() != null) return;
            key.attach(this);
            open++;
        }

        void awaitOpen() throws InterruptedException {
            while (open < channels.size() && isAlive()) sleep(5);
            if (open < channels.size()) throw new IllegalStateException("pages do not open");
        }

        @Override
        public void close() throws IOException {
            isOver = true;
            selector.wakeup();
            try {
                join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (SocketChannel channel : channels) channel.close();
            selector.close();
        }
    }
}
