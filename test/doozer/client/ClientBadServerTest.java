package doozer.client;

import static doozer.client.RealServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that do what they should not: an exception that says so, and never a wait for ever. */
@Timeout(30)
class ClientBadServerTest {
    private static void assertCannotConnect(String why, Duration timeout,
            FakeServer.Script script) throws IOException {
        try (FakeServer fake = new FakeServer(script)) {
            assertThatThrownBy(() -> DoozerClient.connect(fake.uri(), timeout))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessage("cannot connect to " + fake.address() + ": " + why);
        }
    }

    @Test
    void aConnectionIsMadeOnlyToAServerOfThisProtocol() throws Exception {
        assertCannotConnect("it is older than the protocol of this client: it does not know HELLO",
                RealServer.LONG, peer -> peer.answer(peer.next(Verb.HELLO),
                        Response.error(ErrorCode.UNKNOWN_VERB, null)));
        assertCannotConnect("it wants to speak version 3 of the protocol, and this client speaks"
                + " up to 2", RealServer.LONG,
                peer -> peer.answer(peer.next(), new Response().rev(3)));
        assertCannotConnect("it does not answer", Duration.ofMillis(60),
                FakeServer.Peer::fallSilent);
        assertCannotConnect("the connection was lost: the server has closed it",
                RealServer.LONG, FakeServer.Peer::next);
        assertCannotConnect("the server does not speak doozer: frame length 1213486160 is not from"
                + " 0 to 16777215", RealServer.LONG, peer -> {
                    peer.next();
                    peer.raw(bytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
                    peer.fallSilent();
                });
    }

    /** What a call ends with when the server does that after the request has come. */
    private static DoozerException endOf(FakeServer.Script script) throws IOException {
        try (FakeServer fake = FakeServer.greeting(script); DoozerClient client = fake.connect()) {
            DoozerException end = catchThrowableOfType(DoozerException.class,
                    () -> client.set("/a", 0, bytes("x")));
            assertThatThrownBy(() -> client.get("/a")).isInstanceOf(ConnectionLostException.class)
                    .hasMessage(end.getMessage())
                    .matches(e -> !((DoozerException) e).isOutcomeUnknown());
            return end;
        }
    }

    @Test
    void aConnectionThatEndsLeavesAWriteUnknown() throws Exception {
        DoozerException end = endOf(FakeServer.Peer::next);

        assertThat(end).isInstanceOf(OutcomeUnknownException.class)
                .hasCauseInstanceOf(ConnectionLostException.class)
                .hasMessage("the connection was lost: the server has closed it");
        assertThat(end.isOutcomeUnknown()).isTrue();
        assertThat(end.code()).isNull();
    }

    @Test
    void halfAFrameAndGarbageEndTheConnection() throws Exception {
        assertThat(endOf(peer -> {
            peer.next();
            peer.raw((byte) 0, (byte) 0, (byte) 0, (byte) 9, (byte) 8, (byte) 1);
        })).hasMessage("the connection was lost: the server has closed it");
        assertThat(endOf(peer -> {
            peer.next();
            peer.raw((byte) 0, (byte) 0, (byte) 0, (byte) 2, (byte) 7, (byte) 7);
            peer.fallSilent();
        })).hasMessageStartingWith("the server does not speak doozer: ");
    }

    @Test
    void anAnswerToWhatNobodyAskedEndsTheConnection() throws Exception {
        assertThat(endOf(peer -> {
            peer.answer(peer.next().tag() + 1, new Response().rev(1));
            peer.fallSilent();
        })).hasMessage("the server does not speak doozer: an answer to what nobody has asked");
        assertThat(endOf(peer -> {
            peer.next();
            peer.answer(Request.NO_TAG, new Response().rev(1));
            peer.fallSilent();
        })).hasMessage("the server does not speak doozer: an answer to what nobody has asked");
    }

    @Test
    void anAnswerThatComesTwiceIsTakenOnce() throws Exception {
        try (FakeServer fake = FakeServer.greeting(peer -> {
            while (true) {
                Request request = peer.next();
                for (int i = 0; i < 3; i++) {
                    peer.answer(request, new Response().rev(request.tag()));
                }
            }
        }); DoozerClient client = fake.connect()) {
            for (int i = 0; i < 100; i++) assertThat(client.rev()).isEqualTo(i + 2);
        }
    }

    @Test
    void aServerThatNeverAnswersEndsNoMoreThanTheCall() throws Exception {
        CountDownLatch silent = new CountDownLatch(1);
        try (FakeServer fake = FakeServer.greeting(peer -> {
            Request write = peer.next(Verb.SET);
            silent.await();
            peer.answer(write, new Response().rev(1));
            peer.answer(peer.next(Verb.GET), new Response().rev(2));
            peer.fallSilent();
        }); DoozerClient client = fake.connect()) {
            DoozerException end = catchThrowableOfType(OutcomeUnknownException.class,
                    () -> RealServer.hasty(client).set("/a", 0, bytes("x")));
            assertThat(end).hasCauseInstanceOf(DoozerTimeoutException.class);
            silent.countDown();

            assertThat(client.get("/a").revision()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatNeverReadsCostsBoundedMemoryAndTime() throws Exception {
        byte[] body = new byte[1 << 20];
        try (FakeServer fake = FakeServer.greeting(FakeServer.Peer::fallSilent);
                DoozerClient client = fake.connect()) {
            DoozerClient hasty = RealServer.hasty(client);
            DoozerException end = null;
            CompletableFuture<Long> write = null;
            int count = 0;
            while (end == null) {
                assertThat(count++).isLessThan(20);
                write = hasty.setAsync("/a", -1, body);
                if (!write.isDone()) continue;
                end = (DoozerException) write.handle((value, e) -> e).join();
            }

            assertThat(count).isGreaterThan(10);
            assertThat(end).isInstanceOf(DoozerTimeoutException.class);
            assertThat(end.isOutcomeUnknown()).isFalse();
            assertThatThrownBy(hasty::rev).isInstanceOf(DoozerTimeoutException.class);
        }
    }

    @Test
    void answersThatSayTooLittleAreTold() throws Exception {
        try (FakeServer fake = FakeServer.greeting(peer -> {
            peer.answer(peer.next(Verb.GET), new Response());
            peer.answer(peer.next(Verb.WAIT), new Response().rev(7));
            long tag = peer.next(Verb.WALK).tag();
            peer.answer(tag, new Response().flags(Flags.VALID).rev(7));
            peer.answer(tag, new Response().flags(Flags.DONE));
            tag = peer.next(Verb.WATCH).tag();
            peer.answer(tag, new Response().flags(Flags.DONE));
            peer.fallSilent();
        }); DoozerClient client = fake.connect()) {
            assertThat(client.get("/a").isMissing()).isTrue();
            assertThatThrownBy(() -> client.await("/a", 1))
                    .isExactlyInstanceOf(DoozerException.class)
                    .hasMessage("the server's answer names no path");
            assertThatThrownBy(() -> client.walk("/*"))
                    .hasMessage("the server's answer names no path");
            assertThatThrownBy(() -> client.watch("/a").next())
                    .hasMessage("the server has ended the watch without a word");
        }
    }

    @Test
    void anErrorOfAnUnknownNumberIsAnError() throws Exception {
        try (FakeServer fake = FakeServer.greeting(peer -> {
            Request request = peer.next(Verb.REV);
            // err_code 99 and err_detail "why"
            peer.raw((byte) 0, (byte) 0, (byte) 0, (byte) 11, (byte) 8, (byte) request.tag(),
                    (byte) 0xa0, (byte) 6, (byte) 99, (byte) 0xaa, (byte) 6, (byte) 3, (byte) 'w',
                    (byte) 'h', (byte) 'y');
            peer.fallSilent();
        }); DoozerClient client = fake.connect()) {
            assertThatThrownBy(client::rev).hasMessage("OTHER: why");
        }
    }

    @Test
    void everyOpenRequestHearsOfALostConnection() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        try (FakeServer fake = FakeServer.greeting(peer -> {
            peer.answer(peer.next(Verb.WATCH), new Response().flags(Flags.VALID).rev(1));
            for (int i = 0; i < 3; i++) peer.next();
            ready.await();
        }); DoozerClient client = fake.connect()) {
            Watch watch = client.watch("/a");
            CompletableFuture<Event> wait = client.awaitAsync("/a", 9);
            CompletableFuture<Long> write = client.setAsync("/a", 9, bytes("x"));
            CompletableFuture<?> list = client.listAsync("/a");
            ready.countDown();

            assertThatThrownBy(watch::next).isInstanceOf(ConnectionLostException.class);
            assertThat(lossOf(wait)).isInstanceOf(ConnectionLostException.class);
            assertThat(lossOf(write)).isInstanceOf(OutcomeUnknownException.class)
                    .hasCauseInstanceOf(ConnectionLostException.class);
            assertThat(lossOf(list)).isInstanceOf(ConnectionLostException.class);
        }
    }

    private static DoozerException lossOf(CompletableFuture<?> future) {
        return (DoozerException) future.handle((value, thrown) -> thrown).join();
    }
}
