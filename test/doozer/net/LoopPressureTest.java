package doozer.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import doozer.build.Counts;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that send more than is read, and peers that read less than is sent. */
class LoopPressureTest {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** More than the buffers of two sockets ever hold. */
    private static final int MORE_THAN_SOCKETS_HOLD = 64 << 20;

    private LoopFixture fixture;
    private ByteBuffer unsent = ByteBuffer.allocate(0);

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private static Thread start(FutureTask<Void> task) {
        Thread thread = new Thread(task, "writer");
        thread.start();
        return thread;
    }

    private static void await(FutureTask<Void> task) throws Exception {
        task.get(LoopPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Waits for turns of the loop until many of them in a row have not changed the number. */
    private void awaitStandstill(AtomicLong number) throws IOException {
        int quietTurns = 0;
        while (quietTurns < 50) {
            long before = number.get();
            fixture.onLoop(() -> { });
            quietTurns = number.get() == before ? quietTurns + 1 : 0;
        }
    }

    @Test
    void pausedConnectionIsNotReadAndAfterwardsNothingIsMissing() throws Exception {
        // given a connection that is paused at its first request
        fixture = new LoopFixture();
        List<Integer> tags = new ArrayList<>();
        AtomicInteger pauses = new AtomicInteger(1);
        fixture.onRequests((connection, request) -> {
            tags.add((int) request.tag());
            if (pauses.getAndDecrement() > 0) connection.pause();
        });
        InetAddress here = InetAddress.getLoopbackAddress();
        try (SocketChannel sender =
                SocketChannel.open(new InetSocketAddress(here, fixture.port()))) {
            // when it sends until the sockets take no more
            int sent = sendAsLongAsThereIsRoom(sender);

            // then nothing of it was read, and when it is resumed all of it arrives, in order
            Connection connection = fixture.await("opened").connection();
            fixture.onLoop(() -> assertThat(tags).containsExactly(0));
            fixture.onLoop(connection::resume);
            sender.configureBlocking(true);
            sender.write(unsent);
            for (int i = 0; i < sent; i++) fixture.await("request");
            assertThat(tags).hasSize(sent).isSorted().doesNotHaveDuplicates();
        }
    }

    /** Sends requests with tags that count from 0; gives their number, one partly sent included. */
    private int sendAsLongAsThereIsRoom(SocketChannel sender) throws IOException {
        sender.configureBlocking(false);
        byte[] value = new byte[16 << 10];
        int refusals = 0;
        long written = 0;
        int sent = 0;
        while (refusals < 50) {
            if (!unsent.hasRemaining()) {
                unsent = ByteBuffer.wrap(LoopPeer.encode(
                        new Request(Verb.SET).tag(sent++).value(value)));
            }
            int count = sender.write(unsent);
            written += count;
            assertThat(written).isLessThan(MORE_THAN_SOCKETS_HOLD);
            refusals = count == 0 ? refusals + 1 : 0;
            if (count == 0) fixture.onLoop(() -> { });
        }
        return sent;
    }

    @Test
    void requestsArriveOnceAndInOrderHoweverOftenTheyArePaused() throws Exception {
        for (int seed = 0; seed < Counts.of(4, 100); seed++) {
            fixture = new LoopFixture();
            pauseAtRandom(new Random(seed), Counts.of(5_000, 20_000));
            if (seed + 1 < Counts.of(4, 100)) fixture.close();
        }
    }

    private void pauseAtRandom(Random random, int count) throws Exception {
        List<Integer> tags = new ArrayList<>();
        ArrayDeque<Connection> paused = new ArrayDeque<>();
        fixture.onRequests((connection, request) -> {
            tags.add((int) request.tag());
            if (random.nextInt(20) > 0) return;
            connection.pause();
            paused.add(connection);
        });
        try (LoopPeer peer = fixture.connect()) {
            FutureTask<Void> writing = new FutureTask<>(() -> {
                for (int i = 0; i < count; i += 10) {
                    Request[] requests = new Request[10];
                    for (int j = 0; j < 10; j++) {
                        requests[j] = new Request(Verb.SET).tag(i + j)
                                .value(new byte[(i * 37 + j) % 2000]);
                    }
                    peer.send(requests);
                }
                peer.endOutput();
                return null;
            });
            start(writing);
            while (fixture.count("closed") == 0) {
                fixture.onLoop(() -> {
                    Connection connection = paused.poll();
                    if (connection != null) connection.resume();
                });
            }
            await(writing);
        }
        assertThat(tags).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(fixture.await("closed").reason()).isNull();
    }

    @Test
    void sendSaysEnoughJustBeyondTheBound() throws Exception {
        fixture = new LoopFixture(LoopFixture.options(10, 100_000, 1_000_000_000));
        List<Boolean> took = new ArrayList<>();
        fixture.onRequests((connection, request) -> {
            // A frame of 1,000 bytes: length, tag, and a value of 991 with three bytes before it.
            for (int i = 0; i < 102; i++) {
                took.add(connection.send(1, new Response().value(new byte[991])));
            }
        });
        try (LoopPeer peer = fixture.connect()) {
            peer.send(new Request(Verb.GET).tag(1));

            for (int i = 0; i < 102; i++) peer.receive(1);
            fixture.await("drained");

            assertThat(took.subList(0, 100)).containsOnly(true);
            assertThat(took.subList(100, 102)).containsOnly(false);
        }
    }

    @Test
    void whatIsQueuedIsBoundedAndGoesOnWhenItIsRead() throws Exception {
        // given a peer that asks for more than sockets hold, and does not read
        fixture = new LoopFixture(LoopFixture.options(10, 100_000, 1_000_000_000));
        AtomicLong sent = new AtomicLong();
        byte[] value = new byte[1000];
        long count = MORE_THAN_SOCKETS_HOLD / value.length;
        LoopFixture.DrainListener fill = connection -> {
            boolean isRoom = true;
            while (isRoom && sent.get() < count) {
                long number = sent.incrementAndGet();
                isRoom = connection.send(number, new Response().rev(number).value(value));
            }
        };
        fixture.onRequests((connection, request) -> fill.onDrained(connection));
        fixture.onDrains(fill);
        try (LoopPeer peer = LoopPeer.connect(fixture.port(), 64 << 10);
                LoopPeer other = fixture.connect()) {
            peer.send(new Request(Verb.GET).tag(1));
            fixture.await("opened");

            // when the sockets are full
            awaitStandstill(sent);

            // then no more is queued, others are served, and all of it arrives when it is read
            assertThat(sent.get()).isLessThan(count);
            assertOtherIsServed(other);
            for (long i = 1; i <= count; i++) {
                Response response = peer.receive((int) i);
                if (response.rev() != i || response.value().length != value.length) {
                    throw new AssertionError("answer " + i + " is " + response);
                }
            }
            assertThat(fixture.count("drained")).isPositive();
        }
    }

    private void assertOtherIsServed(LoopPeer other) throws Exception {
        fixture.onRequests((connection, request) ->
                connection.send(request.tag(), LoopFixture.numbered(7)));
        assertThat(other.call(new Request(Verb.NOP).tag(3)).rev()).isEqualTo(7);
    }

    private static List<Response> longAndShort(Random random) {
        List<Response> responses = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            byte[] value = new byte[i % 2 == 0 ? 1 << 20 : random.nextInt(6000)];
            random.nextBytes(value);
            responses.add(new Response().rev(i).path("/a").value(value).shared());
        }
        return responses;
    }

    @Test
    void longValueIsSharedByAllThatHearOfIt() throws Exception {
        // given five connections, and long values with short ones between
        fixture = new LoopFixture(LoopFixture.options(10, 64 << 20, 1_000_000_000));
        List<Response> responses = longAndShort(new Random(8046));
        List<LoopPeer> peers = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            peers.add(fixture.connect());
            peers.get(i).send(new Request(Verb.WATCH).tag(i));
            connections.add(fixture.await("opened").connection());
        }

        // when all are sent to all, which takes the loop about as much memory as one of them
        AtomicLong allocated = new AtomicLong();
        fixture.onLoop(() -> {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (Response response : responses) {
                for (int i = 0; i < 5; i++) connections.get(i).send(i, response);
            }
            allocated.set(THREADS.getCurrentThreadAllocatedBytes() - before);
        });
        assertThat(allocated.get()).isLessThan(1 << 20);

        // then each gets every byte, in order
        for (int i = 0; i < 5; i++) {
            for (Response response : responses) {
                Response received = peers.get(i).receive(i);
                assertThat(received.rev()).isEqualTo(response.rev());
                assertThat(received.value()).isEqualTo(response.value());
            }
            peers.get(i).close();
        }
    }
}
