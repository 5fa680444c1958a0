package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Paxos;
import doozer.paxos.Value;
import doozer.paxos.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * How a cluster goes on when a majority of its voters is gone for good, and an operator says so to
 * one of those that are left: rules R12 and R13. That one has all others stop that it can reach,
 * takes over what they know, and begins the next epoch, alone. They join that as new processes.
 * Owned by whoever steps the node.
 *
 * <pre>
 *   the one that recovers            another survivor
 *      | -- RecoverAsk(next, slot) ---> |    takes part no more, until RecoverEnd
 *      | <-- HandedOver(votes) -------- |    in parts, until the last
 *      |  (fetches what is applied there, adopts the rest, begins again as next)
 *      | <-- Hello(next) -------------> |    begins again as a guest
 * </pre>
 */
final class Recovery {
    /** A part of what is handed over is full when its values weigh as much. */
    private static final long PART_WEIGHT = 256 << 10;
    /** Whoever has not handed over by then is left behind. */
    private static final long LONGEST_NANOS = 5_000_000_000L;
    /** What others have applied has to come in that time. */
    private static final long FETCH_NANOS = 60_000_000_000L;
    /** Who has heard of a leader more lately has nothing to recover from. */
    private static final long LEADERLESS_NANOS = 1_000_000_000;

    private final Replica replica;
    private final Membership membership;
    private final SplittableRandom dice;
    /** The epoch for which this node has stopped; null while it takes part. */
    private ClusterId next;
    /** Who is going to begin it; null if we are. */
    private Incarnation asker;
    private final TreeMap<Incarnation, Survivor> survivors = new TreeMap<>();
    /** True once this node applies what is not known to be decided: there is no way back. */
    private boolean isAdopting;
    private boolean isSuperseded;
    private long begunNanos;
    private long askNanos;

    /** What another survivor has handed over so far. */
    private static final class Survivor {
        private long applied;
        private long nextSlot;
        private boolean isDone;
        private final List<Vote> votes = new ArrayList<>();
    }

    Recovery(Replica replica, Membership membership, SplittableRandom dice) {
        this.replica = replica;
        this.membership = membership;
        this.dice = dice;
    }

    /** Whether this node takes part no more in its epoch. */
    boolean isFrozen() {
        return next != null;
    }

    /** Whether this epoch has begun with a recovery: of others there may be more. */
    boolean isRecovered() {
        Genesis genesis = replica.machine().genesis();
        return genesis != null && genesis.id().epoch() > 0;
    }

    /** Whether this node takes part no more because of another epoch, and has to tell its own. */
    boolean isSuperseded() {
        return isSuperseded;
    }

    /**
     * What one that takes part no more answers: of two epochs with the same number both have to
     * hear of the other one, whichever hears first.
     *
     * @return null for nothing
     */
    PeerMessage.Hello answer(PeerMessage message) {
        boolean isOther = isSuperseded && message instanceof PeerMessage.Hello hello
                && hello.cluster() != null
                && !hello.cluster().equals(replica.machine().genesis().id());
        return isOther ? membership.hello(((PeerMessage.Hello) message).self().incarnation())
                : null;
    }

    /** Whether this node applies what is not known to be decided. */
    boolean isAdopting() {
        return isAdopting;
    }

    /** The epoch for which this node has stopped; null while it takes part. */
    ClusterId next() {
        return next;
    }

    /** Those that have told all that they had. */
    List<Incarnation> handedOver() {
        return survivors.keySet().stream().filter(one -> survivors.get(one).isDone).toList();
    }

    /** What goes on, in words; empty for nothing. */
    String text() {
        if (next == null) return "";
        return (asker == null ? "begins as " : "has stopped for ") + next.text();
    }

    // The one that recovers.

    /**
     * An operator wants this node to begin the next epoch.
     *
     * @param expected the cluster that the operator has looked at
     * @return why not; null when it has begun
     */
    String begin(String expected) {
        Genesis genesis = replica.machine().genesis();
        if (genesis == null) return "it has no data: it belongs to no cluster yet";
        if (replica.isStopped()) return "it takes part no more: see its log";
        if (!genesis.id().text().equals(expected)) {
            return "it is of " + genesis.id().text() + ", not of " + expected;
        }
        if (replica.paxos().leaderlessNanos() < LEADERLESS_NANOS) {
            return "it hears of a leader, or has until a moment ago: there is a majority";
        }
        if (next != null && asker == null) return "it is at it";
        if (next != null && isThere(asker)) return "it " + text();
        long epoch = next == null ? genesis.id().epoch() : next.epoch();
        stop(new ClusterId(genesis.id().genesis(), epoch + 1, dice.nextLong()), null);
        return null;
    }

    private void stop(ClusterId newNext, Incarnation newAsker) {
        next = newNext;
        asker = newAsker;
        survivors.clear();
        begunNanos = replica.nowNanos();
        askNanos = begunNanos;
        replica.paxos().freeze(true);
        replica.log("recovery", "this node " + text());
    }

    private boolean isThere(Incarnation other) {
        Peer peer = replica.links().peers().of(other);
        return peer != null && peer.in != Peer.NONE;
    }

    /** Does what is due. */
    void tick(long nowNanos) {
        if (next == null || asker != null || membership.hasEnded()) return;
        if (nowNanos - askNanos >= 0) {
            askNanos = nowNanos + membership.patienceNanos();
            askAll();
        }
        // For as long as an election takes, others may still be finding their way here.
        boolean isEarly = nowNanos - begunNanos < membership.patienceNanos();
        boolean isWaiting = nowNanos - begunNanos < LONGEST_NANOS
                && survivors.values().stream().anyMatch(one -> !one.isDone);
        if (isEarly || isWaiting) return;
        long applied = survivors.values().stream().filter(one -> one.isDone)
                .mapToLong(one -> one.applied).max().orElse(0);
        if (replica.paxos().applied() >= applied) {
            // In one step: nobody may have us go on in our epoch with what is adopted.
            adopt();
            beginNext();
        } else if (nowNanos - begunNanos >= FETCH_NANOS) {
            giveUp("another node has more, and it has not come: recover that one");
        }
    }

    /** Nanoseconds until {@link #tick} is needed, or {@link Node#NEVER}. */
    long untilNanos(long nowNanos) {
        if (next == null || asker != null) return Node.NEVER;
        return Math.max(0, askNanos - nowNanos);
    }

    private void askAll() {
        ClusterId ours = replica.machine().genesis().id();
        for (Peer peer : replica.links().peers().all()) {
            boolean isThere = peer.out != Peer.NONE && peer.in != Peer.NONE;
            Survivor known = survivors.get(peer.incarnation());
            if (!isThere && known != null && !known.isDone) survivors.remove(peer.incarnation());
            if (isThere && ours.equals(peer.cluster) && (known == null || !known.isDone)) ask(peer);
        }
    }

    private void ask(Peer peer) {
        Survivor survivor = survivors.computeIfAbsent(peer.incarnation(), one -> new Survivor());
        replica.links().send(peer, new PeerMessage.RecoverAsk(next, survivor.nextSlot));
    }

    private void onHandedOver(Peer from, PeerMessage.HandedOver part) {
        Survivor survivor = survivors.get(from.incarnation());
        boolean isAsked = part.next().equals(next) && asker == null && survivor != null
                && !survivor.isDone && part.firstSlot() == survivor.nextSlot;
        if (!isAsked) return;
        survivor.applied = part.applied();
        survivor.votes.addAll(part.votes());
        for (Vote vote : part.votes()) {
            survivor.nextSlot = Math.max(survivor.nextSlot, vote.slot() + 1);
        }
        survivor.isDone = part.isLast() || part.votes().isEmpty();
        if (!survivor.isDone) ask(from);
    }

    /** The furthest applied state, and then what was accepted in the highest ballot: to a gap. */
    private void adopt() {
        Paxos paxos = replica.paxos();
        TreeMap<Long, Vote> best = new TreeMap<>();
        for (Vote vote : paxos.known(0, Long.MAX_VALUE)) best.put(vote.slot(), vote);
        for (Survivor survivor : survivors.values()) {
            // Whoever is not done knows of nothing that is known to be all.
            if (!survivor.isDone) continue;
            for (Vote vote : survivor.votes) best.merge(vote.slot(), vote, Recovery::higher);
        }
        ArrayList<Value> values = new ArrayList<>();
        for (long slot = paxos.applied() + 1; best.containsKey(slot); slot++) {
            values.add(best.get(slot).value());
        }
        isAdopting = true;
        paxos.adopt(values);
    }

    private static Vote higher(Vote one, Vote other) {
        return Ballot.isBelow(one.ballot(), other.ballot()) ? other : one;
    }

    private void beginNext() {
        InitialState state = InitialState.recovered(next, replica.machine());
        membership.restart(membership.withMembers(), state, "an operator has it begin epoch "
                + next.epoch() + ", with what " + handedOver().size()
                + " others have handed over");
    }

    /** It will not come to that. */
    private void giveUp(String why) {
        replica.log("recovery-failed", why);
        for (Incarnation one : survivors.keySet()) {
            replica.links().send(replica.links().peers().of(one),
                    new PeerMessage.RecoverEnd(next));
        }
        goOn();
    }

    private void goOn() {
        next = null;
        asker = null;
        survivors.clear();
        replica.paxos().freeze(false);
    }

    // The others.

    /** What other nodes say about it. */
    void onMessage(Peer from, PeerMessage message) {
        if (message instanceof PeerMessage.RecoverAsk ask) {
            onAsk(from, ask);
        } else if (message instanceof PeerMessage.HandedOver part) {
            onHandedOver(from, part);
        } else if (message instanceof PeerMessage.RecoverEnd ended && ended.next().equals(next)) {
            if (asker == null) giveUp(from.profile.address() + " hears of a leader: there is a"
                    + " majority");
            else if (asker.equals(from.incarnation())) goOn();
        }
    }

    private void onAsk(Peer from, PeerMessage.RecoverAsk ask) {
        if (!ask.next().equals(next)) {
            if (!mayStopFor(from, ask.next())) return;
            if (next != null && asker == null) giveUp(from.profile.address() + " recovers too");
            stop(ask.next(), from.incarnation());
        }
        Paxos paxos = replica.paxos();
        List<Vote> votes = paxos.known(ask.firstSlot(), PART_WEIGHT);
        boolean isLast = votes.isEmpty()
                || paxos.known(votes.get(votes.size() - 1).slot() + 1, 1).isEmpty();
        replica.links().send(from, new PeerMessage.HandedOver(next, paxos.applied(),
                ask.firstSlot(), votes, isLast));
    }

    private boolean mayStopFor(Peer from, ClusterId asked) {
        Genesis genesis = replica.machine().genesis();
        boolean isNext = genesis != null && asked.genesis().equals(genesis.id().genesis())
                && asked.epoch() > genesis.id().epoch();
        if (!isNext) return false;
        if (next == null) {
            boolean isLed = replica.paxos().leaderlessNanos() == 0;
            if (isLed) replica.links().send(from, new PeerMessage.RecoverEnd(asked));
            return !isLed;
        }
        // Of two that recover at once the one with the higher incarnation gives way.
        if (asker == null) return from.incarnation().compareTo(replica.self().incarnation()) < 0;
        return !isThere(asker);
    }

    /**
     * Somebody is of another cluster, or another epoch of ours.
     *
     * @param address where that one is
     */
    void onOther(ClusterId theirs, String address) {
        Genesis genesis = replica.machine().genesis();
        if (genesis == null || !theirs.genesis().equals(genesis.id().genesis())) return;
        if (replica.isStopped() || theirs.epoch() < genesis.id().epoch()) return;
        if (theirs.equals(genesis.id())) return;
        if (theirs.equals(next)) {
            membership.restart(membership.withPeer(address), null,
                    "what it had is handed over: " + address + " has begun " + theirs.text());
        } else if (!membership.wasMember()) {
            membership.restart(membership.withPeer(address), null,
                    "nobody had let it in: " + address + " has begun " + theirs.text());
        } else if (theirs.epoch() > genesis.id().epoch()) {
            isSuperseded = true;
            replica.stop("a recovery has begun epoch " + theirs.epoch() + " of this cluster without"
                    + " this node, at " + address + ": what only this node has can be saved with"
                    + " doozer backup -local; restart it, and it joins");
        } else {
            isSuperseded = true;
            replica.stop("two recoveries have begun epoch " + theirs.epoch() + " of this cluster,"
                    + " the other one at " + address + ": stop the one that is to be given up, and"
                    + " recover the other one");
        }
    }
}
