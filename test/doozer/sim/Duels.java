package doozer.sim;

import doozer.node.NodePeek;
import doozer.node.PeerMessage;
import doozer.paxos.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaders that are hit right after their first votes were asked for, in the middle of telling the
 * others: so that these reach only some, and one slot has votes in several ballots. Owned by the
 * run's thread.
 */
final class Duels {
    private static final long FRESH_NANOS = 1_500_000_000;

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
        return world.isFaulty()
                && (world.plan.isStorm || world.timeline.now() < untilNanos);
    }

    /** A leader was elected. */
    void onElected(Process process) {
        process.seen.electedNanos = world.timeline.now();
        process.seen.acceptsLeft =
                isOn() && !dice.oneIn(4) ? dice.between(1, dice.pick(4, 4, 12, 40)) : 0;
        process.seen.hitsFillers = dice.oneIn(4);
    }

    /** A leader asks somebody for a vote. Called in the middle of its step. */
    void onSent(Process process, PeerMessage message, Process to) {
        Seen seen = process.seen;
        if (seen.acceptsLeft == 0 || !(message instanceof PeerMessage.Slots slots)) return;
        if (!(slots.message() instanceof Message.Accept accept)) return;
        // What nobody has asked for is no loss: the first slots of a leader are often like that.
        if (!seen.hitsFillers && NodePeek.commands(accept.value()) == 0) return;
        long slot = accept.slot();
        if (slot != seen.askedSlot) seen.asked.clear();
        seen.askedSlot = slot;
        seen.asked.add(to);
        if (--seen.acceptsLeft > 0) return;
        if (world.timeline.now() - seen.electedNanos < FRESH_NANOS && isOn()) {
            world.trace.say(process.name(), "is hit while it asks for votes in " + slot);
            hit(process);
        }
    }

    /** What has been sent arrives, and nothing after it. */
    private void hit(Process process) {
        world.totals.add(Totals.Of.DUELS);
        for (LinkEnd end : world.network.ends()) {
            if (end.owner == process) end.breakAfterwards();
        }
        List<Process> asked = new ArrayList<>(process.seen.asked);
        world.timeline.after(dice.millis(2, 12), () -> {
            if (world.isFaulty() && process.isAlive()) isolate(process, asked);
        });
    }

    private void isolate(Process process, List<Process> asked) {
        Machine machine = process.machine;
        long nanos = dice.scale(100_000_000, 1_500_000_000);
        switch (dice.below(5)) {
            case 0 -> world.faults.crash(machine);
            case 1 -> world.partitions.isolate(machine, true, true, nanos);
            case 2 -> world.partitions.isolate(machine, false, true, nanos);
            default -> {
                // Its votes stay with it, and the others vote for something else.
                List<Machine> side = new ArrayList<>(List.of(machine));
                asked.forEach(one -> side.add(one.machine));
                world.partitions.part(side, nanos);
            }
        }
    }
}
