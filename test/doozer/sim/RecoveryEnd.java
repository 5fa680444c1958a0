package doozer.sim;

import doozer.node.ClusterId;
import doozer.node.NodePeek;
import doozer.tree.FileEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What has to be in the end, after a recovery, when everybody reaches everybody: one epoch, in
 * which all are, with all that was decided as far as a survivor knew it. Owned by the run's thread.
 */
final class RecoveryEnd {
    private static final long SECOND = 1_000_000_000;
    private static final long BOUND = 60 * SECOND;

    private final World world;
    private final List<LateClient> clients;
    private int client = 2_000;

    RecoveryEnd(World world, List<LateClient> clients) {
        this.world = world;
        this.clients = clients;
    }

    void run() {
        await("only one epoch goes on", this::isOne);
        clients.forEach(LateClient::stop);
        if (epochs().isEmpty()) {
            world.totals.add(Totals.Of.SPLITS);
            return;
        }
        Cluster cluster = world.invariants.of(epochs().get(0));
        startAnew();
        await("all are in one cluster", () -> isAgreed(cluster));
        probe(false);
        probe(true);
        await("as many vote as wanted", () -> isGrown(cluster));
        await("the sessions end", () -> members().stream()
                .allMatch(one -> one.peek.sessions() == 0));
        await("all agree", () -> isAgreed(cluster));
        judge(cluster);
    }

    /** The epochs in which somebody takes part. */
    private List<ClusterId> epochs() {
        List<ClusterId> epochs = new ArrayList<>();
        for (Process process : world.alive()) {
            ClusterId id = process.peek.cluster();
            if (id != null && !process.peek.isStopped() && !epochs.contains(id)) epochs.add(id);
        }
        return epochs;
    }

    private boolean isOne() {
        List<ClusterId> known = world.alive().stream().map(one -> one.peek.cluster())
                .filter(java.util.Objects::nonNull).distinct().toList();
        long top = known.stream().mapToLong(ClusterId::epoch).max().orElse(0);
        List<ClusterId> newest = known.stream().filter(one -> one.epoch() == top).toList();
        // Of two with the same number neither goes on.
        return newest.size() == 1 ? epochs().equals(newest) : epochs().isEmpty();
    }

    /** Who takes part no more still has what it had, and then is started again. */
    private void startAnew() {
        for (Process process : world.alive()) {
            if (!process.peek.isStopped()) continue;
            if (process.peek.tree().find("/ctl/name") == null && process.peek.applied() > 0) {
                throw new Violation(process + " has lost what it had");
            }
            if (process.seen.self == 0 && !process.seen.wasMember) {
                throw new Violation(process + " was never a member, and takes part no more");
            }
            process.machine.kill();
        }
        for (Machine machine : world.machines()) {
            if (machine.process() == null && !machine.isLiar()) world.restart(machine);
        }
    }

    private List<Process> members() {
        return world.alive().stream().filter(one -> !one.machine.isLiar()).toList();
    }

    private boolean isAgreed(Cluster cluster) {
        NodePeek first = null;
        for (Process process : members()) {
            NodePeek peek = process.peek;
            if (!cluster.id.equals(peek.cluster()) || peek.self() == 0) return false;
            if (first == null) first = peek;
            boolean isSame = peek.applied() == first.applied()
                    && peek.stateHash(peek.applied()) == first.stateHash(first.applied());
            if (!isSame) return false;
        }
        return first != null;
    }

    /** An odd number of voters, as many as there can be. */
    private boolean isGrown(Cluster cluster) {
        int most = Math.min(members().size(), members().get(0).peek.aim());
        int wanted = most % 2 == 0 ? most - 1 : most;
        return members().stream().allMatch(one -> cluster.id.equals(one.peek.cluster())
                && one.peek.configurations().size() == 1
                && one.peek.configurations().get(0).voters().length >= wanted);
    }

    private void probe(boolean isWrite) {
        List<Prober> probers = new ArrayList<>();
        for (Process process : members()) {
            probers.add(new Prober(world, process.machine, client++, isWrite));
        }
        probers.forEach(Prober::begin);
        await(isWrite ? "each node commits a write" : "each node answers a read",
                () -> probers.stream().allMatch(Prober::isDone));
    }

    private void await(String what, BooleanSupplier condition) {
        long from = world.timeline.now();
        world.timeline.runUntil(from + BOUND, condition);
        if (!condition.getAsBoolean()) {
            throw new Violation("not within " + BOUND / SECOND + " s after a recovery: " + what
                    + "; " + world.alive().stream().map(RecoveryEnd::text).toList());
        }
        world.trace.say("reco", what + ": after " + (world.timeline.now() - from) / 1_000_000
                + " ms");
    }

    private static String text(Process process) {
        NodePeek peek = process.peek;
        return process + "=" + peek.self() + (peek.isStopped() ? " stopped" : "") + " of "
                + (peek.cluster() == null ? "nothing" : peek.cluster().epoch() + "/"
                + Long.toHexString(peek.cluster().nonce())) + " at " + peek.applied()
                + ", configurations " + (peek.cluster() == null ? "" : peek.configurations());
    }

    // What is left of what clients were told.

    private void judge(Cluster cluster) {
        List<LateClient.Write> writes = new ArrayList<>();
        clients.forEach(one -> writes.addAll(one.writes));
        NodePeek peek = members().get(0).peek;
        for (LateClient.Write write : writes) {
            boolean isThere = peek.tree().find(write.path) instanceof FileEntry;
            if (write.isRefused && isThere) {
                throw new Violation(write.path + " was said never to be done, and was");
            }
            if (write.revision == 0 || isThere || !isKept(write, cluster)) continue;
            throw new Violation(write.path + " was done at revision " + write.revision
                    + ", and is lost");
        }
        TreeSet<String> refused = new TreeSet<>();
        writes.stream().filter(one -> one.isRefused).forEach(one -> refused.add(one.path));
        for (Cluster one : world.invariants.clusters()) {
            one.events.stream().filter(event -> refused.contains(event.path())).forEach(event -> {
                throw new Violation(event.path() + " was said never to be done, and was");
            });
        }
    }

    /** Whether the epochs since have begun with what was then. */
    private boolean isKept(LateClient.Write write, Cluster cluster) {
        for (ClusterId id = cluster.id; id != null;) {
            if (id.equals(write.cluster)) return true;
            Epochs.Base base = world.epochs.base(id);
            if (base == null) return false;
            if (base.parent().equals(write.cluster)) return write.revision <= base.decided();
            id = base.parent();
        }
        return false;
    }
}
