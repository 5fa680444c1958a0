package doozer.client;

import static doozer.client.RealServer.LONG;
import static doozer.client.RealServer.bytes;
import static doozer.client.RealServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.wire.Flags;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that give a future. */
@Timeout(30)
class ClientFuturesTest {
    private RealServer server;
    private DoozerClient client;

    @BeforeEach
    void connect() throws Exception {
        server = new RealServer("-maxwatches", "1");
        client = server.connect();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void everyVerbHasOne() throws Exception {
        long revision = client.setAsync("/d/a", 0, bytes("x")).get();

        assertThat(text(client.getAsync("/d/a").get().body())).isEqualTo("x");
        assertThat(client.getAsync("/d/a", revision).get().revision()).isEqualTo(revision);
        assertThat(client.statAsync("/d/a").get()).isEqualTo(new Stat(revision, 1));
        assertThat(client.statAsync("/d/a", revision - 1).get().isMissing()).isTrue();
        assertThat(client.listAsync("/d").get()).hasSize(1);
        assertThat(client.listAsync("/d", revision).get().get(0).name()).isEqualTo("a");
        assertThat(client.walkAsync("/d/*").get().get(0).path()).isEqualTo("/d/a");
        assertThat(client.walkAsync("/d/*", revision).get()).hasSize(1);
        assertThat(client.revAsync().get()).isEqualTo(revision);
        assertThat(client.selfAsync().get()).isEqualTo(server.id());
        assertThat(client.awaitAsync("/d/*", 1).get().revision()).isEqualTo(revision);
        assertThat(client.nopAsync().get()).isEqualTo(revision + 1);
        assertThat(client.delAsync("/d/a", -1).get()).isEqualTo(revision + 2);
    }

    @Test
    void failuresHaveTheSameTypes() {
        client.set("/a", 0, bytes("x"));

        assertThatThrownBy(() -> client.setAsync("/a", 0, bytes("y")).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RevisionMismatchException.class);
        client.close();
        assertThatThrownBy(() -> client.getAsync("/a").get())
                .hasCauseInstanceOf(ClosedException.class);
    }

    @Test
    void manyAreAnsweredInTheOrderSent() {
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) writes.add(client.setAsync("/a", -1, bytes("" + i)));

        for (int i = 1; i < writes.size(); i++) {
            assertThat(writes.get(i).join()).isEqualTo(writes.get(0).join() + i);
        }
        assertThat(text(client.get("/a").body())).isEqualTo("19999");
    }

    @Test
    void dependentsRunOnTheCallbackThreadAndMayWaitForAnswers() throws Exception {
        CompletableFuture<Long> write = client.awaitAsync("/a", client.rev() + 1)
                .thenApply(event -> {
                    assertThat(Thread.currentThread().getName())
                            .isEqualTo("doozer client callbacks " + server.address());
                    return client.set("/b", -1, event.body());
                });

        client.set("/a", -1, bytes("x"));

        assertThat(write.get(20, TimeUnit.SECONDS)).isPositive();
        assertThat(text(client.get("/b").body())).isEqualTo("x");
    }

    @Test
    void aStuckDependentDelaysNoCallThatWaits() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Boolean> dependent = client.awaitAsync("/a", client.rev() + 1)
                .thenApply(event -> {
                    stuck.countDown();
                    return await(goOn);
                });
        client.set("/a", -1, bytes("x"));
        stuck.await();

        assertThat(client.get("/a").body()).isNotEmpty();
        try (Watch watch = client.watch("/a")) {
            client.set("/a", -1, bytes("y"));
            assertThat(watch.next(LONG)).isNotNull();
        }
        goOn.countDown();
        assertThat(dependent.get(20, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void cancellingReachesTheServer() {
        // given that the server has one place for whatever waits
        long future = client.rev() + 1000;
        List<CompletableFuture<?>> waits = List.of(
                client.awaitAsync("/a", future), client.getAsync("/a", future),
                client.statAsync("/a", future), client.listAsync("/", future),
                client.walkAsync("/*", future));
        assertThatThrownBy(() -> waits.get(1).get())
                .hasMessageContaining("RANGE: this connection has 1 watches");

        // when the first is cancelled, and each that then takes its place
        assertThat(waits.get(0).cancel(true)).isTrue();
        client.getAsync("/a", future).cancel(true);
        client.statAsync("/a", future).cancel(true);
        client.listAsync("/", future).cancel(true);
        client.walkAsync("/*", future).cancel(true);

        // then the place is free
        CompletableFuture<Event> last = client.awaitAsync("/a", 1);
        long revision = client.set("/a", 0, bytes("x"));
        assertThat(last.join().revision()).isEqualTo(revision);
        // A limit of time ends a wait as well; when the server hears of it is the scheduler's.
        assertThatThrownBy(() -> client.getAsync("/a", future).orTimeout(1, TimeUnit.MILLISECONDS)
                .get()).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void whoHearsOfACancelFindsThePlaceOnTheServerFree() throws Exception {
        client.set("/a", 0, bytes("x"));
        CompletableFuture<Event> first = client.awaitAsync("/a", client.rev() + 1000);
        CompletableFuture<Event> next = first.handle((event, thrown) -> client.awaitAsync("/a", 1))
                .thenCompose(future -> future);

        first.cancel(true);

        assertThat(next.get(20, TimeUnit.SECONDS).path()).isEqualTo("/a");
    }

    @Test
    void cancellingAWriteForgetsItsAnswerAndNothingElse() throws Exception {
        try (FakeServer fake = FakeServer.greeting(peer -> {
            long forgotten = peer.next(Verb.SET).tag();
            long next = peer.next(Verb.GET).tag();
            peer.answer(forgotten, new Response().flags(Flags.DONE).rev(7));
            peer.answer(next, new Response().flags(Flags.DONE).rev(7).value(bytes("x")));
            peer.fallSilent();
        }); DoozerClient other = fake.connect()) {
            CompletableFuture<Long> write = other.setAsync("/a", 0, bytes("x"));
            write.cancel(false);

            assertThat(other.get("/a").revision()).isEqualTo(7);
            assertThat(write).isCancelled();
        }
    }
}
