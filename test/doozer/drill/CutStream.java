package doozer.drill;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.FileBody;
import doozer.client.Watch;
import doozer.client.WatchListener;
import doozer.client.WatchOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;

/** What one watch of a client has told, in order. Any thread. */
final class CutStream {
    private static final long REQUEST = 64;
    private static final int FOLLOWED = 10;
    private static final Duration SHORT = Duration.ofMillis(100);

    private final String name;
    private final WatchOptions options;
    private final List<Event> told = new ArrayList<>();
    private DoozerException end;

    private CutStream(String name, WatchOptions options) {
        this.name = name;
        this.options = options;
    }

    /** Takes events from the queue of a watch, by a thread of its own. */
    static CutStream queue(String name, DoozerClient client, WatchOptions options) {
        CutStream stream = new CutStream("queue of " + name, options);
        Watch watch = client.watch(options);
        CutProxy.start(() -> stream.takeAll(watch));
        return stream;
    }

    private void takeAll(Watch watch) {
        try {
            while (true) add(watch.next());
        } catch (DoozerException e) {
            end(e);
        }
    }

    /** Listens. */
    static CutStream listener(String name, DoozerClient client, WatchOptions options) {
        CutStream stream = new CutStream("listener of " + name, options);
        client.watch(options, new WatchListener() {
            @Override
            public void onEvent(Event event) {
                stream.add(event);
            }

            @Override
            public void onEnd(DoozerException reason) {
                stream.end(reason);
            }
        });
        return stream;
    }

    /** Subscribes, and requests some at a time. */
    static CutStream subscriber(String name, DoozerClient client, WatchOptions options) {
        CutStream stream = new CutStream("subscriber of " + name, options);
        client.watchPublisher(options).subscribe(new Flow.Subscriber<>() {
            private Flow.Subscription subscription;
            private long left = REQUEST;

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                given.request(REQUEST);
            }

            @Override
            public void onNext(Event event) {
                stream.add(event);
                if (--left > 0) return;
                left = REQUEST;
                subscription.request(REQUEST);
            }

            @Override
            public void onError(Throwable reason) {
                stream.end((DoozerException) reason);
            }

            @Override
            public void onComplete() {
                throw new AssertionError("a watch never completes");
            }
        });
        return stream;
    }

    /**
     * The beginning of a watch, which is closed then: all to the first mark, and what comes in a
     * short while behind it.
     */
    static CutStream beginning(String name, DoozerClient client, WatchOptions options) {
        CutStream stream = new CutStream("beginning of " + name, options);
        try (Watch watch = client.watch(options)) {
            Event event;
            do {
                event = watch.next(CutWorker.PATIENCE);
                if (event == null) throw new DrillException("no beginning of " + name);
                stream.add(event);
            } while (event.kind() != Event.Kind.MARK);
            for (int i = 0; i < FOLLOWED && event != null; i++) {
                event = watch.next(SHORT);
                if (event != null) stream.add(event);
            }
        }
        return stream;
    }

    private synchronized void add(Event event) {
        told.add(event);
    }

    private synchronized void end(DoozerException reason) {
        if (end == null) end = reason;
    }

    /** Whether it has told of that revision, or has ended. */
    synchronized boolean hasCome(long revision) {
        return end != null || lastRevision() >= revision;
    }

    private long lastRevision() {
        return told.isEmpty() ? 0 : told.get(told.size() - 1).revision();
    }

    synchronized int size() {
        return told.size();
    }

    /** What is wrong with it; what it says of a state first is left to the truth. */
    synchronized List<String> check(CutTruth truth, List<CutTruth.Claim> claims) {
        List<String> wrong = new ArrayList<>();
        if (end != null) wrong.add(name + " ended: " + end);
        if (!truth.awaitRevision(lastRevision())) wrong.add(name + " knows more than there is");
        if (!wrong.isEmpty()) return wrong;
        long from = options.from();
        int begin = 0;
        if (options.isWalkFirst()) {
            while (begin < told.size() && told.get(begin).kind() != Event.Kind.MARK) begin++;
            if (begin == told.size()) return List.of(name + " has no mark");
            from = told.get(begin).revision() + 1;
            claims.add(new CutTruth.Claim(from - 1, options.globs(),
                    List.copyOf(told.subList(0, begin)), name));
        }
        List<Event> followed = told.subList(begin, told.size());
        String order = checkOrder(followed);
        if (order != null) wrong.add(name + ": " + order);
        List<Event> events = followed.stream()
                .filter(event -> event.kind() != Event.Kind.MARK).toList();
        String problem = compare(truth.events(options.globs(), from, lastRevision()), events);
        if (problem != null) wrong.add(name + ": " + problem);
        wrong.addAll(checkPrevious(name, events, truth));
        return wrong;
    }

    /** Nothing up to the revision of a mark is told behind it. */
    private static String checkOrder(List<Event> events) {
        long last = 0;
        for (Event event : events) {
            if (event.revision() <= last) return text(event) + " is behind revision " + last;
            last = event.revision();
        }
        return null;
    }

    /** How two streams differ first; null when they do not. */
    static String compare(List<Event> expected, List<Event> told) {
        for (int i = 0; i < Math.max(expected.size(), told.size()); i++) {
            Event right = i < expected.size() ? expected.get(i) : null;
            Event left = i < told.size() ? told.get(i) : null;
            if (right != null && left != null && isSame(right, left)) continue;
            return "number " + i + " is " + text(left) + ", not " + text(right) + ", of "
                    + told.size() + " where " + expected.size() + " are expected";
        }
        return null;
    }

    private static boolean isSame(Event right, Event left) {
        return right.revision() == left.revision() && right.kind() == left.kind()
                && right.path().equals(left.path()) && right.hasMore() == left.hasMore()
                && Arrays.equals(right.body(), left.body());
    }

    private static String text(Event event) {
        return event == null ? "none" : event.kind() + " " + event.path() + " at "
                + event.revision() + (event.hasMore() ? " and more" : "") + ": "
                + new String(event.body(), StandardCharsets.UTF_8);
    }

    private static List<String> checkPrevious(String name, List<Event> events, CutTruth truth) {
        List<String> wrong = new ArrayList<>();
        for (Event event : events) {
            FileBody previous = event.previous();
            if (previous == null) continue;
            Event made = truth.fileBefore(event);
            boolean isRight = made == null ? previous.revision() == 0
                    : made.revision() == previous.revision()
                            && Arrays.equals(made.body(), previous.body());
            if (!isRight) wrong.add(name + ": before " + text(event) + " was " + text(made));
        }
        return wrong;
    }
}
