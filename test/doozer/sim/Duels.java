package doozer.sim;

import doozer.paxos.Message;

/**
 * Leaders that are hit right after their first votes were asked for, in the middle of telling the
 * others: so that these reach only some, and one slot has votes in several ballots. Owned by the
 * run's thread.
 */
final class Duels {
    private static final long FRESH_NANOS = 300_000_000;

    private final World world;
    private final Dice dice;
    private long untilNanos;

    Duels(World world) {
        this.world = world;
        dice = world.dice.split();
    }

    /** For a while each new leader may be hit; the present one is, so that there is a new one. */
    void begin(long nanos) {
        untilNanos = world.timeline.now() + nanos;
        for (Process process : world.alive()) {
            if (process.peek.isLeading()) hit(process);
        }
    }

    private boolean isOn() {
        return world.isFaulty() && world.timeline.now() < untilNanos;
    }

    /** A leader was elected. */
    void onElected(Process process) {
        process.seen.electedNanos = world.timeline.now();
        process.seen.acceptsLeft = isOn() && !dice.oneIn(3) ? dice.between(1, 40) : 0;
    }

    /** It asks somebody for a vote. Called in the middle of its step. */
    void onAccept(Process process, Message.Accept accept) {
        Seen seen = process.seen;
        if (seen.acceptsLeft == 0 || --seen.acceptsLeft > 0) return;
        if (world.timeline.now() - seen.electedNanos < FRESH_NANOS && isOn()) {
            world.trace.say(process.name(), "is hit while it asks for votes in " + accept.slot());
            hit(process);
        }
    }

    /** What has been sent arrives, and nothing after it. */
    private void hit(Process process) {
        world.totals.add(Totals.Of.DUELS);
        for (LinkEnd end : world.network.ends()) {
            if (end.owner == process) end.breakAfterwards();
        }
        Machine machine = process.machine;
        boolean isDeaf = dice.oneIn(2);
        long nanos = dice.scale(100_000_000, 3_000_000_000L);
        world.timeline.after(dice.millis(2, 12), () -> {
            if (!world.isFaulty() || !process.isAlive()) return;
            if (dice.oneIn(4)) world.faults.crash(machine);
            else world.partitions.isolate(machine, isDeaf, true, nanos);
        });
    }
}
