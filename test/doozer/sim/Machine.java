package doozer.sim;

import doozer.node.Incarnation;
import doozer.node.InitialState;
import doozer.node.Secrets;
import doozer.node.Settings;
import java.util.List;

/**
 * A machine: an address, a clock that may be wrong, and at most one process that listens there.
 * Owned by the run's thread.
 */
final class Machine {
    final World world;
    final int index;
    final String address;
    private String advertised;
    private final Dice dice;
    private final long originNanos;
    private final double rate;
    private long sleptNanos;
    private long asleepSince = -1;
    private Process process;
    private boolean isOff;
    private boolean isRetired;
    private boolean isLiar;
    /** The longest that a turn takes here. */
    long turnNanos;

    Machine(World world, int index) {
        this.world = world;
        this.index = index;
        dice = world.dice.split();
        address = addressOf(index);
        advertised = address;
        originNanos = dice.pick(0L, dice.bits() >> 8, -30_000_000_000L);
        rate = world.plan.has(Fault.SKEW) ? 0.9 + dice.below(201) / 1000.0 : 1;
        turnNanos = world.plan.has(Fault.SLOW) && dice.oneIn(4) ? dice.millis(1, 20) : 60_000;
    }

    static String addressOf(int index) {
        return "10.0.0." + (index + 1) + ":8046";
    }

    String name() {
        return "m" + index;
    }

    /** The process that runs here, or null. */
    Process process() {
        return process;
    }

    /** Whether not even a refusal comes from here. */
    boolean isOff() {
        return isOff;
    }

    /** Whether it was given up by whoever runs the cluster. */
    boolean isRetired() {
        return isRetired;
    }

    /** Whether it says that it is somebody else. */
    boolean isLiar() {
        return isLiar;
    }

    void retire() {
        isRetired = true;
    }

    /** Its next process says that it is reached at another one's address. */
    void lie(String newAdvertised) {
        isLiar = true;
        advertised = newAdvertised;
    }

    /** What a monotonic clock shows here. */
    long clock() {
        long now = asleepSince >= 0 ? asleepSince : world.timeline.now();
        return originNanos + (long) ((now - sleptNanos) * rate);
    }

    /** How much true time passes until the clock has gone on so far. */
    long trueNanos(long nanos) {
        return (long) (nanos / rate) + 1;
    }

    void fallAsleep() {
        asleepSince = world.timeline.now();
    }

    void wakeUp() {
        sleptNanos += world.timeline.now() - asleepSince;
        asleepSince = -1;
    }

    boolean isAsleep() {
        return asleepSince >= 0;
    }

    /** A process starts, unless one runs, and is told of those peers. */
    void start(List<String> peers) {
        start(peers, null);
    }

    /** The same, with what a cluster is to begin with that it founds, or null. */
    void start(List<String> peers, InitialState state) {
        if (process != null || isRetired) return;
        if (isAsleep()) wakeUp();
        isOff = false;
        process = new Process(this, settings(peers), state);
        process.begin();
    }

    private Settings settings(List<String> peers) {
        Plan plan = world.plan;
        Incarnation incarnation = new Incarnation(dice.bits(), dice.bits());
        Settings.Identity identity = new Settings.Identity(incarnation, "sim", advertised,
                name(), "1.0");
        // Who joins takes over the window of the cluster, whatever it was told.
        int window = index < plan.founders || dice.oneIn(2) ? plan.window : 64;
        Settings.Cluster cluster = new Settings.Cluster(peers, plan.voters, window,
                dice.bits(), plan.times, plan.log, plan.hasLocalReads);
        return new Settings(identity, new Secrets("", ""), Settings.Compat.AUTO, plan.bounds,
                cluster);
    }

    /** The process is killed. */
    void kill() {
        if (process == null) return;
        Process killed = process;
        process = null;
        killed.die();
    }

    /** The process has ended by itself. */
    void ended() {
        kill();
    }

    /** The machine is gone, without a word. */
    void turnOff() {
        if (process == null) return;
        Process gone = process;
        process = null;
        isOff = true;
        gone.vanish();
    }
}
