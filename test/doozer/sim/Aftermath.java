package doozer.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The end of a run: a random majority is healed, the rest is left broken. Then the core must first
 * answer a read at each node without any write, then commit, agree and drain every watch. Owned by
 * the run's thread.
 */
final class Aftermath {
    private static final long SECOND = 1_000_000_000;
    private static final long BOUND = 30 * SECOND;

    private final World world;
    private final Dice dice;
    private final List<Machine> core = new ArrayList<>();
    /** Pairs of the core that do not reach each other. */
    private final List<Machine[]> cut = new ArrayList<>();
    /** One that stays dead, whatever else is chosen. */
    private Machine lost;
    private int client = 1_000;

    Aftermath(World world) {
        this.world = world;
        dice = world.dice.split();
    }

    /** False when no majority was left. */
    boolean run() {
        try {
            return settle();
        } catch (LostQuorum e) {
            // What was on its way to become a configuration has lost its majority, too.
            world.totals.add(Totals.Of.QUORUM_LOST);
            world.trace.say("end", "no majority is left after all");
            return false;
        }
    }

    private boolean settle() {
        world.network.calm();
        world.leases.clients().forEach(one -> one.mode(SessionClient.Mode.QUIET));
        world.network.healAll();
        if (dice.oneIn(3)) askForOneVote();
        if (!chooseCore()) {
            world.totals.add(Totals.Of.QUORUM_LOST);
            world.trace.say("end", "no majority is left");
            return false;
        }
        for (Machine machine : core) heal(machine);
        for (Machine machine : world.machines()) {
            if (!core.contains(machine)) leaveBroken(machine);
        }
        if (dice.oneIn(3)) bridge();
        world.trace.say("end", "the core is " + names());
        world.settleOn(core);
        probe(false);
        probe(true);
        if (world.plan.sessionClients > 0) settleSessions();
        await("the core agrees", this::isAgreed);
        Cluster cluster = world.invariants.main();
        await("every watch is drained", () -> world.watchers.stream()
                .allMatch(watcher -> watcher.isDrained(cluster)));
        world.watchers.forEach(Watcher::finish);
        return true;
    }

    /** All that was asked is answered; then those end that nobody keeps, and no other. */
    private void settleSessions() {
        List<SessionClient> clients = new ArrayList<>(world.leases.clients());
        clients.forEach(one -> one.mode(SessionClient.Mode.FINISHING));
        await("every command of a session is answered",
                () -> clients.stream().allMatch(SessionClient::isFinished), clients::toString);
        SessionLog log = world.sessions();
        List<SessionClient> kept = new ArrayList<>(clients);
        dice.shuffle(kept);
        kept.subList(0, dice.between(1, kept.size())).clear();
        clients.forEach(one -> one.mode(kept.contains(one) ? SessionClient.Mode.KEEPING
                : SessionClient.Mode.SILENT));
        await("each session ends that is not kept", () -> log.open().stream().allMatch(
                id -> kept.stream().anyMatch(one -> one.session() == id)),
                () -> log.open() + ", kept are " + kept);
        kept.forEach(one -> one.mode(SessionClient.Mode.SILENT));
        await("every session ends", () -> log.open().isEmpty(), () -> log.open().toString());
    }

    private List<String> names() {
        return core.stream().map(machine -> machine.name() + "="
                + (machine.process() == null ? "-" : machine.process().peek.self())).toList();
    }

    /**
     * A leader asks for a vote that reaches one other voter only, and is gone. A read waits for
     * that slot, though nobody writes: rule L3.
     */
    private void askForOneVote() {
        for (Process process : world.alive()) process.resume();
        world.timeline.runUntil(world.timeline.now() + 3 * SECOND, () -> leader() != null);
        Process leader = leader();
        if (leader == null || !world.quorums.mayLose(leader)) return;
        List<Machine> voters = new ArrayList<>(world.machines());
        voters.removeIf(one -> one.process() == null || one.process() == leader
                || !world.quorums.isVoter(one.process()));
        if (voters.isEmpty()) return;
        Machine voter = dice.pick(voters);
        for (Machine other : world.machines()) {
            if (other != voter && other != leader.machine) {
                world.network.cut(leader.machine, other);
            }
        }
        world.trace.say("end", leader + " asks " + voter.name() + " only for a vote");
        new Prober(world, leader.machine, client++, true).begin();
        world.timeline.runUntil(world.timeline.now() + SECOND / 10, () -> false);
        leader.machine.kill();
        world.network.healAll();
        lost = leader.machine;
        core.add(voter);
    }

    private Process leader() {
        for (Process process : world.alive()) {
            if (process.peek.isLeading()) return process;
        }
        return null;
    }

    // Who is healed.

    private boolean chooseCore() {
        List<Machine> machines = new ArrayList<>(world.machines());
        machines.removeIf(one -> one.isLiar() || one == lost || core.contains(one));
        dice.shuffle(machines);
        Cluster cluster = world.invariants.main();
        int more = dice.below(machines.size() + 1);
        for (Machine machine : machines) {
            boolean isEnough = cluster != null && cluster.hasAcknowledged()
                    && world.quorums.canGoOn(processes());
            if (isEnough && more-- <= 0) return true;
            core.add(machine);
        }
        return cluster == null || !cluster.hasAcknowledged()
                || world.quorums.canGoOn(processes());
    }

    private List<Process> processes() {
        return core.stream().map(Machine::process).filter(java.util.Objects::nonNull).toList();
    }

    private void heal(Machine machine) {
        machine.turnNanos = Math.min(machine.turnNanos, 2_000_000);
        if (machine.process() == null) world.restart(machine);
        else machine.process().resume();
    }

    private void leaveBroken(Machine machine) {
        Process process = machine.process();
        if (process == null) return;
        long forGood = 1_000 * SECOND;
        switch (dice.below(6)) {
            case 0 -> machine.kill();
            case 1 -> machine.turnOff();
            case 2 -> process.pause(forGood);
            case 3 -> world.partitions.isolate(machine, true, true, forGood);
            case 4 -> world.partitions.isolate(machine, true, false, forGood);
            default -> world.partitions.isolate(machine, false, true, forGood);
        }
    }

    /** Cuts pairs of voters, as long as each still reaches a majority by itself. */
    private void bridge() {
        List<Machine> voters = new ArrayList<>(core);
        voters.removeIf(one -> one.process() == null || !world.quorums.isVoter(one.process()));
        for (int i = 0; i < voters.size(); i++) {
            for (int j = i + 1; j < voters.size(); j++) {
                Machine one = voters.get(i);
                Machine other = voters.get(j);
                world.network.cut(one, other);
                world.network.cut(other, one);
                boolean isTooMuch = core.stream().anyMatch(each -> !reachesMajority(each));
                if (isTooMuch || dice.oneIn(3)) {
                    world.network.heal(one, other);
                } else {
                    cut.add(new Machine[] {one, other});
                    world.trace.say("end", one.name() + " and " + other.name() + " are cut");
                }
            }
        }
    }

    /**
     * Heals the bridge once it keeps one from what it has to do: those who are cut may be dropped,
     * and who is no member has to reach the leader; and the voters may be others by now.
     */
    private void healIfCutOff() {
        boolean isCutOff = cut.stream().flatMap(java.util.Arrays::stream)
                .anyMatch(one -> one.process() == null || one.process().peek.self() == 0
                        || !world.quorums.isVoter(one.process()) || !reachesMajority(one));
        if (!isCutOff) return;
        world.trace.say("end", "the bridge is healed");
        for (Machine[] pair : cut) world.network.heal(pair[0], pair[1]);
        cut.clear();
        world.network.retryAll();
    }

    private boolean reachesMajority(Machine machine) {
        List<Process> near = core.stream()
                .filter(one -> one == machine || world.network.isJoined(one, machine))
                .map(Machine::process).filter(java.util.Objects::nonNull).toList();
        return world.quorums.canGoOn(near);
    }

    // What it has to do then.

    private void probe(boolean isWrite) {
        List<Prober> probers = new ArrayList<>();
        for (Machine machine : core) {
            probers.add(new Prober(world, machine, client++, isWrite));
        }
        probers.forEach(Prober::begin);
        await(isWrite ? "each node of the core commits a write"
                : "each node of the core answers a read",
                () -> probers.stream().allMatch(Prober::isDone),
                () -> probers.stream().filter(prober -> !prober.isDone()).toList().toString());
    }

    private boolean isAgreed() {
        core.removeIf(Machine::isRetired);
        if (core.isEmpty()) throw new LostQuorum();
        Process first = core.get(0).process();
        for (Machine machine : core) {
            Process process = machine.process();
            if (process == null || first == null) return false;
            if (process.peek.tree().revision() != first.peek.tree().revision()) return false;
            if (process.peek.applied() != first.peek.applied()) return false;
        }
        return first.peek.tree().revision() == world.invariants.main().events.size();
    }

    private void await(String what, BooleanSupplier condition) {
        await(what, condition, () -> core.stream().map(machine -> machine.process() + " has "
                + (machine.process() == null ? "" : machine.process().peek.applied())).toList()
                + " " + world.watchers);
    }

    private void await(String what, BooleanSupplier condition,
            java.util.function.Supplier<String> details) {
        long from = world.timeline.now();
        while (!condition.getAsBoolean() && world.timeline.now() < from + BOUND) {
            world.timeline.runUntil(world.timeline.now() + SECOND / 10, condition);
            healIfCutOff();
        }
        if (condition.getAsBoolean()) {
            world.trace.say("end", what + ": after "
                    + (world.timeline.now() - from) / 1_000_000 + " ms");
            return;
        }
        if (!world.quorums.mightGoOn(processes())) {
            throw new LostQuorum();
        }
        throw new Violation("not within " + BOUND / SECOND + " s: " + what + "; "
                + details.get());
    }

    /** Ends the run early, and not as a failure. */
    static final class LostQuorum extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
