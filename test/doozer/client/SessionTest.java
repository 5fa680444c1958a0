package doozer.client;

import static doozer.client.RealServer.LONG;
import static doozer.client.RealServer.bytes;
import static doozer.client.RealServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import doozer.build.Counts;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions, and the writes in them. */
@Timeout(60)
class SessionTest {
    private static final Duration TTL = Duration.ofSeconds(10);

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

    @Test
    void writesByNumberAndEndsWithItsFiles() {
        Session session = client.openSession(TTL, "me");
        assertThat(session.ttl()).isEqualTo(TTL);
        assertThat(text(client.get("/ctl/sess/" + session.id()).body())).isEqualTo("me");

        long first = session.setEphemeral("/lock", 0, bytes("x"));
        assertThat(session.set("/a", 0, bytes("y"))).isEqualTo(first + 1);
        assertThat(session.next("/n")).isEqualTo(new NextValue(1, first + 2));
        assertThat(session.nop()).isEqualTo(first + 3);
        assertThat(session.del("/a", -1)).isEqualTo(first + 4);
        assertThat(session.txn().ifRevision("/lock", first).set("/a", bytes("z"))
                .setEphemeral("/mine", 0, bytes("w")).commit()).isEqualTo(first + 6);
        assertThat(session.isAlive()).isTrue();

        session.close();
        session.close();

        assertThat(session.isAlive()).isFalse();
        assertThat(client.get("/lock").isMissing()).isTrue();
        assertThat(client.get("/mine").isMissing()).isTrue();
        assertThat(client.get("/a").isMissing()).isFalse();
        assertThatThrownBy(session::nop).isInstanceOf(ClosedException.class);
    }

    @Test
    void whatIsRefusedUsesItsNumberUp() {
        try (Session session = client.openSession(TTL)) {
            long revision = session.set("/a", 0, bytes("no number"));

            assertThatThrownBy(() -> session.next("/a")).isInstanceOf(DoozerException.class)
                    .extracting("code").isEqualTo(ErrorCode.RANGE);
            assertThatThrownBy(() -> session.set("/b", 0, new byte[(1 << 20) + 1]))
                    .hasMessageStartingWith("RANGE");
            assertThatThrownBy(() -> session.set("not a path", 0, bytes("x")))
                    .hasMessageStartingWith("BAD_PATH");
            var mismatch = catchThrowableOfType(RevisionMismatchException.class,
                    () -> session.set("/a", 0, bytes("x")));

            assertThat(mismatch.actual()).isEqualTo(revision);
            assertThat(session.nop()).isEqualTo(revision + 1);
            assertThat(session.isAlive()).isTrue();
        }
    }

    @Test
    void aTransactionIsDoneAsAWholeOrNotAtAll() {
        long revision = client.set("/a", 0, bytes("x"));

        var mismatch = catchThrowableOfType(RevisionMismatchException.class,
                () -> client.txn().ifMissing("/a").set("/b", bytes("y")).commit());
        assertThat(mismatch.actual()).isEqualTo(revision);
        assertThat(mismatch).hasMessageStartingWith("REV_MISMATCH: /a");
        assertThat(client.get("/b").isMissing()).isTrue();
        assertThat(client.txn().ifRevision("/a", revision).set("/b", bytes("y")).delete("/a")
                .commitAsync().join()).isEqualTo(revision + 2);
        assertThat(client.txn().ifMissing("/a").commit()).isEqualTo(revision + 2);
        assertThatThrownBy(() -> client.txn().setEphemeral("/e", 0, bytes("")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(client.next("/n").value()).isEqualTo(1);
    }

    @Test
    void eachWriteIsDoneOnceWhateverIsCut() throws Exception {
        int count = Counts.of(300, 5000);
        try (Cutter cutter = new Cutter(7, 3000);
                RealServer behind = new RealServer("-advertise", cutter.address())) {
            cutter.leadTo(behind.address());
            try (DoozerClient follower = DoozerClient.builder().address(cutter.address())
                    .timeout(LONG).connect(FailOverTest.HASTY)) {
                Session session = follower.openSession(Duration.ofSeconds(30));
                List<CompletableFuture<NextValue>> all = new ArrayList<>();
                for (int i = 0; i < count; i++) all.add(session.nextAsync("/n"));

                long before = 0;
                for (int i = 0; i < count; i++) {
                    NextValue next = all.get(i).get(30, TimeUnit.SECONDS);
                    assertThat(next.value()).isEqualTo(i + 1);
                    assertThat(next.revision()).isGreaterThan(before);
                    before = next.revision();
                }
                assertThat(session.isAlive()).isTrue();
                assertThat(cutter.cuts()).isGreaterThan(5);
                cutter.rest();
                session.close();
            }
        }
    }

    @Test
    void aWalkAndWhatFollowsComeOnceWhateverIsCut() throws Exception {
        try (Cutter cutter = new Cutter(8, 4000);
                RealServer behind = new RealServer("-advertise", cutter.address());
                DoozerClient writer = behind.connect()) {
            cutter.leadTo(behind.address());
            for (int i = 100; i < 300; i++) writer.set("/w/" + i, 0, bytes("first " + i));
            try (DoozerClient follower = DoozerClient.builder().address(cutter.address())
                    .timeout(LONG).connect(FailOverTest.HASTY)) {
                Watch watch = follower.watch(WatchOptions.of("/w/1*").and("/w/*").and("/x")
                        .walkFirst().progress().previous());
                List<String> told = new ArrayList<>();
                Event event = watch.next(LONG);
                for (; event.kind() != Event.Kind.MARK; event = watch.next(LONG)) {
                    told.add(event.path());
                }
                assertThat(told).hasSize(200).doesNotHaveDuplicates().isSorted();

                long first = writer.rev() + 1;
                assertThat(event.revision()).isEqualTo(first - 1);
                for (int i = 0; i < 200; i++) writer.set("/w/100", -1, bytes("again"));
                for (long expected = first; expected < first + 200; expected++) {
                    do event = watch.next(LONG); while (event.kind() == Event.Kind.MARK);
                    assertThat(event.revision()).isEqualTo(expected);
                }
                assertThat(cutter.cuts()).isGreaterThan(5);
            }
        }
    }

    /** Both clocks as a test has them. */
    private static final class FakeTime implements Time {
        final AtomicLong slept = new AtomicLong();

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallNanos() {
            return System.nanoTime() + slept.get();
        }
    }

    @Test
    void whoWasAsleepKnowsBeforeItDoesAnything() throws Exception {
        FakeTime time = new FakeTime();
        CountDownLatch lost = new CountDownLatch(1);
        Session session = client.openSession(TTL, "", time);
        session.onLost(lost::countDown);
        session.set("/a", 0, bytes("x"));

        time.slept.set(Duration.ofSeconds(9).toNanos());

        assertThatThrownBy(() -> session.set("/a", -1, bytes("y")))
                .isInstanceOf(SessionLostException.class)
                .hasMessage("the session is lost: no sign of life was answered in time");
        assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
        time.slept.set(0);
        assertThat(session.isAlive()).isFalse();
        CountDownLatch late = new CountDownLatch(1);
        session.onLost(late::countDown);
        assertThat(late.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(text(client.get("/a").body())).isEqualTo("x");
    }

    @Test
    void signsOfLifeKeepItAlive() throws Exception {
        try (Session session = client.openSession(Duration.ofMillis(500))) {
            session.setEphemeral("/here", 0, bytes("x"));
            CompletableFuture<Event> gone = client.awaitAsync("/here", client.rev() + 1);

            assertThatThrownBy(() -> gone.get(1500, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(session.isAlive()).isTrue();
        }
    }

    /** A server with a session, which answers signs of life as the test says. */
    private static FakeServer fake(FakeServer.Script script, Response sign) throws Exception {
        return FakeServer.greeting(peer -> {
            peer.answer(peer.next(Verb.OPEN), new Response().flags(3).rev(40).len(600));
            script.serve(new FakeServer.Peer(peer) {
                @Override
                public Request next() throws java.io.IOException, doozer.wire.BadFrameException {
                    while (true) {
                        Request next = super.next();
                        if (next.verb() != Verb.KEEP) return next;
                        if (sign != null) answer(next, sign);
                    }
                }
            });
        });
    }

    @Test
    void aSessionThatTheClusterHasEndedIsLost() throws Exception {
        try (FakeServer fake = fake(peer -> peer.next(Verb.CANCEL),
                Response.error(ErrorCode.NOENT, "no such session"));
                DoozerClient other = fake.connect()) {
            CountDownLatch lost = new CountDownLatch(1);
            Session session = other.openSession(TTL);
            CompletableFuture<Long> write = session.setAsync("/a", 0, bytes("x"));
            session.onLost(lost::countDown);

            assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(write::get).hasCauseInstanceOf(OutcomeUnknownException.class)
                    .hasRootCauseInstanceOf(SessionLostException.class);
            assertThatThrownBy(session::nop).isInstanceOf(SessionLostException.class);
        }
    }

    @Test
    void aSessionOfWhichNothingIsHeardIsLost() throws Exception {
        try (FakeServer fake = fake(peer -> peer.next(Verb.CANCEL), null);
                DoozerClient other = fake.connect()) {
            CountDownLatch lost = new CountDownLatch(1);
            other.openSession(TTL).onLost(lost::countDown);

            assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void oneThatIsLostByTheClockIsEndedForOthersToo() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicLong lostNanos = new AtomicLong();
        try (FakeServer fake = fake(peer -> {
            peer.next(Verb.CLOSE);
            closed.countDown();
        }, null); DoozerClient other = fake.connect()) {
            Session session = other.openSession(TTL);
            session.onLost(() -> lostNanos.set(System.nanoTime()));

            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            // A fifth of the 600 ms is left to whatever relied on it.
            assertThat(System.nanoTime() - lostNanos.get())
                    .isGreaterThan(Duration.ofMillis(100).toNanos());
        }
    }

    @Test
    void whoClosesASecondTimeWaitsForTheFirst() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (FakeServer fake = fake(peer -> {
            Request close = peer.next(Verb.CLOSE);
            asked.countDown();
            mayAnswer.await();
            peer.answer(close, new Response().flags(3));
        }, null); DoozerClient other = fake.connect()) {
            Session session = other.openSession(TTL);
            Thread first = new Thread(session::close);
            AtomicLong answersLeft = new AtomicLong(-1);
            Thread second = new Thread(() -> {
                session.close();
                answersLeft.set(mayAnswer.getCount());
            });
            first.start();
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            second.start();
            while (second.getState() != Thread.State.TIMED_WAITING && second.isAlive()) {
                Thread.onSpinWait();
            }
            mayAnswer.countDown();
            second.join();
            first.join();
            assertThat(answersLeft).hasValue(0);
        }
    }

    @Test
    void timeOutsMayBeAsLongAsTheyLike() throws Exception {
        Duration forEver = ChronoUnit.FOREVER.getDuration();
        DoozerClient patient = client.within(forEver);
        assertThat(patient.rev()).isPositive();
        try (Session session = patient.openSession(Duration.ofDays(1));
                Watch watch = patient.watch("/a")) {
            assertThat(session.set("/a", -1, bytes("x"))).isPositive();
            assertThat(watch.next(forEver)).isNotNull();
        }
    }

    @Test
    void whoWaitsNoMoreLeavesNoHole() throws Exception {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        try (FakeServer fake = fake(peer -> {
            Request first = peer.next(Verb.SET);
            goOn.await();
            peer.answer(first, new Response().flags(Flags.DONE).rev(50));
            Request second = peer.next(Verb.DEL);
            done.set((int) (second.sequence() * 10 + second.acked()));
            peer.answer(second, new Response().flags(Flags.DONE).rev(51));
            peer.fallSilent();
        }, new Response().flags(3)); DoozerClient other = fake.connect()) {
            Session session = other.openSession(TTL);
            CompletableFuture<Long> given = session.setAsync("/a", 0, bytes("x"));
            given.cancel(true);
            goOn.countDown();

            assertThat(session.del("/a", -1)).isEqualTo(51);
            assertThat(done.get()).isIn(20, 21);
        }
    }
}
