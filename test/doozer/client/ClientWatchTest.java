package doozer.client;

import static doozer.client.RealServer.LONG;
import static doozer.client.RealServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches: every event once, in order, and an end that has a reason. */
@Timeout(60)
class ClientWatchTest {
    private static final int EVENTS = 20_000;

    private RealServer server;
    private DoozerClient client;

    @BeforeEach
    void connect() throws Exception {
        server = new RealServer();
        client = server.connect();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /** A listener that keeps what it hears. */
    private static class Heard implements WatchListener {
        final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        final BlockingQueue<DoozerException> ends = new LinkedBlockingQueue<>();

        @Override
        public void onEvent(Event event) {
            events.add(event);
        }

        @Override
        public void onEnd(DoozerException reason) {
            ends.add(reason);
        }

        DoozerException end() throws InterruptedException {
            return ends.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        }

        Event event() throws InterruptedException {
            return events.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void beginsWithThePastOrWithNow() {
        long first = client.set("/a", 0, bytes("1"));
        try (Watch all = client.watch("/**", 0); Watch past = client.watch("/a", first);
                Watch now = client.watch("/a")) {
            long second = client.del("/a", -1);

            assertThat(all.next().revision()).isEqualTo(1);
            assertThat(past.next().revision()).isEqualTo(first);
            Event event = past.next();
            assertThat(event.kind()).isEqualTo(Event.Kind.DEL);
            assertThat(event.revision()).isEqualTo(second);
            assertThat(event.body()).isEmpty();
            assertThat(now.next().revision()).isEqualTo(second);
            assertThat(now.next(Duration.ofMillis(1))).isNull();
            assertThat(now.next(Duration.ZERO)).isNull();
        }
    }

    @Test
    void seesWhatAnotherConnectionDoesOnceItIsOpen() {
        try (DoozerClient other = server.connect()) {
            for (int i = 0; i < 50; i++) {
                Watch watch = client.watch("/a");
                long revision = other.set("/a", -1, bytes("x"));
                assertThat(watch.next(LONG).revision()).isEqualTo(revision);
                watch.close();
            }
        }
    }

    @Test
    void aSlowConsumerLosesNothingAndDelaysNobody() {
        // given a watch that holds four events, and does not take any while twenty thousand come
        long first = client.rev() + 1;
        Watch watch = client.watch(RealServer.feed(client, "/a", 0, 4));
        byte[] body = new byte[100];
        for (int i = 1; i < EVENTS; i++) client.setAsync("/a", -1, body);
        client.set("/a", -1, body);

        // when it takes them at last, with a call in between now and then
        for (long expected = first; expected < first + EVENTS; expected++) {
            // then each is there once and in order, and the calls are answered
            Event event = watch.next(LONG);
            assertThat(event.revision()).isEqualTo(expected);
            if (expected % 1000 == 0) assertThat(client.get("/a").body()).hasSize(100);
        }
        assertThat(watch.next(Duration.ZERO)).isNull();
        assertThat(watch.revision()).isEqualTo(first + EVENTS - 1);
    }

    @Test
    void aSlowConsumerHoldsABoundedNumberOfBytes() {
        long first = client.rev() + 1;
        Watch watch = client.watch("/a");
        byte[] body = new byte[1 << 20];
        for (int i = 0; i < 12; i++) client.set("/a", -1, body);
        WatchFeed feed = watch.feed();

        assertThat(feed.queuedBytes()).isBetween(1 << 20, Feed.MAX_BYTES + (1 << 20) + 1000);
        for (int i = 0; i < 12; i++) assertThat(watch.next().revision()).isEqualTo(first + i);
        assertThat(feed.queuedBytes()).isZero();
    }

    @Test
    void aSlowListenerLosesNothingAndDelaysNobody() throws Exception {
        Semaphore goOn = new Semaphore(0);
        List<Long> heard = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        long first = client.rev() + 1;
        client.watch(RealServer.feed(client, "/a", first, 4), new Heard() {
            @Override
            public void onEvent(Event event) {
                goOn.acquireUninterruptibly();
                heard.add(event.revision());
                if (heard.size() == 1000) done.countDown();
            }
        });
        for (int i = 0; i < 1000; i++) client.set("/a", -1, bytes("x"));

        goOn.release(1000);

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 1000; i++) assertThat(heard.get(i)).isEqualTo(first + i);
    }

    @Test
    void listenersHearOnTheCallbackThread() throws Exception {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        try (WatchHandle watch = client.watch("/a", new Heard() {
            @Override
            public void onEvent(Event event) {
                threads.add(Thread.currentThread().getName());
                // A callback may wait for answers.
                assertThat(client.get("/a").body()).isNotEmpty();
            }
        })) {
            long revision = client.set("/a", 0, bytes("x"));

            assertThat(threads.poll(20, TimeUnit.SECONDS))
                    .isEqualTo("doozer client callbacks " + server.address());
            assertThat(watch.revision()).isGreaterThanOrEqualTo(revision);
        }
    }

    @Test
    void whatAListenerThrowsIsReportedAndHarmsNobody() throws Exception {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        var handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
        try {
            Heard heard = new Heard();
            long first = client.set("/a", -1, bytes("x"));
            client.set("/a", -1, bytes("y"));
            client.watch("/a", first, new Heard() {
                @Override
                public void onEvent(Event event) {
                    heard.onEvent(event);
                    throw new AssertionError("mine " + event.revision());
                }

                @Override
                public void onEnd(DoozerException reason) {
                    heard.onEnd(reason);
                    throw new IllegalStateException("mine too");
                }
            });

            assertThat(heard.event().revision()).isEqualTo(first);
            assertThat(heard.event().revision()).isEqualTo(first + 1);
            assertThat(reported.poll(20, TimeUnit.SECONDS)).hasMessage("mine " + first);
            assertThat(reported.poll(20, TimeUnit.SECONDS)).hasMessage("mine " + (first + 1));
            client.close();
            assertThat(heard.end()).isInstanceOf(ClosedException.class);
            assertThat(reported.poll(20, TimeUnit.SECONDS)).hasMessage("mine too");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    @Test
    void aListenerLearnsTheEndOnceAndWhy() throws Exception {
        Heard closed = new Heard();
        Heard refused = new Heard();
        Heard lost = new Heard();
        WatchHandle handle = client.watch("/a", closed);
        client.watch("/[", refused);
        client.watch("/a", lost);

        handle.close();
        assertThat(closed.end()).isInstanceOf(ClosedException.class)
                .hasMessage("the watch is closed");
        handle.close();
        assertThat(refused.end()).hasMessage("OTHER: invalid glob pattern: /[");
        server.close();
        assertThat(lost.end()).isInstanceOf(ConnectionLostException.class);
        client.close();

        for (Thread thread : RealServer.clientThreads(server.address())) thread.join();
        assertThat(closed.ends).isEmpty();
        assertThat(refused.ends).isEmpty();
        assertThat(lost.ends).isEmpty();
    }

    @Test
    void aListenerMayCloseItsWatchAndTheClient() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 3; i++) client.set("/a", -1, bytes("x"));

        client.watch("/a", 1, new WatchListener() {
            @Override
            public void onEvent(Event event) {
                events.add(event);
                client.close();
            }

            @Override
            public void onEnd(DoozerException reason) {
                end.countDown();
            }
        });

        assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(events).hasSize(1);
    }

    @Test
    void closingAWatchFreesItsPlaceOnTheServer() throws Exception {
        try (RealServer strict = new RealServer("-maxwatches", "1");
                DoozerClient other = strict.connect()) {
            Watch first = other.watch("/a");
            assertThatThrownBy(() -> other.watch("/b").next()).hasMessageStartingWith("RANGE");

            first.close();
            other.watch("/b", new Heard()).close();
            Watch last = other.watch("/c");

            assertThatThrownBy(first::next).isInstanceOf(ClosedException.class);
            long revision = other.set("/c", 0, bytes("x"));
            assertThat(last.next(LONG).revision()).isEqualTo(revision);
        }
    }

    @Test
    void aWatchThatIsCutKeepsToItsOnePlaceOnTheServer() throws Exception {
        try (RealServer strict = new RealServer("-maxwatches", "1");
                DoozerClient other = strict.connect()) {
            long first = other.rev() + 1;
            Watch watch = other.watch(RealServer.feed(other, "/a", 0, 1));
            for (int i = 0; i < 500; i++) other.set("/a", -1, bytes("x"));

            for (int i = 0; i < 500; i++) {
                assertThat(watch.next(LONG).revision()).isEqualTo(first + i);
            }
        }
    }

    @Test
    void onlyWhoIsSlowerThanHistoryIsLongIsTooLate() throws Exception {
        try (RealServer forgetful = new RealServer("-hist", "10");
                DoozerClient other = forgetful.connect()) {
            Watch watch = other.watch(RealServer.feed(other, "/a", 0, 2));
            for (int i = 0; i < 50; i++) other.set("/a", -1, bytes("x"));
            long first = watch.next().revision();

            assertThat(watch.next().revision()).isEqualTo(first + 1);
            TooLateException end = catchThrowableOfType(TooLateException.class, watch::next);

            assertThat(end.oldest()).isEqualTo(other.rev() - 9);
            assertThat(watch.revision()).isEqualTo(first + 1);
            assertThat(other.watch("/a", end.oldest()).next().revision()).isEqualTo(end.oldest());
        }
    }

    @Test
    void closingEndsAWaitForTheNextEvent() throws Exception {
        BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
        Watch watch = client.watch("/a");
        Thread waiting = new Thread(() -> ends.add(catchThrowableOfType(DoozerException.class,
                watch::next)));
        waiting.start();

        watch.close();

        assertThat(ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(ClosedException.class);
    }

    @Test
    void interruptingAWaitLosesNoEvent() {
        Watch watch = client.watch("/a");
        Thread.currentThread().interrupt();

        assertThatThrownBy(watch::next).hasMessage("interrupted while waiting");

        assertThat(Thread.interrupted()).isTrue();
        long revision = client.set("/a", 0, bytes("x"));
        assertThat(watch.next(LONG).revision()).isEqualTo(revision);
    }

    @Test
    void marksTellHowFarEverythingIsKnown() throws Exception {
        try (FakeServer fake = FakeServer.greeting(peer -> {
            long tag = peer.next(Verb.WATCH).tag();
            peer.answer(tag, new Response().flags(Flags.VALID).rev(90));
            peer.next(Verb.NOP);
            peer.answer(tag, event(93));
            peer.answer(tag, new Response().flags(Flags.VALID).rev(97));
            peer.answer(tag, event(93));
            peer.answer(tag, Response.error(ErrorCode.TOO_LATE, "gone").rev(200));
            peer.fallSilent();
        }); DoozerClient other = fake.connect()) {
            Watch watch = other.watch("/a");
            assertThat(watch.revision()).isEqualTo(90);
            other.nopAsync();

            assertThat(watch.next().revision()).isEqualTo(93);
            assertThatThrownBy(watch::next).isInstanceOf(TooLateException.class);
            assertThat(watch.revision()).isEqualTo(97);
        }
    }

    private static Response event(long revision) {
        return new Response().flags(Flags.VALID | Flags.SET).rev(revision).path("/a")
                .value(bytes("x"));
    }

    @Test
    void aCutWatchIsCancelledAndAskedForAgainBehindWhatItHas() throws Exception {
        BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        try (FakeServer fake = FakeServer.greeting(peer -> {
            long tag = peer.next(Verb.WATCH).tag();
            for (int i = 1; i <= 5; i++) peer.answer(tag, event(100 + i));
            Request cancel = peer.next(Verb.CANCEL);
            requests.add("CANCEL its tag: " + (cancel.otherTag() == tag));
            Request again = peer.next(Verb.WATCH);
            requests.add("WATCH " + again.path() + " " + again.rev());
            // What was under way to the old tag is of no interest any more.
            peer.answer(tag, event(104));
            peer.answer(again, event(103));
            peer.fallSilent();
        }); DoozerClient other = fake.connect()) {
            Watch watch = other.watch(RealServer.feed(other, "/a", 0, 2));
            assertThat(requests.poll(20, TimeUnit.SECONDS)).isEqualTo("CANCEL its tag: true");

            assertThat(watch.next().revision()).isEqualTo(101);
            assertThat(watch.revision()).isEqualTo(101);
            assertThat(watch.next().revision()).isEqualTo(102);
            assertThat(watch.next(LONG).revision()).isEqualTo(103);
            assertThat(requests).containsExactly("WATCH /a 103");
        }
    }
}
