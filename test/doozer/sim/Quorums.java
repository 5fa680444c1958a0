package doozer.sim;

import doozer.paxos.Configuration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a cluster can go on with the memories that are left: what is lost without a majority is
 * lost for ever, and no fault of the nodes. Owned by the run's thread.
 */
final class Quorums {
    private final World world;

    Quorums(World world) {
        this.world = world;
    }

    /** Whether one that belongs to a cluster may be killed. */
    boolean mayLose(Process victim) {
        Cluster cluster = world.invariants.main();
        if (cluster == null || !cluster.id.equals(victim.peek.cluster())) return true;
        List<Process> rest = new ArrayList<>(world.alive());
        rest.remove(victim);
        return canGoOn(rest);
    }

    /**
     * Whether those have a majority of every configuration that matters: of what a majority of the
     * newest one knows, as all that was decided beyond that was decided by these.
     */
    boolean canGoOn(Collection<Process> processes) {
        Cluster cluster = world.invariants.main();
        if (cluster == null) return true;
        Process furthest = furthest(processes, cluster);
        if (furthest == null || !hasMajorities(furthest, processes, cluster)) return false;
        List<Configuration> known = furthest.peek.configurations();
        Configuration newest = known.get(known.size() - 1);
        // Of a majority, dead ones among it, some are left as long as there is a majority.
        List<Process> voters = new ArrayList<>(world.processes);
        voters.removeIf(one -> !votes(one, newest, cluster));
        if (voters.size() < newest.majority()) return false;
        voters.sort(Comparator.comparingLong((Process one) -> -one.peek.applied()));
        Process level = leastFrom(voters.get(newest.majority() - 1).peek.applied(), processes,
                cluster);
        return level != null && hasMajorities(level, processes, cluster);
    }

    /** The one that has applied least of those who have applied so much, or null. */
    private static Process leastFrom(long applied, Collection<Process> processes,
            Cluster cluster) {
        return processes.stream().filter(one -> cluster.id.equals(one.peek.cluster())
                && one.peek.applied() >= applied)
                .min(Comparator.comparingLong(one -> one.peek.applied())).orElse(null);
    }

    /** Whether those could go on if the furthest of them survives: less than what is asked for. */
    boolean mightGoOn(Collection<Process> processes) {
        Cluster cluster = world.invariants.main();
        if (cluster == null) return true;
        Process furthest = furthest(processes, cluster);
        return furthest != null && hasMajorities(furthest, processes, cluster);
    }

    private boolean hasMajorities(Process knowing, Collection<Process> processes,
            Cluster cluster) {
        for (Configuration configuration : knowing.peek.configurations()) {
            long votes = processes.stream().filter(one -> votes(one, configuration, cluster))
                    .count();
            if (votes < configuration.majority()) return false;
        }
        return true;
    }

    /** The one that has applied most. */
    Process furthest(Collection<Process> processes, Cluster cluster) {
        Process furthest = null;
        for (Process process : processes) {
            if (!cluster.id.equals(process.peek.cluster())) continue;
            boolean isFurther = furthest == null
                    || process.peek.applied() > furthest.peek.applied();
            if (isFurther) furthest = process;
        }
        return furthest;
    }

    private static boolean votes(Process process, Configuration configuration,
            Cluster cluster) {
        for (int voter : configuration.voters()) {
            if (process.incarnation.equals(cluster.members().get(voter))) return true;
        }
        return false;
    }

    /** Whether a process votes in a configuration that the furthest knows. */
    boolean isVoter(Process process) {
        Cluster cluster = world.invariants.main();
        if (cluster == null) return false;
        Process furthest = furthest(world.alive(), cluster);
        if (furthest == null) return false;
        for (Configuration configuration : furthest.peek.configurations()) {
            if (votes(process, configuration, cluster)) return true;
        }
        return false;
    }
}
