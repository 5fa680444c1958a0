package doozer.client;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** A watch for each who subscribes. Any thread. */
final class WatchPublisher implements Flow.Publisher<Event> {
    private final Supplier<WatchFeed> feeds;
    private final Executor callbacks;
    private final Supplier<Deadline> deadlines;

    WatchPublisher(Supplier<WatchFeed> feeds, Executor callbacks, Supplier<Deadline> deadlines) {
        this.feeds = feeds;
        this.callbacks = callbacks;
        this.deadlines = deadlines;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Event> subscriber) {
        Objects.requireNonNull(subscriber, "a publisher needs a subscriber");
        Subscription subscription = new Subscription(feeds.get(), subscriber);
        callbacks.execute(() -> subscription.begin(deadlines.get()));
    }

    /** One subscriber's. Its signals are sent in turns of the delivery, the first one before. */
    private final class Subscription implements Flow.Subscription, WatchListener {
        private final WatchFeed feed;
        private final Flow.Subscriber<? super Event> subscriber;
        private final Delivery delivery;
        private volatile boolean isCancelled;
        private volatile IllegalArgumentException mistake;

        Subscription(WatchFeed feed, Flow.Subscriber<? super Event> subscriber) {
            this.feed = feed;
            this.subscriber = subscriber;
            delivery = new Delivery(feed, this, callbacks);
        }

        void begin(Deadline deadline) {
            subscriber.onSubscribe(this);
            if (isCancelled) return;
            try {
                if (mistake == null) feed.open(deadline);
            } catch (DoozerException e) {
                feed.fail(e);
            }
            // Cancelled meanwhile, by somebody who could not know where it is.
            if (isCancelled) feed.abandon();
            feed.onReady(delivery);
        }

        @Override
        public void request(long more) {
            if (more > 0) {
                delivery.ask(more);
                return;
            }
            mistake = new IllegalArgumentException("a subscriber requested " + more);
            feed.close("the subscriber has made a mistake");
        }

        @Override
        public void cancel() {
            isCancelled = true;
            feed.close("the subscription was cancelled");
        }

        @Override
        public void onEvent(Event event) {
            if (!isCancelled) subscriber.onNext(event);
        }

        @Override
        public void onEnd(DoozerException reason) {
            if (!isCancelled) subscriber.onError(mistake == null ? reason : mistake);
        }
    }
}
