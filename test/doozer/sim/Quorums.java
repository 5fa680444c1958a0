package doozer.sim;

import doozer.paxos.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

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
     * Whether those have a majority of every configuration that matters: of the newest one that
     * they know, and of each before it whose slots may not be known to those who came after.
     */
    boolean canGoOn(Collection<Process> processes) {
        Cluster cluster = world.invariants.main();
        if (cluster == null) return true;
        Process furthest = furthest(processes, cluster);
        if (furthest == null) return false;
        List<Configuration> known = furthest.peek.configurations();
        long newest = known.get(known.size() - 1).version();
        TreeMap<Integer, Long> applied = new TreeMap<>();
        TreeSet<Integer> left = new TreeSet<>();
        cluster.members().forEach((number, incarnation) -> {
            for (Process one : world.processes) {
                if (!one.incarnation.equals(incarnation)) continue;
                applied.put(number, one.peek.applied());
                if (processes.contains(one)) left.add(number);
            }
        });
        return suffices(cluster.configurationsUpTo(newest), applied, left);
    }

    /**
     * Goes back in time to the configuration of which a majority has applied all that was decided
     * before it, those included that are gone: of a majority some are left, while there is one.
     * Nobody of an earlier one is needed (rule R7), however far behind those of a later one are.
     *
     * @param known all up to the newest one, the first one first
     * @param applied by member number, how far it is or was
     * @param left the numbers of those that are left
     */
    static boolean suffices(List<Configuration> known, Map<Integer, Long> applied,
            Set<Integer> left) {
        for (int i = known.size() - 1; i >= 0; i--) {
            Configuration one = known.get(i);
            if (count(one, left::contains) < one.majority()) return false;
            long caughtUp = count(one,
                    voter -> applied.getOrDefault(voter, 0L) >= one.firstSlot() - 1);
            if (caughtUp >= one.majority()) return true;
        }
        return true;
    }

    private static long count(Configuration configuration, IntPredicate condition) {
        return Arrays.stream(configuration.voters()).filter(condition).count();
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
