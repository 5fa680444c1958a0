package doozer.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What goes wrong in a run of chaos, by a seed: kills, pauses and cuts of one node at a time, and
 * sometimes a pause of most. A process that is killed forgets everything, so nobody is killed
 * before the last one's place is filled: that it is, within a bound, is checked by this as well.
 * Owned by the thread of the run.
 */
final class Faults implements ChaosRun.Breaker {
    /** Longer than the time-out of the cluster, so that members are replaced and come back. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Duration FILLED = Duration.ofSeconds(40);

    private final Random random;
    private final Duration duration;
    private final boolean mayKill;
    private ChaosRun run;
    private DrillCluster cluster;

    /**
     * Faults for that long.
     *
     * @param mayKill false for a cluster of one, which would forget everything
     */
    Faults(long seed, Duration duration, boolean mayKill) {
        random = new Random(seed);
        this.duration = duration;
        this.mayKill = mayKill;
    }

    @Override
    public void run(ChaosRun newRun, DrillCluster newCluster) {
        run = newRun;
        cluster = newCluster;
        long end = System.nanoTime() + duration.toNanos();
        pass(1_000, 1_500);
        while (System.nanoTime() < end) {
            breakSomething();
            pass(200, 1_500);
        }
    }

    private void breakSomething() {
        int kind = random.nextInt(100);
        if (kind < 30 && mayKill) killAndRestart();
        else if (kind < 40 && mayKill) killAndReplace();
        else if (kind < 65 && !cluster.network().ways().isEmpty()) cut();
        else if (kind < 90 || cluster.nodes().size() < 3) pause();
        else pauseMost();
    }

    private void killAndRestart() {
        run.awaitWhole(FILLED);
        DrillNode node = anyNode();
        run.killed();
        node.kill();
        if (random.nextBoolean()) pass(1, 2_000);
        node.start();
    }

    /** The one that died is not started before another has its place. */
    private void killAndReplace() {
        run.awaitWhole(FILLED);
        List<DrillNode> voters = cluster.voters();
        if (voters.size() == cluster.nodes().size() || voters.isEmpty()) return;
        DrillNode node = voters.get(random.nextInt(voters.size()));
        run.killed();
        node.kill();
        run.awaitWhole(FILLED);
        run.totals().add(Totals.Of.REPLACEMENTS);
        node.start();
    }

    private void pause() {
        DrillNode node = anyNode();
        run.totals().add(Totals.Of.PAUSES);
        node.stop();
        // As many short ones as long ones.
        Await.pass(Duration.ofNanos((long) (LONGEST_PAUSE.toNanos()
                * Math.pow(50, -random.nextDouble()))));
        node.cont();
    }

    private void pauseMost() {
        List<DrillNode> nodes = new ArrayList<>(cluster.nodes());
        Collections.shuffle(nodes, random);
        List<DrillNode> most = nodes.subList(0, nodes.size() / 2 + 1);
        run.totals().add(Totals.Of.MAJORITY_PAUSES);
        most.forEach(DrillNode::stop);
        pass(200, 2_500);
        most.forEach(DrillNode::cont);
    }

    private void cut() {
        List<Network.Way> ways = cluster.network().ways();
        run.totals().add(Totals.Of.CUTS);
        cluster.network().isolate(anyNode().place(), ways.get(random.nextInt(ways.size())));
        pass(200, 4_000);
        cluster.network().heal();
    }

    /** Half of the time the leader, if there is one. */
    private DrillNode anyNode() {
        DrillNode leader = random.nextBoolean() ? cluster.leader() : null;
        return leader != null ? leader
                : cluster.nodes().get(random.nextInt(cluster.nodes().size()));
    }

    private void pass(int leastMillis, int mostMillis) {
        Await.pass(Duration.ofMillis(leastMillis + random.nextInt(mostMillis - leastMillis)));
    }
}
