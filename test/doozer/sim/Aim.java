package doozer.sim;

/**
 * Faults at the worst moment: when voters change, between prepare and accept, during a snapshot.
 * Owned by the run's thread.
 */
final class Aim {
    private final World world;
    private final Dice dice;

    Aim(World world) {
        this.world = world;
        dice = world.dice.split();
    }

    /** A change of voters was applied for the first time. */
    void onConfiguration(Process process) {
        if (hits(3)) strike(process, "at a change of voters");
    }

    /** Somebody stands. */
    void onPrepare(Process process) {
        if (hits(12)) strike(process, "after a prepare");
    }

    /** A part of a snapshot is sent. */
    void onSnapshot(Process process) {
        if (hits(5)) strike(process, "in a snapshot");
    }

    /** A client hears that its session lives on. */
    void onKept() {
        if (!hits(30)) return;
        for (Process process : world.alive()) {
            if (process.peek.isLeading()) strike(process, "after a sign of life");
        }
    }

    private boolean hits(int n) {
        return world.isFaulty() && world.plan.has(Fault.AIMED) && dice.oneIn(n);
    }

    /** Never at once: whoever calls is in the middle of a step. */
    private void strike(Process process, String when) {
        long soon = dice.pick(0L, dice.scale(10_000, 20_000_000));
        world.timeline.after(soon, () -> {
            if (world.isFaulty() && process.isAlive()) hit(process, when);
        });
    }

    private void hit(Process process, String when) {
        world.totals.add(Totals.Of.AIMED);
        world.trace.say(process.name(), "is hit " + when);
        Machine machine = process.machine;
        long nanos = dice.scale(20_000_000, 3_000_000_000L);
        if (world.plan.has(Fault.MEMBERS) && dice.oneIn(6)) world.faults.leave(process);
        switch (dice.below(6)) {
            case 0 -> world.partitions.isolate(machine, true, true, nanos);
            case 1 -> world.partitions.isolate(machine, true, false, nanos);
            case 2 -> world.partitions.isolate(machine, false, true, nanos);
            case 3 -> {
                process.pause(nanos);
                world.totals.add(Totals.Of.PAUSES);
            }
            case 4 -> world.faults.crash(machine);
            default -> world.faults.breakLinks(process);
        }
    }
}
