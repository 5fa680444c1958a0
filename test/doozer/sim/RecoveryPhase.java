package doozer.sim;

import doozer.node.ClusterId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * What may follow the end of a run: a majority is killed for good while clients write, and an
 * operator recovers one of those that are left, or several do at once. Its dice are its own. Owned
 * by the run's thread.
 */
final class RecoveryPhase {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long BOUND = 60 * SECOND;

    private final World world;
    private final Dice dice;
    private final List<LateClient> clients = new ArrayList<>();
    private final TreeMap<String, String> told = new TreeMap<>();
    /** Those that are left, and can be spoken to. */
    private final List<Process> survivors = new ArrayList<>();
    /** Those that come back later as if nothing had been. */
    private final List<Process> sleepers = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();
    private ClusterId old;
    private long troubleUntil;
    /** Whether the first one that is recovered is killed meanwhile. */
    private boolean isToBeKilled;
    /** Whether two survivors that are recovered do not reach each other. */
    private boolean isSplit;

    RecoveryPhase(World world) {
        this.world = world;
        dice = new Dice(world.plan.seed ^ ~Plan.RECOVERY);
    }

    void run() {
        begin();
        if (!strike()) return;
        world.totals.add(Totals.Of.DISASTERS);
        trouble();
        if (!operate()) return;
        comeBack();
        pass(dice.millis(0, 3_000));
        world.network.calm();
        world.network.healAll();
        for (Process process : world.alive()) process.resume();
        new RecoveryEnd(world, clients).run();
    }

    // Before.

    /** All are there again, if not yet up to date; and clients write. */
    private void begin() {
        old = world.invariants.main().id;
        world.trace.say("reco", "all come back before a majority is lost");
        world.watchers.forEach(Watcher::stop);
        world.leases.clients().forEach(one -> one.mode(SessionClient.Mode.SILENT));
        world.network.healAll();
        for (Machine machine : world.machines()) {
            if (machine.isLiar()) continue;
            if (machine.process() == null) world.restart(machine);
            else machine.process().resume();
        }
        for (int i = 0; i < 3; i++) {
            LateClient client = new LateClient(world, i, dice.split(), told);
            clients.add(client);
            world.timeline.after(dice.millis(0, 50), client::begin);
        }
        if (dice.oneIn(2)) stir();
        pass(dice.millis(20, 3_000));
    }

    private void pass(long nanos) {
        world.timeline.runUntil(world.timeline.now() + nanos, () -> false);
    }

    // The majority is lost.

    /** False when nothing would be left, or nothing can be lost. */
    private boolean strike() {
        List<Process> members = new ArrayList<>(world.alive());
        members.removeIf(one -> !old.equals(one.peek.cluster()) || one.peek.self() == 0
                || one.machine.isLiar());
        List<Process> victims = victims(members);
        List<Process> rest = new ArrayList<>(members);
        rest.removeAll(victims);
        if (rest.isEmpty() || victims.isEmpty() || world.quorums.mightGoOn(rest)) return false;
        // A leader that has asked few for their votes before it is gone.
        for (Process one : victims) {
            if (one.peek.isLeading() && dice.oneIn(2)) muffle(one);
        }
        boolean isFalseAlarm = dice.oneIn(8);
        for (Process one : victims) {
            long nanos = dice.oneIn(2) ? 0 : dice.millis(0, 60);
            if (isFalseAlarm && dice.oneIn(2)) sleepers.add(one);
            else world.timeline.after(nanos, () -> lose(one));
        }
        survivors.addAll(rest);
        if (rest.size() > 1 && dice.oneIn(3)) {
            Process one = dice.pick(rest);
            survivors.remove(one);
            sleepers.add(one);
        }
        world.trace.say("reco", "lost are " + victims + ", left are " + survivors
                + ", and later " + sleepers);
        for (Process one : sleepers) putToSleep(one);
        clients.forEach(LateClient::forget);
        pass(dice.millis(60, 300));
        return true;
    }

    /** Voters until no majority is left, or all but one; and some of the others. */
    private List<Process> victims(List<Process> members) {
        List<Process> voters = new ArrayList<>(members);
        voters.removeIf(one -> !world.quorums.isVoter(one));
        dice.shuffle(voters);
        boolean isAllButOne = dice.oneIn(3);
        List<Process> victims = new ArrayList<>();
        List<Process> rest = new ArrayList<>(members);
        for (Process one : members) {
            if (voters.contains(one) || !dice.oneIn(2)) continue;
            victims.add(one);
            rest.remove(one);
        }
        for (Process one : voters) {
            boolean isEnough = isAllButOne ? rest.size() == 1 : !world.quorums.mightGoOn(rest);
            if (isEnough) break;
            victims.add(one);
            rest.remove(one);
        }
        return victims;
    }

    private void muffle(Process leader) {
        Machine listener = dice.pick(world.machines());
        for (Machine other : world.machines()) {
            if (other != leader.machine && other != listener) {
                world.network.cut(leader.machine, other);
            }
        }
        pass(dice.millis(1, 60));
    }

    private void lose(Process process) {
        if (!process.isAlive()) return;
        if (dice.oneIn(2)) process.machine.kill();
        else process.machine.turnOff();
    }

    private void putToSleep(Process process) {
        if (dice.oneIn(2)) {
            for (Machine other : world.machines()) {
                if (other == process.machine) continue;
                world.network.cut(process.machine, other);
                world.network.cut(other, process.machine);
            }
        } else {
            process.pause(1_000 * SECOND);
        }
    }

    // Meanwhile.

    private void stir() {
        world.network.rouse();
        world.network.lossChance = dice.pick(0.0, 0.05, 0.2);
        world.network.copyChance = dice.pick(0.0, 0.05, 0.2);
        world.network.swapChance = dice.pick(0.0, 0.05, 0.2);
        world.network.delayChance = dice.pick(0.0, 0.05);
    }

    private void trouble() {
        stir();
        troubleUntil = world.timeline.now() + dice.millis(1_000, 8_000);
        world.timeline.at(troubleUntil, world.network::calm);
        if (dice.oneIn(2)) cutLater();
        for (Machine machine : world.machines()) {
            if (machine.process() == null && !machine.isLiar() && dice.oneIn(2)) {
                restartLater(machine);
            }
        }
        for (int i = dice.below(3); i > 0 && world.hasRoom(); i--) {
            restartLater(world.newMachine());
        }
    }

    private void restartLater(Machine machine) {
        world.timeline.after(dice.millis(0, 10_000), () -> {
            // Whoever comes back would tell each of the other one.
            if (isSplit) restartLater(machine);
            else world.restart(machine);
        });
    }

    /** Two survivors do not hear each other, for a moment. */
    private void cutLater() {
        world.timeline.after(dice.millis(100, 1_500), () -> {
            if (world.timeline.now() > troubleUntil) return;
            cutLater();
            Machine one = dice.pick(survivors).machine;
            Machine other = dice.pick(survivors).machine;
            if (one == other || isSplit) return;
            world.network.cut(one, other);
            if (dice.oneIn(2)) world.network.cut(other, one);
            world.timeline.after(dice.millis(20, dice.oneIn(4) ? 6_000 : 600), () -> {
                if (isSplit) return;
                world.network.heal(one, other);
                world.network.retryAll();
            });
        });
    }

    // The operators.

    /**
     * False when there is nothing to recover: while the victims die one after the other, those that
     * are left may have changed who votes, and go on. Seed 14977.
     */
    private boolean operate() {
        List<Process> order = new ArrayList<>(survivors);
        dice.shuffle(order);
        if (dice.oneIn(3)) order.sort(Comparator.comparingLong(one -> one.peek.applied()));
        boolean isRace = order.size() > 1 && dice.oneIn(3);
        isSplit = isRace && dice.oneIn(2) && split(order.get(0), order.get(1));
        isToBeKilled = !isSplit && order.size() > 1 && dice.oneIn(4);
        Operator first = operator(order.get(0));
        long from = world.timeline.now();
        long rival = from + dice.millis(0, 3_000);
        long giveUpAt = from + dice.millis(8_000, 12_000);
        int next = 1;
        long applied = applied(order);
        while (!hasBegun() && world.timeline.now() < from + BOUND
                || isSplit && world.timeline.now() < rival + 8 * SECOND) {
            pass(dice.millis(100, 500));
            if (isRace && world.timeline.now() > rival) {
                isRace = false;
                operator(order.get(1));
            }
            operators.forEach(one -> {
                if (!one.hasAgreed() || dice.oneIn(10)) one.ask();
            });
            if (isToBeKilled && first.hasAgreed()) killInTheMiddle(first.process());
            if (world.timeline.now() < giveUpAt || hasBegun()) continue;
            giveUpAt = world.timeline.now() + dice.millis(8_000, 12_000);
            operator(order.get(next++ % order.size()));
            if (next == 3) applied = applied(order);
        }
        if (hasBegun()) return true;
        // Long after the loss only a majority decides anything.
        if (next > 3 && applied(order) > applied) {
            world.trace.say("reco", "a majority is left, which decides");
            clients.forEach(LateClient::stop);
            return false;
        }
        throw new Violation("no epoch begins within " + BOUND / SECOND + " s: " + order);
    }

    /** How far the furthest of those is. */
    private static long applied(List<Process> processes) {
        return processes.stream().filter(Process::isAlive).mapToLong(one -> one.peek.applied())
                .max().orElse(0);
    }

    /** Two do not reach each other, while both are recovered. */
    private boolean split(Process one, Process other) {
        world.trace.say("reco", one + " and " + other + " are cut");
        world.network.cut(one.machine, other.machine);
        world.network.cut(other.machine, one.machine);
        sleepers.add(one);
        return true;
    }

    private Operator operator(Process process) {
        Operator operator = new Operator(world, process);
        operators.add(operator);
        return operator;
    }

    private void killInTheMiddle(Process process) {
        isToBeKilled = false;
        boolean mayDie = survivors.stream().anyMatch(one -> one != process && one.isAlive()
                && old.equals(one.peek.cluster()));
        if (!mayDie) return;
        world.timeline.after(dice.millis(0, 400), () -> {
            if (!process.isAlive() || process.peek.next() == null) return;
            world.trace.say("reco", process + " is killed while it recovers");
            process.machine.kill();
            if (dice.oneIn(2)) restartLater(process.machine);
        });
    }

    /** Whether a process of a later epoch is there. */
    private boolean hasBegun() {
        return world.alive().stream().anyMatch(one -> one.peek.cluster() != null
                && one.peek.cluster().epoch() > old.epoch());
    }

    // Afterwards.

    private void comeBack() {
        isSplit = false;
        for (Process one : sleepers) {
            world.timeline.after(dice.millis(0, 5_000), () -> {
                one.resume();
                for (Machine other : world.machines()) world.network.heal(one.machine, other);
                world.network.retryAll();
            });
        }
        for (Machine machine : world.machines()) {
            if (machine.process() == null && !machine.isLiar()) restartLater(machine);
        }
        BooleanSupplier isQuiet = () -> world.timeline.now() > troubleUntil;
        world.timeline.runUntil(Math.max(troubleUntil, world.timeline.now() + 6 * SECOND),
                isQuiet);
    }
}
