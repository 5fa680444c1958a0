package doozer.client;

import static doozer.client.RealServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches as publishers, and callbacks on an executor of the caller's. */
@Timeout(60)
class PublisherTest {
    private RealServer server;
    private ExecutorService threads;
    private DoozerClient client;

    @BeforeEach
    void connect() throws Exception {
        server = new RealServer();
        threads = Executors.newFixedThreadPool(4, task -> new Thread(task, "theirs"));
        client = DoozerClient.builder().uri(server.uri()).executor(threads).connect();
    }

    @AfterEach
    void close() {
        client.close();
        threads.shutdownNow();
        server.close();
    }

    /** Keeps what it hears, and sees that nobody speaks while somebody does. */
    private static class Heard implements Flow.Subscriber<Event> {
        final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        final BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
        final CountDownLatch isSubscribed = new CountDownLatch(1);
        final AtomicInteger speaking = new AtomicInteger();
        volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            isSubscribed.countDown();
        }

        @Override
        public void onNext(Event event) {
            if (speaking.incrementAndGet() != 1) ends.add(new AssertionError("two at once"));
            // Long enough for another thread to come in between.
            for (int i = 0; i < 1000; i++) Thread.onSpinWait();
            events.add(event);
            speaking.decrementAndGet();
        }

        @Override
        public void onError(Throwable thrown) {
            ends.add(thrown);
        }

        @Override
        public void onComplete() {
            ends.add(new AssertionError("it completes"));
        }

        void request(long more) throws InterruptedException {
            isSubscribed.await();
            subscription.request(more);
        }

        long revision() throws InterruptedException {
            return events.poll(20, TimeUnit.SECONDS).revision();
        }
    }

    @Test
    void noMoreIsSentThanIsRequestedAndNothingIsLost() throws Exception {
        long first = client.rev() + 1;
        for (int i = 0; i < 6000; i++) client.setAsync("/a", -1, bytes("x"));
        long last = client.set("/a", -1, bytes("x"));
        Heard heard = new Heard();
        client.watchPublisher(WatchOptions.of("/a").from(first)).subscribe(heard);

        heard.request(2);
        assertThat(heard.revision()).isEqualTo(first);
        assertThat(heard.revision()).isEqualTo(first + 1);
        // What was answered since would be there if it came unasked.
        for (int i = 0; i < 100; i++) client.rev();
        assertThat(heard.events).isEmpty();

        heard.request(1);
        assertThat(heard.revision()).isEqualTo(first + 2);
        heard.request(Long.MAX_VALUE);
        for (long expected = first + 3; expected <= last; expected++) {
            assertThat(heard.revision()).isEqualTo(expected);
        }
        assertThat(heard.ends).isEmpty();
    }

    @Test
    void eachSubscriberHasItsOwnAndEndsItByItself() throws Exception {
        Flow.Publisher<Event> events = client.watchPublisher(WatchOptions.of("/a").from(1));
        Heard one = new Heard();
        Heard two = new Heard();
        events.subscribe(one);
        events.subscribe(two);
        one.request(10);
        two.request(10);
        long first = client.set("/a", -1, bytes("x"));
        assertThat(one.revision()).isEqualTo(first);
        assertThat(two.revision()).isEqualTo(first);

        one.subscription.cancel();
        long second = client.set("/a", -1, bytes("y"));
        assertThat(two.revision()).isEqualTo(second);
        client.close();

        assertThat(two.ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(ClosedException.class);
        assertThat(one.events).isEmpty();
        assertThat(one.ends).isEmpty();
    }

    @Test
    void reasonsAreErrors() throws Exception {
        Heard refused = new Heard();
        client.watchPublisher(WatchOptions.of("/[")).subscribe(refused);
        assertThat(refused.ends.poll(20, TimeUnit.SECONDS))
                .hasMessage("OTHER: invalid glob pattern: /[");
        Heard wrong = new Heard();
        client.watchPublisher(WatchOptions.of("/a")).subscribe(wrong);
        wrong.request(0);
        assertThat(wrong.ends.poll(20, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMistakeAtTheBeginningOpensNothing() throws Exception {
        try (FakeServer fake = FakeServer.greeting(peer -> peer.answer(peer.next(Verb.REV),
                new Response().flags(3).rev(7))); DoozerClient other = fake.connect()) {
            Heard wrong = new Heard() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(0);
                }
            };
            other.watchPublisher(WatchOptions.of("/a")).subscribe(wrong);
            assertThat(wrong.ends.poll(20, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(other.rev()).isEqualTo(7);
            assertThat(wrong.ends).isEmpty();
        }
    }

    @Test
    void callbacksRunOnTheExecutorAndAListenerHearsOneAtATime() throws Exception {
        Heard heard = new Heard();
        List<String> names = new ArrayList<>();
        client.watch("/a", new WatchListener() {
            @Override
            public void onEvent(Event event) {
                names.add(Thread.currentThread().getName());
                heard.onNext(event);
            }

            @Override
            public void onEnd(DoozerException reason) {
                heard.onError(reason);
            }
        });
        long first = client.rev() + 1;
        for (int i = 0; i < 2000; i++) client.setAsync("/a", -1, bytes("x"));
        for (int i = 0; i < 2000; i++) assertThat(heard.revision()).isEqualTo(first + i);

        assertThat(names).hasSize(2000).containsOnly("theirs");
        assertThat(heard.ends).isEmpty();
        CompletableFuture<String> name = client.awaitAsync("/b", 1)
                .thenApply(event -> Thread.currentThread().getName());
        client.set("/b", 0, bytes("x"));
        assertThat(name.get(20, TimeUnit.SECONDS)).isEqualTo("theirs");
    }
}
