package doozer.sim;

import doozer.node.PeerMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies between the machines: who reaches whom, and how long it takes. Clients are not cut off
 * by partitions. Owned by the run's thread.
 */
final class Network {
    /** More machines there are in no run. */
    static final int MOST = 40;

    private static final long CONNECT_NANOS = 5_000_000_000L;

    final Dice dice;
    private final World world;
    private final List<LinkEnd> ends = new ArrayList<>();
    private final boolean[][] cuts = new boolean[MOST][MOST];
    private final long[][] cloggedUntil = new long[MOST][MOST];
    private final long[][] lagUntil = new long[MOST][MOST];
    private final long usualNanos;
    /** Messages of this kind come late, until then, as datagrams. */
    private Class<?> lateKind;
    private long lateUntil;
    private boolean isCalm;
    /** How likely each of these is, for as long as it lasts. */
    double lossChance;
    double copyChance;
    double swapChance;
    double delayChance;

    Network(World world) {
        this.world = world;
        dice = world.dice.split();
        usualNanos = dice.scale(50_000, 5_000_000);
        lossChance = world.plan.lossChance;
    }

    // Who reaches whom.

    boolean passes(Machine from, Machine to) {
        return from == to || !cuts[from.index][to.index]
                && cloggedUntil[from.index][to.index] <= world.timeline.now();
    }

    /** Whether they reach each other, clogs apart. */
    boolean isJoined(Machine one, Machine other) {
        return !cuts[one.index][other.index] && !cuts[other.index][one.index];
    }

    void cut(Machine from, Machine to) {
        cuts[from.index][to.index] = true;
    }

    /** Everybody reaches everybody again. */
    void healAll() {
        for (boolean[] row : cuts) java.util.Arrays.fill(row, false);
        for (long[] row : cloggedUntil) java.util.Arrays.fill(row, 0);
        retryAll();
    }

    void heal(Machine one, Machine other) {
        cuts[one.index][other.index] = false;
        cuts[other.index][one.index] = false;
        cloggedUntil[one.index][other.index] = 0;
        cloggedUntil[other.index][one.index] = 0;
    }

    void clog(Machine from, Machine to, long nanos) {
        cloggedUntil[from.index][to.index] = world.timeline.now() + nanos;
        world.timeline.after(nanos, this::retryAll);
    }

    void retryAll() {
        for (LinkEnd end : ends) end.retry();
    }

    void calm() {
        isCalm = true;
        lateUntil = 0;
        for (long[] row : lagUntil) java.util.Arrays.fill(row, 0);
        lossChance = 0;
        copyChance = 0;
        swapChance = 0;
        delayChance = 0;
    }

    /** After that things may go wrong once more. */
    void rouse() {
        isCalm = false;
    }

    /** Whether it is the end, where nothing is lost by chance. */
    boolean isCalm() {
        return isCalm;
    }

    // How long it takes.

    /** On the way of one message, or of one connection's request. */
    long delay() {
        long nanos = usualNanos / 2 + dice.between(0, usualNanos);
        if (delayChance > 0 && dice.chance(delayChance)) nanos += dice.millis(1, 300);
        // What is lost on a connection is sent again: later, and all that follows with it.
        if (lossChance > 0 && !world.plan.isDatagram && dice.chance(lossChance)) {
            nanos += dice.millis(5, 250);
        }
        return nanos;
    }

    /** The same between two machines, one of which may be slow to be heard by the other. */
    long delay(Machine from, Machine to) {
        boolean isSlow = lagUntil[from.index][to.index] > world.timeline.now();
        return isSlow ? delay() + dice.millis(50, 400) : delay();
    }

    void lag(Machine from, Machine to, long nanos) {
        lagUntil[from.index][to.index] = world.timeline.now() + nanos;
    }

    void delayKind(Class<?> kind, long nanos) {
        lateKind = kind;
        lateUntil = world.timeline.now() + nanos;
    }

    private boolean isLate(PeerMessage message) {
        return lateUntil > world.timeline.now() && message instanceof PeerMessage.Slots slots
                && slots.message().getClass() == lateKind && dice.oneIn(4);
    }

    /** Until a kernel tries again what did not get through. */
    long retryDelay() {
        return dice.scale(usualNanos, 250_000_000);
    }

    // Datagrams.

    void sendDatagram(LinkEnd from, PeerMessage message, Runnable arrival) {
        LinkEnd to = from.other();
        if (lossChance > 0 && dice.chance(lossChance)) {
            world.totals.add(Totals.Of.LOST);
            return;
        }
        int copies = copyChance > 0 && dice.chance(copyChance) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long nanos = delay(from.owner.machine, to.owner.machine);
            if (isLate(message)) nanos += dice.millis(1, 300);
            if (swapChance > 0 && dice.chance(swapChance)) nanos += dice.millis(1, 60);
            world.timeline.after(nanos, () -> {
                if (passes(from.owner.machine, to.owner.machine)) arrival.run();
                else world.totals.add(Totals.Of.LOST);
            });
        }
    }

    // Connections.

    List<LinkEnd> ends() {
        return ends;
    }

    void dial(LinkEnd end, String address) {
        ends.removeIf(LinkEnd::isDone);
        ends.add(end);
        world.timeline.after(delay(), () -> attempt(end, address, 20_000_000));
    }

    private void attempt(LinkEnd end, String address, long backOffNanos) {
        if (!end.isOpen() || !end.owner.isAlive()) return;
        Machine target = world.machineAt(address);
        if (target == null || target.isOff() || !passes(end.owner.machine, target)
                || !passes(target, end.owner.machine)) {
            if (backOffNanos > CONNECT_NANOS) {
                end.tellClosed(false);
            } else {
                world.timeline.after(backOffNanos, () -> attempt(end, address, 2 * backOffNanos));
            }
            return;
        }
        if (target.process() == null) {
            world.totals.add(Totals.Of.REFUSED_LINKS);
            world.timeline.after(delay(), () -> end.tellClosed(true));
            return;
        }
        world.totals.add(Totals.Of.CONNECTIONS);
        LinkEnd listener = new LinkEnd(target.process());
        ends.add(listener);
        end.connect(listener);
        world.timeline.after(delay(), end::tellOpened);
    }
}
