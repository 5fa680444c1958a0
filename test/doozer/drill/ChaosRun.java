package doozer.drill;

import doozer.history.Answer;
import doozer.history.Ask;
import doozer.history.EventLog;
import doozer.history.History;
import doozer.history.HistoryCheck;
import doozer.history.Operation;
import doozer.tree.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cluster under load and faults: clients record what they ask and are told, and in the end all is
 * healed, and their histories are checked. The thread that runs it owns the cluster; the clients
 * have threads of their own and use what is said to be for them.
 */
final class ChaosRun {
    /**
     * No request may be without an answer for so long: a node answers, or closes, within 5 s, and
     * no pause is longer than {@link Faults#LONGEST_PAUSE}.
     */
    static final Duration HUNG = Duration.ofSeconds(25);
    /** The last file that is written; every watch is of it. */
    static final String END = "/chaos/end/1";
    /** How many files are written at a time. */
    static final int FILES = 6;

    private static final long DIRECTORY_NANOS = 4_000_000_000L;
    private static final Duration HEALED = Duration.ofSeconds(60);

    private final Setting setting;
    private final DrillCluster cluster;
    private final List<String> addresses;
    private final Totals totals = new Totals();
    private final List<String> violations = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong endRevision = new AtomicLong();
    private final List<ChaosClient> workers = new ArrayList<>();
    private final List<ChaosWatcher> watchers = new ArrayList<>();
    private final List<Long> killNanos = new ArrayList<>();
    private final long beginNanos = System.nanoTime();
    private long brokenNanos;
    private volatile boolean isWritingOver;
    private volatile boolean isWatchingOver;

    /** What breaks things, until it has done enough. */
    interface Breaker {
        /** Runs on the thread that owns the cluster; leaves it to be healed by whoever called. */
        void run(ChaosRun run, DrillCluster cluster);
    }

    /**
     * What a run is made of.
     *
     * @param hasFloors whether it is void with too little in it
     */
    record Setting(long seed, int writers, Breaker breaker, boolean hasFloors) {
    }

    /**
     * What has come of a run.
     *
     * @param violations everything that was wrong; empty: nothing
     * @param summary what has happened, in a line
     */
    record Report(List<String> violations, String summary) {
    }

    private ChaosRun(Setting setting, DrillCluster cluster) {
        this.setting = setting;
        this.cluster = cluster;
        addresses = cluster.nodes().stream().map(DrillNode::address).toList();
    }

    /** Runs it on a cluster that is up. */
    static Report run(Setting setting, DrillCluster cluster) {
        ChaosRun run = new ChaosRun(setting, cluster);
        try {
            run.live();
        } catch (DrillException e) {
            run.violation(e.getMessage());
        } finally {
            run.isWritingOver = true;
            run.isWatchingOver = true;
            run.workers.forEach(ChaosRun::join);
            run.watchers.forEach(ChaosRun::join);
        }
        return run.check();
    }

    private void live() {
        beginClients();
        setting.breaker().run(this, cluster);
        brokenNanos = System.nanoTime() - beginNanos;
        heal();
        isWritingOver = true;
        workers.forEach(ChaosRun::join);
        readAtTheEnd();
        awaitWatchers();
        isWatchingOver = true;
        watchers.forEach(ChaosRun::join);
        watchers.forEach(ChaosWatcher::drained);
        checkStates();
    }

    private void beginClients() {
        int number = 0;
        for (int i = 0; i < setting.writers(); i++) workers.add(new ChaosWriter(this, number++));
        for (String address : addresses) workers.add(new ChaosReader(this, number++, address));
        for (String glob : List.of(ChaosWatcher.EVERYTHING, ChaosWatcher.EVERYTHING, "/chaos/**",
                "/chaos/*/1")) {
            watchers.add(new ChaosWatcher(this, number++, glob));
        }
        workers.forEach(each -> each.thread.start());
        watchers.forEach(each -> each.thread.start());
    }

    private static void join(ChaosClient client) {
        try {
            // Whoever waits for an answer gives up by itself.
            client.thread.join(2 * HUNG.toMillis());
            if (client.thread.isAlive()) client.run.violation(client.thread + " does not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // How it ends.

    /** Everybody is back, and as many vote as should. */
    private void heal() {
        if (!cluster.network().ways().isEmpty()) cluster.network().heal();
        for (DrillNode node : cluster.nodes()) {
            if (node.isStopped()) node.cont();
            if (!node.isAlive()) node.start();
        }
        awaitWhole(HEALED);
        cluster.awaitWritable(cluster.running(), HEALED);
    }

    /** Waits until the cluster has all its voters, alive and at work, and has had for a moment. */
    void awaitWhole(Duration most) {
        boolean isWhole = Await.within(most, () -> {
            if (!cluster.isWhole()) return false;
            Await.pass(Duration.ofMillis(200));
            return cluster.isWhole();
        });
        if (!isWhole) {
            throw new DrillException("not within " + most + ": all voters at work; "
                    + cluster.states() + "\n" + cluster.tails());
        }
    }

    /** Each node is asked for the newest revision, and for every file. */
    private void readAtTheEnd() {
        for (String address : addresses) {
            ChaosReader last = ChaosReader.last(this, 1_000 + workers.size(), address);
            workers.add(last);
            last.thread.start();
            join(last);
        }
    }

    private void awaitWatchers() {
        long end = endRevision.get();
        if (Await.within(HEALED, () -> watchers.stream().allMatch(it -> it.reached() >= end))) {
            return;
        }
        for (ChaosWatcher each : watchers) {
            if (each.reached() < end) {
                violation(each + " has heard of nothing after " + each.reached() + " of " + end);
            }
        }
    }

    /** The same revision has the same state everywhere. */
    private void checkStates() {
        List<NodeInfo> infos = cluster.running().stream().map(DrillNode::info).toList();
        for (NodeInfo one : infos) {
            for (NodeInfo other : infos) {
                if (one == null || other == null || one.revision() != other.revision()) continue;
                if (!one.hash().equals(other.hash())) {
                    violation("two states of one revision: " + one + ", " + other);
                }
            }
        }
    }

    private Report check() {
        History history = new History();
        workers.forEach(each -> history.addAll(each.history));
        watchers.forEach(each -> history.addAll(each.history));
        EventLog log = new EventLog();
        for (ChaosWatcher watcher : watchers) {
            for (Event event : watcher.events()) log.add(event);
        }
        HistoryCheck check = HistoryCheck.of(history, log,
                event -> event.path().startsWith("/drill/"));
        check.violations().forEach(this::violation);
        String missed = setting.hasFloors() ? totals.missed(brokenNanos / 60e9) : null;
        if (missed != null) violation("void: only " + missed);
        return new Report(violations, String.format(
                "seed %d: %s, %d files checked, %d not; %s; %d violations", setting.seed(), totals,
                check.filesChecked(), check.filesNotChecked(), failOvers(history),
                violations.size()));
    }

    /** How long after each kill a write that was begun after it was done. */
    private String failOvers(History history) {
        long[] millis = killNanos.stream().mapToLong(kill -> history.operations().stream()
                .filter(each -> each.called() >= kill && each.ask() instanceof Ask.Write
                        && each.answer() instanceof Answer.Done)
                .mapToLong(Operation::returned).min().orElse(Long.MAX_VALUE) - kill)
                .map(nanos -> nanos / 1_000_000).sorted().toArray();
        if (millis.length == 0) return "no kills";
        return "first write after a kill: " + millis[millis.length / 2] + " ms in the middle, "
                + millis[millis.length - 1] + " at most, of " + Arrays.toString(millis);
    }

    // For the breaker.

    void killed() {
        killNanos.add(System.nanoTime());
        totals.add(Totals.Of.KILLS);
    }

    // For the clients: any thread.

    long seed() {
        return setting.seed();
    }

    List<String> addresses() {
        return addresses;
    }

    Totals totals() {
        return totals;
    }

    boolean isWritingOver() {
        return isWritingOver;
    }

    boolean isWatchingOver() {
        return isWatchingOver;
    }

    int nextConnection() {
        return connections.incrementAndGet();
    }

    /** A value that is written once. */
    byte[] nextValue() {
        return ("v" + values.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
    }

    /** Where files are written now: an old one is closed, so that the search for an order ends. */
    String directory() {
        return "/chaos/" + (System.nanoTime() - beginNanos) / DIRECTORY_NANOS;
    }

    /** The last write of all may be the one at this revision. */
    boolean ends(long revision) {
        return endRevision.accumulateAndGet(revision, Math::max) > 0;
    }

    void violation(String what) {
        synchronized (violations) {
            violations.add(what);
        }
    }
}
