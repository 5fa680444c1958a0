package doozer.sim;

import doozer.paxos.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets things go wrong at random times, each kind as the plan allows. Owned by the run's thread.
 */
final class Faults {
    private static final long MILLI = 1_000_000;

    private final World world;
    private final Dice dice;
    private final List<Fault> kinds;
    private boolean isBurst;

    Faults(World world) {
        this.world = world;
        dice = world.dice.split();
        kinds = new ArrayList<>(world.plan.faults);
        kinds.removeAll(List.of(Fault.SKEW, Fault.AIMED, Fault.SLOW));
    }

    void begin() {
        if (!kinds.isEmpty()) next();
    }

    private void next() {
        long usual = world.plan.faultEveryNanos / (isBurst ? 10 : 1);
        world.timeline.after(dice.between(usual / 10, 2 * usual), () -> {
            if (!world.isFaulty()) return;
            strike(dice.pick(kinds));
            next();
        });
    }

    private void strike(Fault fault) {
        long nanos = dice.scale(30 * MILLI, (world.plan.isStorm ? 600 : 6_000) * MILLI);
        switch (fault) {
            case LOSS -> chance(nanos, value -> world.network.lossChance =
                    Math.max(value, world.plan.lossChance));
            case DUPLICATION -> chance(nanos, value -> world.network.copyChance = value);
            case REORDERING -> chance(nanos, value -> world.network.swapChance = value);
            case DELAY -> chance(nanos, value -> world.network.delayChance = value);
            case LATE -> late(nanos);
            case DUELS -> world.duels.begin(dice.millis(500, 5_000));
            case CLOG -> clog(nanos);
            case BREAK -> breakLink();
            case PARTITION, ONE_WAY, BRIDGE, RING -> world.partitions.cut(fault, nanos);
            case PAUSE -> pause(dice.scale(MILLI, 10_000 * MILLI));
            case CRASH -> crash(dice.pick(world.machines()));
            case SILENCE -> silence(dice.pick(world.machines()));
            case SUSPEND -> suspend(dice.scale(10 * MILLI, 8_000 * MILLI));
            case ADD -> add();
            case REPLACE -> replace();
            case MEMBERS -> leave();
            case SHARED -> share();
            case BURST -> burst(nanos / 4);
            case CLIENTS -> breakClients();
            default -> throw new IllegalStateException("no fault by itself: " + fault);
        }
    }

    /** Sets a likelihood for a while. */
    private void chance(long nanos, java.util.function.DoubleConsumer setting) {
        setting.accept(dice.pick(0.01, 0.05, 0.2, 0.5));
        world.timeline.after(nanos, () -> setting.accept(0));
    }

    /** What some are told by others comes late: by kind, or on TCP by who says it to whom. */
    private void late(long nanos) {
        world.network.delayKind(dice.pick(Message.ProbeAnswer.class, Message.ProbeAnswer.class,
                Message.Promise.class, Message.Accepted.class, Message.HeartbeatAnswer.class),
                nanos);
        for (int i = dice.between(1, 4); i > 0; i--) {
            world.network.lag(dice.pick(world.machines()), dice.pick(world.machines()), nanos);
        }
    }

    private void clog(long nanos) {
        Machine from = dice.pick(world.machines());
        Machine to = dice.pick(world.machines());
        world.totals.add(Totals.Of.CLOGS);
        world.trace.say("net", from.name() + " to " + to.name() + " is clogged for "
                + nanos / MILLI + " ms");
        world.network.clog(from, to, nanos);
    }

    private void breakLink() {
        List<LinkEnd> ends = world.network.ends();
        if (ends.isEmpty()) return;
        LinkEnd end = dice.pick(ends);
        world.totals.add(Totals.Of.BREAKS);
        world.trace.say("net", "a link of " + end.owner.name() + " breaks");
        end.breakDown();
    }

    /** Breaks all links of one process. */
    void breakLinks(Process process) {
        for (LinkEnd end : List.copyOf(world.network.ends())) {
            if (end.owner == process) end.breakDown();
        }
    }

    private void pause(long nanos) {
        Process process = dice.pick(world.machines()).process();
        if (process == null) return;
        process.pause(nanos);
        world.totals.add(Totals.Of.PAUSES);
    }

    private void suspend(long nanos) {
        Machine machine = dice.pick(world.machines());
        Process process = machine.process();
        if (process == null || process.isPaused()) return;
        world.trace.say(machine.name(), "sleeps");
        machine.fallAsleep();
        process.pause(nanos);
        world.totals.add(Totals.Of.SUSPENDS);
    }

    // Processes that come and go.

    /** Kills the process there, if the cluster can do without, and starts another one soon. */
    void crash(Machine machine) {
        Process process = machine.process();
        if (process == null || machine.isLiar() || !world.quorums.mayLose(process)) return;
        world.totals.add(Totals.Of.CRASHES);
        machine.kill();
        long nanos = dice.oneIn(3) ? dice.scale(10 * MILLI, 8_000 * MILLI) : dice.millis(0, 5);
        startLater(machine, nanos);
    }

    private void silence(Machine machine) {
        Process process = machine.process();
        if (process == null || !world.quorums.mayLose(process)) return;
        world.totals.add(Totals.Of.SILENCES);
        machine.turnOff();
        startLater(machine, dice.scale(100 * MILLI, 15_000 * MILLI));
    }

    private void startLater(Machine machine, long nanos) {
        world.timeline.after(nanos, () -> {
            if (world.isFaulty()) world.restart(machine);
        });
    }

    private void add() {
        if (world.machines().size() >= world.plan.machines + 3 || !world.hasRoom()) return;
        world.restart(world.newMachine());
    }

    private void replace() {
        Machine machine = dice.pick(world.machines());
        Process process = machine.process();
        // Those who are to found a cluster are there until they have.
        boolean mayBe = process != null && isBorn() && world.hasRoom()
                && world.quorums.mayLose(process);
        if (!mayBe) return;
        world.trace.say(machine.name(), "is replaced");
        machine.retire();
        if (dice.oneIn(2)) machine.kill();
        else machine.turnOff();
        startLater(world.newMachine(), dice.scale(10 * MILLI, 2_000 * MILLI));
    }

    private boolean isBorn() {
        return world.invariants.main() != null && world.invariants.main().hasAcknowledged();
    }

    private void leave() {
        Process process = dice.pick(world.machines()).process();
        if (process != null) leave(process);
    }

    /** Asks a process to leave, if there are others. */
    void leave(Process process) {
        long others = world.alive().stream().filter(one -> one != process && !one.isLeaving()
                && one.peek.self() != 0).count();
        if (!isBorn() || others < 2) return;
        world.trace.say(process.name(), "is asked to leave");
        process.leave();
    }

    /** Somebody starts a process with a copy of another one's command line, elsewhere. */
    private void share() {
        if (world.machines().size() >= world.plan.machines + 3 || !world.hasRoom()) return;
        String address = dice.oneIn(5) ? "0.0.0.0:8046" : dice.pick(world.machines()).address;
        Machine liar = world.newMachine();
        liar.lie(address);
        world.trace.say(liar.name(), "says that it is somebody else");
        world.restart(liar);
        world.timeline.after(dice.millis(500, 4_000), () -> {
            liar.retire();
            liar.kill();
        });
    }

    private void burst(long nanos) {
        isBurst = true;
        world.timeline.after(nanos, () -> isBurst = false);
    }

    private void breakClients() {
        List<Connection> open = world.connections.stream().filter(Connection::isOpen).toList();
        if (!open.isEmpty()) dice.pick(open).breakDown();
    }
}
