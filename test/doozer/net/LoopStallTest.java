package doozer.net;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may stand still, and for how long. The limit is 30 seconds of a clock that we move. */
class LoopStallTest {
    private static final String STOOD_STILL =
            " half a frame stood still for 30000 ms (-halfframe)";
    private LoopFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new LoopFixture();
        fixture.onRequests((connection, request) ->
                connection.send(request.tag(), LoopFixture.numbered(7)));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static void assertAnswers(LoopPeer peer) throws Exception {
        assertThat(peer.call(new Request(Verb.NOP).tag(1)).rev()).isEqualTo(7);
    }

    /** Waits until the loop has seen the first byte, after which all it has is in the same turn. */
    private Connection opened() throws Exception {
        return fixture.await("opened").connection();
    }

    /**
     * Waits until the loop has seen what was written last on that connection. That another one,
     * written to later, has been read is no sign of it: a busy kernel delivers as it likes.
     */
    private void awaitSeen(Connection connection) throws Exception {
        long expected = fixture.nowNanos() + TimeUnit.SECONDS.toNanos(30);
        boolean[] isSeen = new boolean[1];
        while (!isSeen[0]) {
            fixture.onLoop(() -> isSeen[0] = !connection.isStalled
                    || connection.stallDeadlineNanos == expected);
        }
    }

    @Test
    void halfAFrameMayStandStillForTheLimitAndNoLonger() throws Exception {
        try (LoopPeer peer = fixture.connect()) {
            peer.write((byte) 0, (byte) 0);
            opened();

            fixture.advance(29_999, TimeUnit.MILLISECONDS);
            assertThat(fixture.count("closed")).isZero();

            fixture.advance(1, TimeUnit.MILLISECONDS);
            assertThat(fixture.await("closed").reason()).isEqualTo(peer.address() + STOOD_STILL);
            assertThat(peer.isClosedByOther()).isTrue();
        }
    }

    @Test
    void everyByteGivesHalfAFrameTheWholeLimit() throws Exception {
        try (LoopPeer peer = fixture.connect()) {
            byte[] frame = LoopPeer.encode(new Request(Verb.NOP).tag(1));
            peer.write(frame[0]);
            Connection connection = opened();
            for (int i = 1; i < frame.length; i++) {
                fixture.advance(29, TimeUnit.SECONDS);
                peer.write(frame[i]);
                awaitSeen(connection);
            }

            assertThat(peer.receive(1).rev()).isEqualTo(7);
            fixture.advance(300, TimeUnit.DAYS);
            assertAnswers(peer);
        }
    }

    @Test
    void connectionBetweenFramesMayBeIdleForEver() throws Exception {
        try (LoopPeer silent = fixture.connect(); LoopPeer idle = fixture.connect()) {
            assertAnswers(idle);
            for (int year = 0; year < 100; year++) fixture.advance(365, TimeUnit.DAYS);

            assertThat(fixture.count("closed")).isZero();
            assertAnswers(idle);
            assertAnswers(silent);
        }
    }

    @Test
    void lastLineWithoutAnEndMayBeAnsweredAsLateAsAnyOther() throws Exception {
        // given a line that only the end of the input ends, and that has to wait for its answer
        fixture.keepsHalfClosed();
        fixture.onRequests((connection, request) -> { });
        try (LoopPeer peer = fixture.connect()) {
            peer.write("wait /x".getBytes(StandardCharsets.US_ASCII));
            Connection connection = opened();
            peer.endOutput();
            boolean[] isSeen = new boolean[1];
            while (!isSeen[0]) fixture.onLoop(() -> isSeen[0] = !connection.isStalled);

            // when time passes, then it waits
            fixture.advance(1, TimeUnit.HOURS);
            assertThat(fixture.count("closed")).isZero();
        }
    }

    @Test
    void frameThatNobodyReadsDoesNotStandStill() throws Exception {
        try (LoopPeer peer = fixture.connect()) {
            // given half a frame, on a connection that is then paused
            byte[] frame = LoopPeer.encode(new Request(Verb.NOP).tag(1));
            peer.write(frame[0]);
            Connection connection = opened();
            fixture.onLoop(connection::pause);
            for (int i = 1; i < frame.length; i++) peer.write(frame[i]);

            // when time passes, it is not the sender's fault
            fixture.advance(1, TimeUnit.HOURS);
            assertThat(fixture.count("closed")).isZero();

            // then it goes on where it was
            fixture.onLoop(connection::resume);
            assertThat(peer.receive(1).rev()).isEqualTo(7);
        }
    }

    @Test
    void halfAFrameHasTheWholeLimitAfterAPause() throws Exception {
        try (LoopPeer peer = fixture.connect()) {
            peer.write((byte) 0);
            Connection connection = opened();
            fixture.onLoop(connection::pause);
            fixture.advance(1, TimeUnit.HOURS);
            fixture.onLoop(connection::resume);
            // It goes on in the next turn, by the clock of then.
            fixture.advance(0, TimeUnit.SECONDS);

            fixture.advance(29, TimeUnit.SECONDS);
            assertThat(fixture.count("closed")).isZero();
            fixture.advance(1, TimeUnit.SECONDS);
            assertThat(fixture.await("closed").reason()).endsWith(STOOD_STILL);
        }
    }

    @Test
    void whoeverDoesNotTakeOurLastWordsIsCutOffAfterTheLimit() throws Exception {
        fixture.onRequests((connection, request) -> connection.close("enough"));
        try (LoopPeer peer = fixture.connect()) {
            peer.send(new Request(Verb.NOP).tag(1));
            opened();
            assertThat(peer.isEndedInOrder()).isTrue();

            fixture.advance(29, TimeUnit.SECONDS);
            // Still sending does not give it more time.
            peer.write(new byte[1000]);
            fixture.onLoop(() -> { });
            assertThat(fixture.count("closed")).isZero();

            fixture.advance(1, TimeUnit.SECONDS);
            assertThat(fixture.await("closed").reason()).endsWith(" enough");
        }
    }

    @Test
    void manyThatStandStillAreClosedEachInItsTime() throws Exception {
        // given peers with half a frame each, a second apart, in random order moved again
        Random random = new Random(8046);
        List<LoopPeer> peers = new ArrayList<>();
        Map<LoopPeer, Connection> connections = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            peers.add(fixture.connect());
            peers.get(i).write((byte) 0);
            connections.put(peers.get(i), opened());
        }
        Collections.shuffle(peers, random);
        for (LoopPeer peer : peers.subList(0, 15)) {
            fixture.advance(1, TimeUnit.SECONDS);
            peer.write((byte) 0);
            awaitSeen(connections.get(peer));
        }

        // then those that were not moved go first, the others in the order in which they were
        fixture.advance(15, TimeUnit.SECONDS);
        for (int i = 0; i < 5; i++) fixture.await("closed");
        for (LoopPeer peer : peers.subList(0, 15)) {
            assertThat(fixture.count("closed")).isZero();
            fixture.advance(1, TimeUnit.SECONDS);
            assertThat(fixture.await("closed").reason()).startsWith(peer.address() + " half");
        }
        for (LoopPeer peer : peers) peer.close();
    }

    @Test
    void limitWakesTheLoopByItself() throws Exception {
        long limitNanos = TimeUnit.MILLISECONDS.toNanos(50);
        LoopOptions options = LoopFixture.options(100, 1 << 20, limitNanos);
        try (LoopFixture real = new LoopFixture(options, System::nanoTime);
                LoopPeer peer = real.connect()) {
            peer.write((byte) 0);

            assertThat(peer.isClosedByOther()).isTrue();
            assertThat(real.await("closed").reason()).endsWith("for 50 ms (-halfframe)");
        }
    }
}
