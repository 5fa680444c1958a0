package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.client.ClientBuilder;
import doozer.client.DoozerClient;
import doozer.client.Hurry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that reach the members of a cluster through proxies alone, which cut, stall and redirect
 * their connections all the time, while the members are killed and started again one after the
 * other. Every increment is done exactly once, every event told exactly once, in order, and no read
 * is of an older state than the one before. A seed, {@code -Dseed=7}, brings the same faults again
 * and the same members' ends; what meets what is left to the machine.
 */
@Timeout(1800)
class CutClientTest {
    private static final int FAULTS = Counts.of(100, 10_000);
    private static final int RESTARTS = Counts.of(1, 20);
    /** Events and operations for each fault: fewer, and connections were cut that did nothing. */
    private static final int EVENTS_A_FAULT = 10;
    private static final int MOST_THREADS = 60;
    private static final Duration IMPATIENT = Duration.ofMillis(250);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private final long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
    private final CutFaults faults = new CutFaults(seed);
    private final Random random = new Random(seed);
    private final CutRun run = new CutRun();
    private Set<String> addresses;
    private int restarts;
    private int threads;
    private double brokenSeconds;

    @Test
    void everythingIsDoneAndToldExactlyOnceWhateverIsCutStalledAndRedirected() throws Exception {
        DrillCluster.Plan plan = DrillCluster.Plan.of(3, 0, "-timeout", "1s");
        String figures = "";
        try (DrillCluster cluster = DrillCluster.start(plan, new CutNetwork(faults));
                CutSubject usual = new CutSubject(run, "usual", builder(cluster).connect());
                CutSubject hasty = new CutSubject(run, "hasty",
                        Hurry.connect(builder(cluster), IMPATIENT))) {
            addresses = cluster.nodes().stream().map(node -> node.place().advertise())
                    .collect(Collectors.toSet());
            CutTruth truth = CutTruth.begin(cluster.nodes().stream().map(DrillNode::address)
                    .toList());
            List<CutSubject> subjects = List.of(usual, hasty);
            subjects.forEach(CutSubject::begin);
            breakAll(cluster);
            figures = heal(cluster, truth, subjects);
            assertThat(run.failures()).as("seed " + seed + ", " + figures + cluster.tails())
                    .isEmpty();
            // While the members are there: their ends would end what was left behind.
            subjects.forEach(CutSubject::close);
            awaitThreads(0);
        }
        System.out.println("cut client: seed " + seed + ", " + figures);
    }

    private static ClientBuilder builder(DrillCluster cluster) {
        return DoozerClient.builder().timeout(CutWorker.PATIENCE)
                .address(cluster.node(1).place().advertise());
    }

    /** Until enough has been broken; the next member ends when the cluster is whole again. */
    private void breakAll(DrillCluster cluster) {
        long beginNanos = System.nanoTime();
        faults.turn(true);
        while (run.failures().isEmpty() && (restarts < RESTARTS || faults.total() < FAULTS)) {
            threads = Math.max(threads, clientThreads());
            cluster.restart(cluster.nodes().get(random.nextInt(3)),
                    Duration.ofMillis(random.nextInt(300)));
            restarts++;
            if (!Await.within(DrillCluster.PATIENCE, cluster::isWhole)) {
                run.fail("the cluster does not become whole: " + cluster.states());
            }
            Await.pass(Duration.ofMillis(random.nextInt(500)));
        }
        brokenSeconds = (System.nanoTime() - beginNanos) / 1e9;
        faults.turn(false);
    }

    /** Lets everything come to its end, and checks it; gives the figures. */
    private String heal(DrillCluster cluster, CutTruth truth, List<CutSubject> subjects) {
        run.end();
        subjects.forEach(CutSubject::join);
        long end = 0;
        try (DoozerClient steady = DoozerClient.builder().timeout(CutWorker.PATIENCE)
                .address(cluster.node(1).address()).connect()) {
            boolean areGone = Await.within(CutWorker.PATIENCE,
                    () -> steady.walk("/cut/*/mortal/*").isEmpty());
            if (!areGone) run.fail("ephemeral files have outlived their sessions");
            end = steady.set(CutSubject.END, 0, new byte[0]);
        }
        if (!truth.awaitRevision(end)) run.fail("the truth has not come to " + end);
        for (CutSubject subject : subjects) subject.awaitEnd(end);
        if (truth.failure() != null) run.fail(truth.failure());
        if (run.failures().isEmpty()) check(truth, subjects, end);
        truth.end();
        return figures(subjects, end);
    }

    private void check(CutTruth truth, List<CutSubject> subjects, long end) {
        for (CutSubject subject : subjects) subject.check(truth, end);
        run.fail(truth.check(run.claims()));
        long events = subjects.stream().mapToLong(CutSubject::events).sum();
        if (events < (long) EVENTS_A_FAULT * faults.total()) run.fail("too few events: " + events);
        if (run.of(CutRun.Of.INCREMENTS) < faults.total()) run.fail("too few increments");
        for (CutRun.Of what : Set.of(CutRun.Of.TRANSACTIONS, CutRun.Of.EPHEMERALS,
                CutRun.Of.UNNUMBERED, CutRun.Of.READS)) {
            if (run.of(what) < faults.total() / 50) run.fail("too few " + what);
        }
        for (CutFaults.Kind kind : CutFaults.Kind.values()) {
            // A hundred faults may have none of the rarest by chance.
            if (Counts.isLong() && faults.of(kind) == 0) run.fail("no " + kind);
        }
        for (CutSubject subject : subjects) run.fail(subject.slowerThan(LONGEST_SILENCE));
        if (threads > MOST_THREADS) run.fail(threads + " threads");
    }

    private static CutWorker slowest(List<CutSubject> subjects) {
        return subjects.stream().map(CutSubject::slowest)
                .max(Comparator.comparingLong(CutWorker::longestNanos)).orElseThrow();
    }

    private String figures(List<CutSubject> subjects, long end) {
        long events = subjects.stream().mapToLong(CutSubject::events).sum();
        return String.format("%s, %d members started again, %s, %d revisions, %d events told,"
                        + " longest without progress: %s, at most %d threads, %.0f s",
                faults, restarts, run, end, events, slowest(subjects), threads, brokenSeconds);
    }

    /** The threads of clients of the proxies: each has the address of one in its name. */
    private int clientThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("doozer client ")
                        && addresses.contains(name.substring(name.lastIndexOf(' ') + 1))).count();
    }

    private void awaitThreads(int most) {
        assertThat(Await.within(Duration.ofSeconds(20), () -> clientThreads() <= most))
                .as("threads of clients that are closed end").isTrue();
    }
}
