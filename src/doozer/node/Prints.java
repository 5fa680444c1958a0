package doozer.node;

import doozer.paxos.Configuration;
import doozer.paxos.Print;
import java.util.ArrayDeque;
import java.util.TreeMap;

/**
 * Compares the state of this node with that of the others, by a hash of all of it: rule P14. Owned
 * by whoever steps the node.
 */
final class Prints {
    private static final int INTERVAL = 1024;
    private static final int KEPT = 8;

    private final ArrayDeque<Print> own = new ArrayDeque<>();
    private final TreeMap<Integer, Print> others = new TreeMap<>();
    private Print agreed = Print.NONE;
    private long lastAsked;

    /** The state after that slot has that hash, if anybody will ever want to know. */
    static boolean isDue(long slot) {
        return slot % INTERVAL == 0;
    }

    void add(Print print) {
        if (!own.isEmpty() && own.peekLast().slot() >= print.slot()) return;
        own.add(print);
        if (own.size() > KEPT) own.remove();
    }

    /** What to tell others: how it is now, if nothing has happened since the last time. */
    Print latest(long applied, Machine machine) {
        boolean isIdle = applied == lastAsked;
        lastAsked = applied;
        if (isIdle) add(new Print(applied, machine.hash(applied)));
        return own.isEmpty() ? Print.NONE : own.peekLast();
    }

    /** What a majority of the voters has, as far as we know. */
    Print agreed() {
        return agreed;
    }

    /** A voter has that: a leader gathers them. */
    void onPrint(int from, Print print, Configuration voters) {
        others.put(from, print);
        int alike = 0;
        for (int voter : voters.voters()) {
            if (print.equals(others.get(voter))) alike++;
        }
        boolean isNewer = print.slot() > agreed.slot();
        if (isNewer && alike >= voters.majority()) agreed = print;
    }

    /** False when a majority has something else than we have. */
    boolean agreesWith(Print majority) {
        if (majority.isNone()) return true;
        for (Print print : own) {
            if (print.slot() == majority.slot()) return print.hash() == majority.hash();
        }
        return true;
    }

    /** True when all voters have told of the same slot, and no majority of them is alike. */
    boolean isTorn(Configuration voters) {
        TreeMap<Long, Integer> hashes = new TreeMap<>();
        long slot = -1;
        for (int voter : voters.voters()) {
            Print print = others.get(voter);
            if (print == null || print.isNone()) return false;
            if (slot >= 0 && print.slot() != slot) return false;
            slot = print.slot();
            hashes.merge(print.hash(), 1, Integer::sum);
        }
        return hashes.values().stream().noneMatch(count -> count >= voters.majority());
    }

    void clear() {
        others.clear();
    }
}
