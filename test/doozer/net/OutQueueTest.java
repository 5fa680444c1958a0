package doozer.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import doozer.wire.BinaryCodec;
import doozer.wire.Codec;
import doozer.wire.Output;
import doozer.wire.Response;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queue alone, in front of a real socket that nobody reads unless the test does. */
class OutQueueTest {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final OutQueue queue = new OutQueue();
    private final Codec codec = new BinaryCodec(1 << 20);
    private final OutputPool pool = new OutputPool();
    private final ByteBuffer direct = ByteBuffer.allocateDirect(64 << 10);
    private final Output expected = new Output(1024);
    private SocketChannel reader;
    private SocketChannel writer;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            reader = SocketChannel.open();
            // Fixed sizes: a socket that is full once stays full.
            reader.setOption(StandardSocketOptions.SO_RCVBUF, 64 << 10);
            reader.connect(server.getLocalAddress());
            writer = server.accept();
            writer.setOption(StandardSocketOptions.SO_SNDBUF, 64 << 10);
        }
        reader.configureBlocking(false);
        writer.configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        writer.close();
    }

    private void add(long tag, Response response) {
        queue.add(tag, response, codec, pool);
        response.encode(tag, expected);
    }

    private boolean flush() throws IOException {
        return queue.flush(writer, direct, pool);
    }

    /** Queues until the socket takes no more. */
    private void fillSocket() throws IOException {
        for (int refusals = 0; refusals < 100; ) {
            if (flush()) add(1, new Response().value(new byte[256 << 10]));
            else refusals++;
        }
    }

    private byte[] readAll() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(expected.length() + 1);
        boolean isEmpty = false;
        while (!isEmpty || all.position() < expected.length()) {
            reader.read(all);
            isEmpty = flush();
        }
        reader.read(all);
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    @Test
    void everythingIsWrittenInOrderWhateverItIsMadeOf() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            expected.clear();
            for (int i = 0; i < 300; i++) {
                byte[] value = new byte[random.nextInt(random.nextInt(10) == 0 ? 100_000 : 300)];
                random.nextBytes(value);
                Response response = new Response().rev(i).value(value);
                add(i, random.nextBoolean() ? response.shared() : response);
                if (random.nextInt(5) == 0) flush();
                if (random.nextInt(50) == 0) {
                    Output said = new Output(4);
                    said.putBytes(new byte[] {1, 2, 3});
                    queue.add(said, pool);
                    expected.putBytes(said.toByteArray());
                }
            }

            assertThat(readAll()).as("seed %d", seed).isEqualTo(expected.toByteArray());
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.bytes()).isZero();
        }
    }

    @Test
    void shortAnswersToOneWhoDoesNotReadTakeLittleMoreThanTheirBytes() throws IOException {
        // given a socket that is full, and a pool of long buffers
        fillSocket();
        for (int i = 0; i < 64; i++) pool.give(new Output(64 << 10));
        Response answer = new Response().rev(1_000_000);
        int before = queue.bytes();
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();

        // when answers come one by one, each in a turn of its own
        for (int i = 0; i < 20_000; i++) {
            queue.add(i, answer, codec, pool);
            flush();
        }

        // then no buffer is kept for each, and no chunk
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        int queued = queue.bytes() - before;
        assertThat(queued).isBetween(100_000, 300_000);
        assertThat(allocated).isLessThan(20_000 * 80L);
        for (int i = 0; i < 20_000; i++) answer.encode(i, expected);
        assertThat(readAll()).isEqualTo(expected.toByteArray());
    }

    @Test
    void sharedAnswersToOneWhoDoesNotReadTakeLittleEach() throws IOException {
        fillSocket();
        Response shared = new Response().value(new byte[5000]).shared();
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();

        for (int i = 0; i < 1000; i++) {
            queue.add(i, shared, codec, pool);
            flush();
        }

        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        assertThat(allocated).isLessThan(1000 * 300L);
        for (int i = 0; i < 1000; i++) shared.encode(i, expected);
        assertThat(readAll()).isEqualTo(expected.toByteArray());
    }

    @Test
    void bytesOfAnyLengthStayInTheirOrder() throws IOException {
        // given short and long ones in turn, which are queued in different ways
        for (int i = 0; i < 20; i++) {
            byte[] bytes = new byte[i % 3 == 0 ? 8_000 : 10];
            new Random(i).nextBytes(bytes);
            queue.add(bytes, pool);
            expected.putBytes(bytes);
        }
        assertThat(queue.bytes()).isEqualTo(expected.length());

        // when they are written, then they arrive as they were queued
        flush();
        assertThat(readAll()).isEqualTo(expected.toByteArray());
    }
}
