package doozer.sim;

import doozer.node.Settings;
import doozer.paxos.Timing;
import java.util.EnumSet;
import java.util.List;

/** What one run is like, drawn from its seed. Immutable once drawn. */
final class Plan {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    /** Tells the dice of recoveries from all others. */
    static final long RECOVERY = 0x5EC0_4E41L << 16;

    final long seed;
    /** What may go wrong. */
    final EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
    /** Whether one election follows the other. */
    final boolean isStorm;
    /** What is lost all the time, of datagrams. */
    final double lossChance;
    /** Whether messages about slots may get lost, come twice and overtake each other. */
    final boolean isDatagram;
    /** How many machines there are at first, and how many found the cluster together. */
    final int founders;
    final int machines;
    final int voters;
    final int window;
    final Settings.LogBounds log;
    final Settings.Bounds bounds;
    final Settings.Times times;
    final boolean hasLocalReads;
    /** How long the faults go on. */
    final long faultyNanos;
    /** The usual time between two faults. */
    final long faultEveryNanos;
    final int clients;
    final int watchers;
    final int sessionClients;
    final boolean hasLulls;
    /** Whether a majority is lost for good in the end, and an operator recovers the rest. */
    final boolean hasRecovery;
    /** What each value is filled up with. */
    final int valueBytes;
    /** The longest pause of a client between two requests. */
    final long thinkNanos;
    /** How much a link, and a client's connection, takes before it says "enough". */
    final int linkBytes;
    final int clientAnswers;

    Plan(long seed, Dice dice) {
        this.seed = seed;
        for (Fault fault : Fault.values()) {
            if (dice.oneIn(2)) faults.add(fault);
        }
        isStorm = dice.oneIn(4);
        if (isStorm) storm();
        isDatagram = dice.oneIn(isStorm ? 2 : 3);
        founders = isStorm ? dice.pick(3, 5, 5) : dice.pick(1, 1, 2, 3, 3, 3, 3, 4, 5, 5);
        machines = Math.max(3, founders) + (has(Fault.ADD) ? dice.below(3) : 0);
        voters = isStorm ? founders : dice.pick(3, 3, 3, 5, 5, 7, 1);
        window = dice.pick(4, 4, 8, 8, 16, isStorm ? 4 : 64);
        log = new Settings.LogBounds(dice.pick(8, 16, 64, 64, 1024),
                dice.pick(4096, 1 << 20, 1 << 20));
        int history = dice.pick(16, 64, 512, 4096);
        valueBytes = dice.oneIn(10) && !isStorm ? 12_000 : 0;
        bounds = new Settings.Bounds(history, 1 << 28, 1 << 16, 20, dice.pick(4, 50));
        times = new Settings.Times(timing(dice), dice.between(1_500, 8_000) * MILLI,
                dice.pick(1, 2, 5) * SECOND);
        hasLocalReads = dice.oneIn(12);
        faultyNanos = dice.between(4, isStorm ? 10 : 16) * SECOND;
        faultEveryNanos = dice.scale(60 * MILLI, (isStorm ? 1 : 4) * SECOND);
        lossChance = isStorm ? dice.pick(0.0, 0.1, 0.3) : 0;
        clients = dice.between(isStorm ? 4 : 2, 5);
        watchers = dice.between(1, 4);
        thinkNanos = dice.scale(20 * MILLI, (isStorm ? 100 : 600) * MILLI);
        linkBytes = dice.pick(600, 1 << 16, 1 << 20);
        clientAnswers = dice.pick(2, 16, 1000);
        // From dice of its own: whoever draws after this finds the same as without it.
        Dice own = new Dice(~seed);
        sessionClients = Math.max(0, own.between(-1, 3));
        hasLulls = sessionClients > 0 && own.oneIn(3);
        hasRecovery = new Dice(seed ^ RECOVERY).oneIn(8);
    }

    /** All about ballots: what keeps nodes from voting for long is left out. */
    private void storm() {
        faults.add(Fault.DUELS);
        faults.add(Fault.LOSS);
        faults.removeAll(List.of(Fault.PAUSE, Fault.SUSPEND, Fault.SLOW, Fault.SHARED));
    }

    private Timing timing(Dice dice) {
        return isStorm || dice.oneIn(8) ? Timing.DEFAULT
                : new Timing(dice.pick(50, 75, 100) * MILLI, dice.pick(300, 400) * MILLI,
                        20 * MILLI);
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    /** t, the shortest election timeout. */
    long electionNanos() {
        return times.paxos().electionNanos();
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + founders + " founders of " + machines + " machines, "
                + voters + " voters wanted, window " + window + ", " + log + ", history "
                + bounds.historyRevisions() + ", " + times + (isDatagram ? ", datagrams" : ", TCP")
                + (isStorm ? ", a storm" : "")
                + (hasLocalReads ? ", local reads" : "") + ", " + clients + " clients, "
                + sessionClients + " with sessions, faults "
                + faults + (hasRecovery ? ", recovered" : "");
    }
}
