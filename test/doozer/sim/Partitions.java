package doozer.sim;

import java.util.ArrayList;
import java.util.List;

/** The shapes of a network that is cut. Owned by the run's thread. */
final class Partitions {
    private final World world;
    private final Network network;
    private final Dice dice;
    /** Counts the cuts, so that each heals only its own. */
    private int current;

    Partitions(World world) {
        this.world = world;
        network = world.network;
        dice = world.dice.split();
    }

    /** Cuts the network in that shape, for a time. */
    void cut(Fault shape, long nanos) {
        network.healAll();
        List<Machine> machines = new ArrayList<>(world.machines());
        dice.shuffle(machines);
        switch (shape) {
            case PARTITION -> split(machines, false);
            case ONE_WAY -> split(machines, true);
            case BRIDGE -> bridge(machines);
            default -> ring(machines);
        }
        healLater(shape + " " + machines.stream().map(Machine::name).toList(), nanos);
    }

    /** Cuts one machine off, in one direction or both. */
    void isolate(Machine one, boolean isIncoming, boolean isOutgoing, long nanos) {
        for (Machine other : world.machines()) {
            if (other == one) continue;
            if (isIncoming) network.cut(other, one);
            if (isOutgoing) network.cut(one, other);
        }
        healLater(one.name() + " is cut off" + (isIncoming ? ", in" : "")
                + (isOutgoing ? ", out" : ""), nanos);
    }

    /** Cuts those off from all others. */
    void part(List<Machine> side, long nanos) {
        network.healAll();
        for (Machine one : side) {
            for (Machine other : world.machines()) {
                if (side.contains(other)) continue;
                network.cut(one, other);
                network.cut(other, one);
            }
        }
        healLater(side.stream().map(Machine::name).toList() + " are parted", nanos);
    }

    private void healLater(String what, long nanos) {
        world.totals.add(Totals.Of.PARTITIONS);
        world.trace.say("net", what + " for " + nanos / 1_000_000 + " ms");
        int mine = ++current;
        world.timeline.after(nanos, () -> {
            if (mine != current || !world.isFaulty()) return;
            world.trace.say("net", "healed");
            network.healAll();
        });
    }

    private void split(List<Machine> machines, boolean isOneWay) {
        int middle = 1 + dice.below(Math.max(1, machines.size() - 1));
        for (int i = 0; i < middle; i++) {
            for (int j = middle; j < machines.size(); j++) {
                network.cut(machines.get(i), machines.get(j));
                if (!isOneWay) network.cut(machines.get(j), machines.get(i));
            }
        }
    }

    /** The first one reaches all, the others only those on their side. */
    private void bridge(List<Machine> machines) {
        int middle = 1 + machines.size() / 2;
        for (int i = 1; i < middle; i++) {
            for (int j = middle; j < machines.size(); j++) {
                network.cut(machines.get(i), machines.get(j));
                network.cut(machines.get(j), machines.get(i));
            }
        }
    }

    private void ring(List<Machine> machines) {
        int size = machines.size();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                int distance = Math.floorMod(i - j, size);
                if (distance > 1 && distance < size - 1) {
                    network.cut(machines.get(i), machines.get(j));
                }
            }
        }
    }
}
