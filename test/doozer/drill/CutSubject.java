package doozer.drill;

import doozer.client.DoozerClient;
import doozer.client.Event;
import doozer.client.Session;
import doozer.client.WatchOptions;
import doozer.client.recipes.CacheListener;
import doozer.client.recipes.TreeCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** A client that all is done to, and everything that is done with it. Owned by one thread. */
final class CutSubject implements AutoCloseable {
    /** What is written when all is over, for every watch to see. */
    static final String END = "/cut/end";
    private static final Duration TTL = Duration.ofSeconds(60);
    /** Files that make a walk long enough to be cut in the middle. */
    private static final int FILES = 60;

    private final CutRun run;
    private final DoozerClient client;
    private final Session session;
    private final String directory;
    private final List<CutWorker> workers = new ArrayList<>();
    private final List<CutStream> streams = new ArrayList<>();
    private final List<List<Event>> steps = Collections.synchronizedList(new ArrayList<>());
    private final String mine;
    private final long mineRevision;
    private TreeCache cache;

    CutSubject(CutRun run, String name, DoozerClient client) {
        this.run = run;
        this.client = client;
        directory = "/cut/" + name;
        session = client.openSession(TTL, name);
        session.onLost(() -> run.fail("the session of " + name + " was lost"));
        mine = directory + "/mine";
        mineRevision = session.setEphemeral(mine, 0, new byte[0]);
        for (int i = 0; i < FILES; i++) session.set(directory + "/many/" + i, 0, new byte[i]);
    }

    /** Begins everything that is done with it. */
    void begin() {
        CutCounter lasting = counter(CutCounter.Kind.LASTING);
        counter(CutCounter.Kind.MORTAL);
        counter(CutCounter.Kind.UNNUMBERED);
        workers.add(new CutPairs(run, session, directory, false));
        workers.add(new CutPairs(run, session, directory, true));
        workers.add(new CutReader(run, client, lasting, directory));
        WatchOptions everything = WatchOptions.of("/cut/**");
        WatchOptions some = WatchOptions.of(directory + "/pair/*").and("/cut/*/n/*").and(END)
                .and(directory + "/here/?");
        streams.add(CutStream.queue(directory, client, some.from(1).previous()));
        streams.add(CutStream.listener(directory, client, some.walkFirst().progress()));
        streams.add(CutStream.subscriber(directory, client, everything.from(1)));
        cache = TreeCache.of(client, "/cut/**", new CacheListener() {
            @Override
            public void onStep(List<Event> events) {
                steps.add(events);
            }
        });
        workers.forEach(CutWorker::begin);
    }

    private CutCounter counter(CutCounter.Kind kind) {
        CutCounter counter = new CutCounter(run, session, kind, directory);
        workers.add(counter);
        return counter;
    }

    /** Waits for the ends of all workers, once the run is over. */
    void join() {
        for (CutWorker worker : workers) {
            if (!worker.join()) run.fail(worker.name + " does not end");
        }
        if (!session.isAlive()) run.fail("the session of " + directory + " is not alive");
        long revision = client.stat(mine).revision();
        if (revision != mineRevision) run.fail(mine + " has revision " + revision);
        session.close();
    }

    /** Waits until everything has told of that revision. */
    void awaitEnd(long revision) {
        boolean hasCome = Await.within(CutWorker.PATIENCE, () -> cache.revision() >= revision
                && streams.stream().allMatch(stream -> stream.hasCome(revision)));
        if (!hasCome) run.fail("not every watch of " + directory + " has come to " + revision);
    }

    /** Checks everything that it was told against the truth. */
    void check(CutTruth truth, long end) {
        for (CutWorker worker : workers) worker.check(truth);
        for (CutStream stream : streams) run.fail(stream.check(truth, run.claims()));
        List<String> globs = List.of("/cut/**");
        List<Event> files = cache.files().values().stream()
                .map(file -> new Event(file.path(), file.revision(), Event.Kind.SET, file.body(),
                        null, false)).toList();
        run.claim(new CutTruth.Claim(end, globs, files, "the cache of " + directory));
        checkSteps(truth, end);
    }

    /** A cache that never had to begin anew tells each step whole, as it was. */
    private void checkSteps(CutTruth truth, long end) {
        if (cache.reason() != null) run.fail("the cache ended: " + cache.reason());
        if (steps.size() < 2) {
            run.fail("the cache of " + directory + " has told nothing");
            return;
        }
        List<Event> told = new ArrayList<>();
        for (List<Event> step : steps.subList(1, steps.size())) {
            told.addAll(step);
            if (step.get(step.size() - 1).hasMore()) run.fail("the cache has shown half a step");
        }
        String problem = CutStream.compare(truth.events(List.of("/cut/**"),
                told.get(0).revision(), end), told);
        if (problem != null) run.fail("the cache of " + directory + ": " + problem);
    }

    /** How many events it has heard of. */
    long events() {
        return steps.size() + streams.stream().mapToLong(CutStream::size).sum();
    }

    /** Those of its workers that got nothing done for longer than that. */
    List<String> slowerThan(Duration most) {
        return workers.stream().filter(worker -> worker.longestNanos() > most.toNanos())
                .map(worker -> "nothing was done by " + worker).toList();
    }

    /** Who of its workers got nothing done for the longest time. */
    CutWorker slowest() {
        return Collections.max(workers, Comparator.comparingLong(CutWorker::longestNanos));
    }

    @Override
    public void close() {
        client.close();
    }
}
