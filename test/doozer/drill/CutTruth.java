package doozer.drill;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.Watch;
import doozer.client.WatchOptions;
import doozer.wire.DoozerUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Every event of a cluster, as told by one member at a time on connections that nothing is done
 * to: when one ends, the next one begins where it ended. No revision may be left out. Its thread
 * records; the rest is for any thread.
 */
final class CutTruth {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> addresses;
    private final Thread thread = new Thread(this::record, "records the truth");
    /** The event of revision n is at n - 1. */
    private final List<Event> events = new ArrayList<>();
    private volatile boolean isOver;
    private volatile String failure;

    private CutTruth(List<String> addresses) {
        this.addresses = addresses;
    }

    /** Begins to record, from the first revision on, at the members that are there. */
    static CutTruth begin(List<String> addresses) {
        CutTruth truth = new CutTruth(addresses);
        truth.thread.setDaemon(true);
        truth.thread.start();
        return truth;
    }

    private void record() {
        for (int turn = 0; !isOver && failure == null; turn++) {
            String address = addresses.get(turn % addresses.size());
            DoozerUri uri = DoozerUri.parse("doozer:?ca=" + address);
            try (DoozerClient client = DoozerClient.connect(uri, Duration.ofSeconds(3))) {
                record(client.watch(WatchOptions.of("/**").from(revision() + 1)));
            } catch (DoozerException e) {
                Await.pass(Duration.ofMillis(10));
            }
        }
    }

    private void record(Watch watch) {
        while (!isOver) {
            Event event = watch.next(LOOK);
            if (event != null) add(event);
        }
    }

    private synchronized void add(Event event) {
        if (event.revision() != events.size() + 1) {
            failure = "after revision " + events.size() + " a member tells of " + event;
            throw new DrillException(failure);
        }
        events.add(event);
        notifyAll();
    }

    /** What the members themselves did wrong, or null. */
    String failure() {
        return failure;
    }

    /** How far it has got. */
    synchronized long revision() {
        return events.size();
    }

    /** Waits until that revision is known; false if it does not come. */
    boolean awaitRevision(long revision) {
        return Await.within(PATIENCE, () -> revision() >= revision);
    }

    /** What that revision did; null before it is known. */
    synchronized Event event(long revision) {
        boolean isKnown = revision > 0 && revision <= events.size();
        return isKnown ? events.get((int) revision - 1) : null;
    }

    /** The event that made the file that was at the path before; null if there was none. */
    synchronized Event fileBefore(Event event) {
        for (long revision = event.revision() - 1; revision > 0; revision--) {
            Event earlier = event(revision);
            if (!earlier.path().equals(event.path())) continue;
            return earlier.kind() == Event.Kind.SET ? earlier : null;
        }
        return null;
    }

    /** All that match one of some globs, from one revision to another one. */
    synchronized List<Event> events(List<String> globs, long from, long last) {
        Pattern pattern = pattern(globs);
        List<Event> found = new ArrayList<>();
        boolean isMore = false;
        long end = last;
        while (end > 0 && end < events.size() && event(end).hasMore()) end++;
        // From the end of a step: whether another one of it matches is known by then.
        for (long revision = end; revision >= from; revision--) {
            Event event = event(revision);
            if (!event.hasMore()) isMore = false;
            if (!matches(pattern, event)) continue;
            if (revision > last) {
                isMore = true;
                continue;
            }
            found.add(event.hasMore() == isMore ? event : with(event, isMore));
            isMore = true;
        }
        Collections.reverse(found);
        return found;
    }

    private static boolean matches(Pattern pattern, Event event) {
        return event.kind() != Event.Kind.NOP && pattern.matcher(event.path()).matches();
    }

    private static Event with(Event event, boolean hasMore) {
        return new Event(event.path(), event.revision(), event.kind(), event.body(),
                event.previous(), hasMore);
    }

    /**
     * What was told of the state after a revision.
     *
     * @param told each as the event that made it
     */
    record Claim(long revision, List<String> globs, List<Event> told, String by) {
    }

    /** What is wrong with some claims; goes through all states once. */
    synchronized List<String> check(List<Claim> claims) {
        List<String> wrong = new ArrayList<>();
        TreeMap<String, Event> files = new TreeMap<>();
        List<Claim> sorted = new ArrayList<>(claims);
        sorted.sort(Comparator.comparingLong(Claim::revision));
        int revision = 0;
        for (Claim claim : sorted) {
            for (; revision < claim.revision(); revision++) apply(events.get(revision), files);
            String problem = CutStream.compare(files(files, claim.globs()), claim.told());
            if (problem == null) continue;
            wrong.add(claim.by() + " of revision " + revision + ": " + problem);
        }
        return wrong;
    }

    private static void apply(Event event, TreeMap<String, Event> files) {
        if (event.kind() == Event.Kind.SET) files.put(event.path(), event);
        else files.remove(event.path());
    }

    /** Those that match, glob by glob, each once, none followed by more. */
    private static List<Event> files(TreeMap<String, Event> files, List<String> globs) {
        LinkedHashMap<String, Event> found = new LinkedHashMap<>();
        for (String glob : globs) {
            Pattern pattern = pattern(List.of(glob));
            files.values().stream().filter(file -> matches(pattern, file))
                    .forEach(file -> found.putIfAbsent(file.path(), with(file, false)));
        }
        return List.copyOf(found.values());
    }

    /** The glob as the documents have it, made anew: what is judged must not judge. */
    private static Pattern pattern(List<String> globs) {
        List<String> patterns = globs.stream().map(glob -> glob.replace(".", "\\.")
                .replace("**", "\0").replace("*", "[^/]*").replace("\0", ".*")
                .replace("?", "[^/]")).toList();
        return Pattern.compile(String.join("|", patterns));
    }

    void end() {
        isOver = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
