package doozer.client;

import static doozer.client.RealServer.LONG;
import static doozer.client.RealServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of a cluster that loses its connection, and what becomes of what was under way. */
@Timeout(60)
class FailOverTest {
    private static final long MILLI = 1_000_000;
    /** Of a test that has no time to lose. */
    static final Timing HASTY = new Timing(60 * MILLI, 2 * MILLI, 20 * MILLI, 500 * MILLI,
            60_000 * MILLI);

    /** A member that answers everything, as far as it goes, with this revision. */
    private static void serve(FakeServer.Peer peer, long revision) throws Exception {
        while (true) answer(peer, peer.next(), revision);
    }

    private static void answer(FakeServer.Peer peer, Request request, long revision)
            throws Exception {
        if (request.verb() == Verb.WALK) {
            peer.answer(request, new Response().flags(Flags.DONE));
        } else if (request.verb() == Verb.STAT) {
            peer.answer(request, new Response().rev(-2));
        } else {
            peer.answer(request, new Response().flags(3).rev(revision).value(bytes("x")));
        }
    }

    /** The next request that is not about who the members are. */
    private static Request next(FakeServer.Peer peer) throws Exception {
        while (true) {
            Request request = peer.next();
            if (request.verb() != Verb.WALK && request.verb() != Verb.STAT) return request;
            answer(peer, request, 0);
        }
    }

    private static DoozerClient follow(FakeServer... members) {
        ClientBuilder builder = DoozerClient.builder().timeout(LONG);
        for (FakeServer member : members) builder.address(member.address());
        return builder.connect(HASTY);
    }

    @Test
    void whatMayBeAskedAgainIsAndAWriteIsNot() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        try (FakeServer first = FakeServer.greeting(peer -> {
            // given that a read and a write are lost with the first member
            for (Verb seen = null; seen != Verb.SET; ) seen = next(peer).verb();
        }); FakeServer second = FakeServer.greeting(peer -> {
            while (true) {
                Request request = peer.next();
                if (request.verb() == Verb.SET) writes.incrementAndGet();
                answer(peer, request, 70);
            }
        }); DoozerClient client = follow(first, second)) {
            CompletableFuture<FileBody> read = client.getAsync("/a");
            CompletableFuture<Long> write = client.setAsync("/a", -1, bytes("x"));

            // then the second answers the read, and never sees the write
            assertThat(read.get(20, TimeUnit.SECONDS).revision()).isEqualTo(70);
            assertThatThrownBy(() -> write.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(OutcomeUnknownException.class)
                    .hasRootCauseMessage("the server has closed it");
            assertThat(client.set("/a", -1, bytes("y"))).isEqualTo(70);
            assertThat(writes).hasValue(1);
        }
    }

    @Test
    @Tag("long")
    void aSessionIsNotSlowerThanOthersWhenConnectionsAreLostOverAndOver() throws Exception {
        // given that the first twelve connections end when a write of the session comes
        AtomicInteger losses = new AtomicInteger();
        try (FakeServer fake = FakeServer.greeting(peer -> {
            while (true) {
                Request request = next(peer);
                if (request.verb() == Verb.SET && losses.incrementAndGet() <= 12) return;
                if (request.verb() != Verb.OPEN) answer(peer, request, 70);
                else peer.answer(request, new Response().flags(3).rev(40).len(10_000));
            }
        }); DoozerClient client = follow(fake)) {
            Session session = client.openSession(Duration.ofSeconds(10));
            long begin = System.nanoTime();

            // then it is not sent less and less often, as it is while there is no quorum
            assertThat(session.set("/a", 0, bytes("x"))).isEqualTo(70);
            assertThat(losses).hasValue(13);
            assertThat(System.nanoTime() - begin).isLessThan(2_500 * MILLI);
        }
    }

    @Test
    void answersCutAnywhereAreAskedForAgain() throws Exception {
        byte[] frame = encoded(new Response().flags(3).rev(70).value(bytes("body")));
        for (int cut = 0; cut <= frame.length; cut++) {
            int length = cut;
            AtomicInteger connections = new AtomicInteger();
            try (FakeServer fake = FakeServer.greeting(peer -> {
                if (connections.incrementAndGet() > 1) serve(peer, 71);
                Request read = next(peer);
                byte[] answer = encoded(read.tag(), new Response().flags(3).rev(70)
                        .value(bytes("body")));
                peer.raw(java.util.Arrays.copyOf(answer, length));
            }); DoozerClient client = follow(fake)) {
                long revision = client.get("/a").revision();

                assertThat(revision).as("cut after " + cut).isEqualTo(
                        cut == frame.length ? 70 : 71);
            }
        }
    }

    private static byte[] encoded(Response response) {
        return encoded(2, response);
    }

    private static byte[] encoded(long tag, Response response) {
        Output out = new Output(64);
        response.encode(tag, out);
        return out.toByteArray();
    }

    @Test
    void aWatchCutAnywhereTellsEachEventOnce() throws Exception {
        byte[] stream = stream(9, 1, 6);
        for (int cut = 0; cut <= stream.length; cut++) {
            int length = cut;
            AtomicInteger connections = new AtomicInteger();
            try (FakeServer fake = FakeServer.greeting(peer -> {
                Request watch = next(peer);
                byte[] all = stream(watch.tag(), watch.rev(), 6);
                if (connections.incrementAndGet() > 1) {
                    peer.raw(all);
                    peer.fallSilent();
                }
                peer.raw(java.util.Arrays.copyOf(all, length));
            }); DoozerClient client = follow(fake)) {
                List<Long> told = new ArrayList<>();
                try (Watch watch = client.watch("/a", 1)) {
                    while (told.size() < 6) told.add(watch.next(LONG).revision());

                    assertThat(told).as("cut after " + cut).containsExactly(1L, 2L, 3L, 4L, 5L,
                            6L);
                    assertThat(watch.next(Duration.ZERO)).isNull();
                }
            }
        }
    }

    /** What a member sends to a watch from that revision on: the mark, and the events. */
    private static byte[] stream(long tag, long from, long last) {
        Output out = new Output(256);
        new Response().flags(Flags.VALID).rev(from - 1).encode(tag, out);
        for (long revision = from; revision <= last; revision++) {
            new Response().flags(Flags.VALID | Flags.SET).rev(revision).path("/a")
                    .value(bytes("x")).encode(tag, out);
        }
        return out.toByteArray();
    }

    @Test
    void aListOrAWalkCutAnywhereHasEachEntryOnce() throws Exception {
        byte[] all = files(2, 0, 4);
        for (int cut = 0; cut <= all.length; cut++) {
            int length = cut;
            AtomicInteger walks = new AtomicInteger();
            try (FakeServer fake = FakeServer.greeting(peer -> {
                while (true) {
                    Request walk = walkOf("/w/*", peer);
                    byte[] answer = files(walk.tag(), walk.offset(), 4);
                    boolean isCut = walks.incrementAndGet() == 1;
                    peer.raw(isCut ? java.util.Arrays.copyOf(answer, length) : answer);
                    if (isCut) return;
                }
            }); DoozerClient client = follow(fake)) {
                assertThat(client.walk("/w/*")).as("cut after " + cut)
                        .extracting(WalkedFile::path).containsExactly("/w/0", "/w/1", "/w/2",
                            "/w/3");
                walks.set(0);
                List<String> paths = new ArrayList<>();
                client.walk("/w/*", 9, file -> paths.add(file.path()));
                assertThat(paths).as("cut after " + cut).containsExactly("/w/0", "/w/1", "/w/2",
                        "/w/3");
            }
        }
    }

    /** The next walk of that glob; others find nothing. */
    private static Request walkOf(String glob, FakeServer.Peer peer) throws Exception {
        while (true) {
            Request request = peer.next();
            if (request.verb() == Verb.WALK && request.path().equals(glob)) return request;
            answer(peer, request, 0);
        }
    }

    private static byte[] files(long tag, int from, int count) {
        Output out = new Output(256);
        for (int i = from; i < count; i++) {
            new Response().flags(Flags.VALID | Flags.SET).rev(i + 1).path("/w/" + i)
                    .value(bytes("x")).encode(tag, out);
        }
        new Response().flags(Flags.DONE).encode(tag, out);
        return out.toByteArray();
    }

    @Test
    void aWatchGoesOnBehindTheLastMark() throws Exception {
        BlockingQueue<Long> from = new LinkedBlockingQueue<>();
        AtomicInteger connections = new AtomicInteger();
        try (FakeServer fake = FakeServer.greeting(peer -> {
            Request watch = next(peer);
            from.add(watch.rev());
            peer.answer(watch, new Response().flags(Flags.VALID).rev(500));
            if (connections.incrementAndGet() > 1) peer.fallSilent();
            peer.answer(watch, new Response().flags(Flags.VALID).rev(700));
        }); DoozerClient client = follow(fake)) {
            client.watch("/quiet");

            assertThat(from.poll(20, TimeUnit.SECONDS)).isZero();
            assertThat(from.poll(20, TimeUnit.SECONDS)).isEqualTo(701);
        }
    }

    @Test
    void aMemberThatFallsSilentIsLeft() throws Exception {
        BlockingQueue<Verb> asked = new LinkedBlockingQueue<>();
        try (FakeServer silent = FakeServer.greeting(peer -> {
            while (true) asked.add(next(peer).verb());
        }); FakeServer second = FakeServer.greeting(peer -> serve(peer, 70));
                DoozerClient client = follow(silent, second)) {
            assertThat(client.get("/a").revision()).isEqualTo(70);

            assertThat(asked).containsExactly(Verb.GET, Verb.SELF);
        }
    }

    @Test
    void aMemberThatIsSlowAndAlivesIsKept() throws Exception {
        AtomicInteger signs = new AtomicInteger();
        try (FakeServer slow = FakeServer.greeting(peer -> {
            Request read = next(peer);
            while (signs.get() < 5) {
                answer(peer, next(peer), 1);
                signs.incrementAndGet();
            }
            answer(peer, read, 70);
            peer.fallSilent();
        }); DoozerClient client = follow(slow)) {
            assertThat(client.get("/a").revision()).isEqualTo(70);
        }
    }

    @Test
    void withoutAQuorumAReadTriesElsewhereAndAWriteDoesNot() throws Exception {
        Response refusal = Response.error(ErrorCode.READONLY, "no quorum");
        try (FakeServer minority = FakeServer.greeting(peer -> {
            while (true) peer.answer(next(peer), refusal);
        }); FakeServer majority = FakeServer.greeting(peer -> serve(peer, 70))) {
            try (DoozerClient client = follow(minority, majority)) {
                assertThat(client.get("/a").revision()).isEqualTo(70);
            }
            try (DoozerClient client = follow(minority, majority)) {
                assertThatThrownBy(() -> client.set("/a", -1, bytes("x")))
                        .isInstanceOf(NoQuorumException.class);
                assertThat(client.set("/a", -1, bytes("x"))).isEqualTo(70);
            }
            try (DoozerClient client = DoozerClient.builder().address(minority.address())
                    .timeout(Duration.ofMillis(200)).connect(HASTY)) {
                assertThatThrownBy(() -> client.get("/a")).isInstanceOf(NoQuorumException.class);
            }
        }
    }

    @Test
    void nobodyIsToldOfAnOlderStateThanBefore() throws Exception {
        BlockingQueue<Long> states = new LinkedBlockingQueue<>();
        AtomicInteger connections = new AtomicInteger();
        AtomicInteger firsts = new AtomicInteger();
        try (FakeServer first = FakeServer.greeting(peer -> {
            if (firsts.incrementAndGet() == 1) answer(peer, next(peer), 90);
        });
                FakeServer behind = FakeServer.greeting(peer -> {
                    // Waits for that state, as a member does that is behind.
                    Request state = peer.next(Verb.STAT);
                    states.add(state.rev());
                    if (connections.incrementAndGet() == 1) peer.fallSilent();
                    answer(peer, state, 91);
                    serve(peer, 91);
                }); DoozerClient client = follow(first, behind)) {
            assertThat(client.rev()).isEqualTo(90);

            assertThat(client.rev()).isEqualTo(91);
            assertThat(states.poll()).isEqualTo(90);
        }
    }

    @Test
    void cancellingReachesWhicheverMemberHasIt() throws Exception {
        BlockingQueue<Boolean> cancelled = new LinkedBlockingQueue<>();
        AtomicInteger connections = new AtomicInteger();
        try (FakeServer fake = FakeServer.greeting(peer -> {
            Request wait = null;
            while (true) {
                Request request = next(peer);
                if (connections.get() == 0) break;
                if (request.verb() == Verb.WAIT) wait = request;
                else if (request.verb() != Verb.CANCEL) answer(peer, request, 1);
                else cancelled.add(request.otherTag() == wait.tag());
            }
            connections.incrementAndGet();
        }); DoozerClient client = follow(fake)) {
            CompletableFuture<Event> wait = client.awaitAsync("/a", 9);
            // Answered on the second connection, which has the wait as well before long.
            assertThat(client.get("/b").revision()).isEqualTo(1);
            wait.cancel(true);

            assertThat(cancelled.poll(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void withoutAnyMemberACallEndsInTimeAndTheClientInItsOwn() throws Exception {
        FakeServer only = FakeServer.greeting(peer -> next(peer));
        try (DoozerClient client = DoozerClient.builder().address(only.address())
                .timeout(Duration.ofMillis(50)).connect(HASTY)) {
            CompletableFuture<Long> unsent = only(only, client);
            assertThatThrownBy(() -> client.set("/a", -1, bytes("x")))
                    .isInstanceOf(DoozerTimeoutException.class);
            assertThat(unsent).isNotDone();
        }
        FakeServer other = FakeServer.greeting(peer -> next(peer));
        try (DoozerClient client = DoozerClient.builder().address(other.address())
                .giveUpAfter(Duration.ofMillis(50)).connect(HASTY)) {
            CompletableFuture<Long> unsent = only(other, client);
            assertThatThrownBy(() -> unsent.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectionLostException.class)
                    .hasMessageEndingWith("the connection was lost: the server has closed it");
            assertThatThrownBy(client::rev).isInstanceOf(ConnectionLostException.class);
        }
    }

    /** Ends the only member; gives a write for which there is none any more. */
    private static CompletableFuture<Long> only(FakeServer server, DoozerClient client)
            throws Exception {
        server.cut();
        // It is lost with the connection, or waits for another one where that was noticed before.
        catchThrowableOfType(DoozerException.class, () -> client.setAsync("/a", -1, bytes("x"))
                .orTimeout(1, TimeUnit.SECONDS).handle((value, e) -> null).join());
        return client.setAsync("/a", -1, bytes("y"));
    }

    @Test
    void closingEndsWhatWaitsForAConnectionAndAllThreads() throws Exception {
        FakeServer only = FakeServer.greeting(peer -> next(peer));
        DoozerClient client = follow(only);
        CompletableFuture<Long> unsent = only(only, client);

        client.close();

        assertThatThrownBy(() -> unsent.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ClosedException.class);
        for (Thread thread : RealServer.clientThreads(only.address())) thread.join();
        assertThatThrownBy(client::rev).isInstanceOf(ClosedException.class);
    }

    @Test
    void anAddressThatDoesNotAnswerCostsLittle() throws Exception {
        try (FakeServer mute = new FakeServer(FakeServer.Peer::fallSilent);
                FakeServer second = FakeServer.greeting(peer -> serve(peer, 70))) {
            long start = System.nanoTime();
            try (DoozerClient client = follow(mute, second)) {
                assertThat(client.rev()).isEqualTo(70);
            }
            assertThat(System.nanoTime() - start).isLessThan(3_000 * MILLI);
        }
    }

    @Test
    void membersAreLearnedFromAnyOfThem() throws Exception {
        try (FakeServer second = FakeServer.greeting(peer -> serve(peer, 71));
                FakeServer first = FakeServer.greeting(peer -> {
                    Request walk = peer.next(Verb.WALK);
                    peer.answer(walk, new Response().flags(Flags.VALID | Flags.SET).rev(1)
                            .path("/ctl/node/B/addr").value(bytes(second.address())));
                    peer.answer(walk, new Response().flags(Flags.DONE));
                    answer(peer, peer.next(), 70);
                    peer.next();
                }); DoozerClient client = follow(first)) {
            assertThat(client.rev()).isEqualTo(70);
            // It ends that connection now, and serves no other.
            assertThat(client.rev()).isEqualTo(71);
        }
    }
}
