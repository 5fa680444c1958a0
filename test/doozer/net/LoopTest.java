package doozer.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.net.LoopFixture.Said;
import doozer.wire.Address;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LoopTest {
    private LoopFixture fixture;

    private void start() throws IOException {
        start(LoopFixture.OPTIONS);
    }

    private void start(LoopOptions options) throws IOException {
        fixture = new LoopFixture(options);
        fixture.onRequests((connection, request) ->
                connection.send(request.tag(), LoopFixture.numbered(connection.number())));
    }

    @AfterEach
    void stop() throws Exception {
        if (fixture != null) fixture.close();
    }

    private static int numberOf(LoopPeer peer) throws IOException {
        return (int) peer.call(new Request(Verb.NOP).tag(1)).rev();
    }

    @Test
    void requestIsAnsweredUnderItsTagOrUnderNone() throws Exception {
        start();
        try (LoopPeer peer = fixture.connect()) {
            peer.send(new Request(Verb.NOP).tag(-7), new Request(Verb.NOP));

            assertThat(peer.receive(-7).rev()).isEqualTo(1);
            assertThat(peer.receive(Request.NO_TAG).rev()).isEqualTo(1);
        }
    }

    @Test
    void numberOfAConnectionThatWasClosedIsUsedAgain() throws Exception {
        start();
        try (LoopPeer one = fixture.connect(); LoopPeer two = fixture.connect();
                LoopPeer three = fixture.connect(); LoopPeer four = fixture.connect()) {
            assertThat(List.of(numberOf(one), numberOf(two))).containsExactly(1, 2);

            one.leave();
            assertThat(fixture.await("closed").reason()).isNull();

            assertThat(List.of(numberOf(three), numberOf(four))).containsExactly(1, 3);
            assertThat(numberOf(two)).isEqualTo(2);
        }
    }

    @Test
    void numbersStaySmallHoweverManyCome() throws Exception {
        start();
        for (int round = 0; round < 20; round++) {
            List<LoopPeer> peers = new ArrayList<>();
            for (int i = 0; i < 40; i++) peers.add(fixture.connect());
            List<Integer> numbers = new ArrayList<>();
            for (LoopPeer peer : peers) numbers.add(numberOf(peer));
            assertThat(numbers).doesNotHaveDuplicates().allMatch(number -> number <= 40);
            for (LoopPeer peer : peers) peer.close();
            for (int i = 0; i < 40; i++) fixture.await("closed");
        }
        fixture.onLoop(() -> assertThat(fixture.loop().connections()).isEqualTo(1));
    }

    @Test
    void newestOfTooManyConnectionsIsClosedAndTheOthersGoOn() throws Exception {
        // given as many as there may be, one of them silent, and one that the test itself needs
        start(LoopFixture.options(3, 1 << 20, 1_000_000_000));
        try (LoopPeer speaking = fixture.connect(); LoopPeer silent = fixture.connect()) {
            assertThat(numberOf(speaking)).isEqualTo(1);

            // when one more comes
            try (LoopPeer over = fixture.connect()) {
                over.write((byte) 0);
                assertThat(over.isClosedByOther()).isTrue();
                assertThat(fixture.await("refused").reason()).isEqualTo(over.address()
                        + " there are 3 connections, as many as there may be (-maxconns)");
            }

            // and one that says nothing, which another node would not do for long
            try (LoopPeer mute = fixture.connect()) {
                fixture.onLoop(() -> { });
                fixture.advance(2, TimeUnit.SECONDS);
                assertThat(mute.isClosedByOther()).isTrue();
                assertThat(fixture.await("refused").reason()).contains("there are 3 connections");
            }

            // then the others do not notice, and when one leaves there is room
            assertThat(numberOf(silent)).isEqualTo(2);
            speaking.leave();
            fixture.await("closed");
            try (LoopPeer next = fixture.connect()) {
                assertThat(numberOf(next)).isEqualTo(1);
            }
        }
    }

    @Test
    void halfCloseIsToldOnceAndAnswersStillArrive() throws Exception {
        start();
        fixture.keepsHalfClosed();
        List<Long> owed = new ArrayList<>();
        fixture.onRequests((connection, request) -> owed.add(request.tag()));
        try (LoopPeer peer = fixture.connect()) {
            // given requests that nobody has answered yet
            peer.send(new Request().tag(1), new Request().tag(2));
            peer.endOutput();
            Connection connection = fixture.await("ended").connection();

            // when they are answered, with a pause in between, and it is closed
            fixture.onLoop(() -> connection.send(owed.get(0), LoopFixture.numbered(1)));
            fixture.onLoop(connection::pause);
            fixture.onLoop(connection::resume);
            fixture.onLoop(() -> connection.send(owed.get(1), LoopFixture.numbered(2)));
            fixture.onLoop(() -> connection.close(null));

            // then they arrive, and then the end
            assertThat(peer.receive(1).rev()).isEqualTo(1);
            assertThat(peer.receive(2).rev()).isEqualTo(2);
            assertThat(peer.isEndedInOrder()).isTrue();
            assertThat(fixture.await("closed").reason()).isNull();
            assertThat(fixture.count("ended")).isZero();
        }
    }

    @Test
    void halfCloseWithinAFrameClosesItAndSaysWhoItWas() throws Exception {
        start();
        try (LoopPeer peer = fixture.connect()) {
            peer.write((byte) 0, (byte) 0);
            peer.endOutput();

            assertThat(peer.isClosedByOther()).isTrue();
            assertThat(fixture.await("closed").reason())
                    .isEqualTo(peer.address() + " its input ended within a frame");
        }
    }

    @Test
    void badFrameClosesItAndSaysWhoItWas() throws Exception {
        start();
        try (LoopPeer peer = fixture.connect(); LoopPeer other = fixture.connect()) {
            assertThat(numberOf(other)).isEqualTo(1);
            peer.write((byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 7);

            assertThat(peer.isClosedByOther()).isTrue();
            assertThat(fixture.await("closed").reason())
                    .isEqualTo(peer.address() + " field number 0 is none");
            assertThat(numberOf(other)).isEqualTo(1);
        }
    }

    @Test
    void resetClosesItAndNothingElse() throws Exception {
        start();
        try (LoopPeer peer = fixture.connect(); LoopPeer other = fixture.connect()) {
            numberOf(peer);
            peer.reset();

            assertThat(fixture.await("closed").reason()).contains("reading failed");
            assertThat(numberOf(other)).isEqualTo(1);
        }
    }

    @Test
    void textIsServedAndOtherFirstBytesAreNot() throws Exception {
        start();
        try (LoopPeer text = fixture.connect(); LoopPeer tls = fixture.connect()) {
            text.write("ping\r\n".getBytes(StandardCharsets.US_ASCII));
            String line = new String(text.readBytes(6), StandardCharsets.US_ASCII);
            assertThat(line).isEqualTo("+PONG\n");
            assertThat(fixture.await("opened").connection().isText()).isTrue();

            tls.write((byte) 0x16, (byte) 3, (byte) 1);
            assertThat(tls.isEndedInOrder()).isTrue();
            tls.leave();
            assertThat(fixture.await("refused").reason()).startsWith("127.0.0.1:")
                    .endsWith(" its first byte, 22, begins nothing known here");
            assertThat(fixture.count("opened")).isZero();
        }
    }

    @Test
    void lastWordsArriveThoughMoreWasSentThanAnybodyRead() throws Exception {
        start();
        byte[] value = new byte[3 << 20];
        fixture.onRequests((connection, request) -> {
            connection.send(request.tag(), new Response().value(value));
            connection.close("enough");
        });
        try (LoopPeer peer = fixture.connect()) {
            // given one that sends more than any socket holds
            byte[] much = new byte[16 << 20];
            FutureTask<Void> writing = new FutureTask<>(() -> {
                peer.send(new Request(Verb.GET).tag(1));
                peer.write(much);
                peer.endOutput();
                return null;
            });
            new Thread(writing, "writer").start();

            // then it reads the whole answer and an orderly end, and was not cut off while sending
            assertThat(peer.receive(1).value()).hasSize(value.length);
            assertThat(peer.isEndedInOrder()).isTrue();
            writing.get(LoopPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(fixture.await("closed").reason()).endsWith(" enough");
            assertThat(fixture.count("request")).isEqualTo(1);
        }
    }

    @Test
    void addressInUseIsSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Loop loop = new Loop(null, LoopFixture.OPTIONS, System::nanoTime);

            assertThatThrownBy(() -> loop.listen(new Address("127.0.0.1", taken.getLocalPort())))
                    .isInstanceOf(IOException.class).hasMessageContaining("in use");
        }
    }

    @Test
    void failureToListenLeavesNoDescriptorOpen() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address address = new Address("127.0.0.1", taken.getLocalPort());
            int before = descriptors.toFile().list().length;
            for (int i = 0; i < 100; i++) {
                Loop loop = new Loop(null, LoopFixture.OPTIONS, System::nanoTime);
                assertThatThrownBy(() -> loop.listen(address)).isInstanceOf(IOException.class);
            }

            assertThat(descriptors.toFile().list().length - before).isLessThan(50);
        }
    }

    @Test
    void hostThatDoesNotExistIsSaid() throws IOException {
        Loop loop = new Loop(null, LoopFixture.OPTIONS, System::nanoTime);

        assertThatThrownBy(() -> loop.listen(new Address("no-such-host.invalid", 0)))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void stopClosesEverythingAndLeavesNoThread() throws Exception {
        start();
        try (LoopPeer speaking = fixture.connect(); LoopPeer silent = fixture.connect();
                LoopPeer half = fixture.connect()) {
            numberOf(speaking);
            half.write((byte) 0);
            fixture.await("opened");
            fixture.await("opened");

            fixture.loop().stop();
            fixture.thread().join(LoopPeer.PATIENCE_MILLIS);

            assertThat(fixture.thread().isAlive()).isFalse();
            assertThat(fixture.failure()).isNull();
            for (LoopPeer peer : List.of(speaking, silent, half)) {
                assertThat(peer.isClosedByOther()).isTrue();
            }
            assertThatThrownBy(() -> fixture.connect()).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void failureOfTheHandlerEndsTheLoopAndClosesEverything() throws Exception {
        start();
        fixture.onRequests((connection, request) -> {
            throw new IllegalStateException("broken");
        });
        try (LoopPeer peer = fixture.connect(); LoopPeer silent = fixture.connect()) {
            peer.send(new Request(Verb.NOP).tag(1));

            fixture.thread().join(LoopPeer.PATIENCE_MILLIS);

            assertThat(fixture.failure()).isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken");
            assertThat(peer.isClosedByOther()).isTrue();
            assertThat(silent.isClosedByOther()).isTrue();
        }
    }

    @Test
    void whatIsSentToAConnectionThatIsClosingIsDropped() throws Exception {
        start();
        try (LoopPeer peer = fixture.connect()) {
            numberOf(peer);
            Connection connection = fixture.await("opened").connection();
            fixture.onLoop(() -> {
                connection.send(1, LoopFixture.numbered(1));
                connection.close("enough");
                assertThat(connection.send(2, LoopFixture.numbered(2))).isTrue();
                connection.close("again");
            });

            assertThat(peer.receive(1).rev()).isEqualTo(1);
            assertThat(peer.isEndedInOrder()).isTrue();
            peer.leave();
            Said closed = fixture.await("closed");
            assertThat(closed.reason()).endsWith(" enough");
        }
    }
}
