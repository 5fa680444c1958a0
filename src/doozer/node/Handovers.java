package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What the other survivors have handed over so far to the one that recovers. Owned by whoever steps
 * the node.
 */
final class Handovers {
    private final TreeMap<Incarnation, Handover> all = new TreeMap<>();

    /** What one of them has handed over so far. */
    static final class Handover {
        private final List<Vote> votes = new ArrayList<>();
        private long applied;
        private long nextSlot;
        private boolean isDone;
        /** Whether it has heard that all of it is taken. */
        boolean knowsIt;

        /** The first slot that it has not told of yet. */
        long nextSlot() {
            return nextSlot;
        }

        /** Takes a part; false when it is not the one that was asked for. */
        boolean take(PeerMessage.HandedOver part) {
            if (isDone || part.firstSlot() != nextSlot) return false;
            applied = part.applied();
            votes.addAll(part.votes());
            for (Vote vote : part.votes()) nextSlot = Math.max(nextSlot, vote.slot() + 1);
            isDone = part.isLast() || part.votes().isEmpty();
            return true;
        }

        /** Whether that was all that it knows. */
        boolean isDone() {
            return isDone;
        }
    }

    void clear() {
        all.clear();
    }

    /** Those that were asked. */
    List<Incarnation> asked() {
        return List.copyOf(all.keySet());
    }

    /** Those that have told all that they had. */
    List<Incarnation> done() {
        return all.keySet().stream().filter(one -> all.get(one).isDone).toList();
    }

    /** Whether somebody has not told everything yet. */
    boolean isOpen() {
        return all.values().stream().anyMatch(one -> !one.isDone);
    }

    /** That of one; null when it was not asked. */
    Handover of(Incarnation one) {
        return all.get(one);
    }

    /** That of one who is to be asked, from the beginning or where it stopped. */
    Handover begin(Incarnation one) {
        return all.computeIfAbsent(one, any -> new Handover());
    }

    /** Forgets what one has told who is gone, unless that was all. */
    void onGone(Incarnation one) {
        Handover known = all.get(one);
        if (known != null && !known.isDone) all.remove(one);
    }

    /** How far the furthest of them is. */
    long applied() {
        return all.values().stream().filter(one -> one.isDone).mapToLong(one -> one.applied)
                .max().orElse(0);
    }

    /**
     * By slot, what was accepted in the highest ballot, as far as anybody knows.
     *
     * @param ours what the one that recovers knows itself
     */
    TreeMap<Long, Vote> best(List<Vote> ours) {
        TreeMap<Long, Vote> best = new TreeMap<>();
        for (Vote vote : ours) best.put(vote.slot(), vote);
        for (Handover one : all.values()) {
            // Whoever is not done knows of nothing that is known to be all.
            if (!one.isDone) continue;
            for (Vote vote : one.votes) best.merge(vote.slot(), vote, Handovers::higher);
        }
        return best;
    }

    private static Vote higher(Vote one, Vote other) {
        return Ballot.isBelow(one.ballot(), other.ballot()) ? other : one;
    }
}
