package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Paxos;
import doozer.paxos.Value;
import doozer.paxos.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

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
 *      |  (fetches what is applied there)
 *      | -- RecoverEnd(next, taken) --> |
 *      | <-- RecoverEnd(next, taken) -- |
 *      |  (adopts the rest, begins again as next)
 *      | <-- Hello(next) -------------> |    begins again as a guest
 * </pre>
 */
final class Recovery {
    /** A part of what is handed over is full when its values weigh as much. */
    private static final long PART_WEIGHT = 256 << 10;
    /** Whoever says nothing for so long is left behind, and keeps what it has. */
    private static final long LONGEST_NANOS = 5_000_000_000L;
    /** What others have applied has to come in that time. */
    private static final long FETCH_NANOS = 60_000_000_000L;
    /** Who has heard of a leader more lately has nothing to recover from. */
    private static final long LEADERLESS_NANOS = 1_000_000_000;

    /** How often who has stopped asks whether that is still so. */
    private static final long ASK_NANOS = 1_000_000_000;
    /** No slot that is asked for. */
    private static final long NOTHING = PeerWriter.MAX_NUMBER;

    private final Replica replica;
    private final Membership membership;
    private final SplittableRandom dice;
    /** The epoch for which this node has stopped; null while it takes part. */
    private ClusterId next;
    /** True when another epoch of the same number was met: rule R13. */
    private boolean isSplit;
    /** Who is going to begin it; null if we are. */
    private Incarnation asker;
    private final Handovers handovers = new Handovers();
    /** True once the one that recovers has said that it has all that was handed over. */
    private boolean isTaken;
    /** True once the others are being told that. */
    private boolean hasTaken;
    /** True once this node applies what is not known to be decided: there is no way back. */
    private boolean isAdopting;
    private long begunNanos;
    private long heardNanos;
    private long askNanos;

    Recovery(Replica replica, Membership membership, SplittableRandom dice) {
        this.replica = replica;
        this.membership = membership;
        this.dice = dice;
    }

    /** Whether this node takes part no more in its epoch. */
    boolean isFrozen() {
        return next != null || isSplit;
    }

    /** Whether another epoch of the same number was met: an operator has to decide. */
    boolean isSplit() {
        return isSplit;
    }

    /** Whether this epoch is not the first of its cluster. */
    boolean isRecovered() {
        Genesis genesis = replica.machine().genesis();
        return genesis != null && genesis.id().epoch() > 0;
    }

    /** Whether it stays as it is: what it has told of itself is what another relies on. */
    boolean isStill() {
        return next == null ? isSplit : asker != null;
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
        return handovers.done();
    }

    /** What goes on, in words that {@code doozer recover} reads; empty for nothing. */
    String text() {
        if (next == null) return isSplit ? "has met another epoch of the same number" : "";
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
        isTaken = false;
        hasTaken = false;
        handovers.clear();
        begunNanos = replica.nowNanos();
        askNanos = begunNanos;
        heardNanos = begunNanos;
        replica.paxos().freeze(true, newAsker != null);
        replica.log("recovery", "this node " + text());
    }

    private boolean isThere(Incarnation other) {
        Peer peer = replica.links().peers().of(other);
        return peer != null && peer.in != Peer.NONE;
    }

    /** Does what is due. */
    void tick(long nowNanos) {
        if (next == null || membership.hasEnded()) return;
        if (asker != null) {
            askWhetherItGoesOn(nowNanos);
            return;
        }
        boolean isDue = nowNanos - askNanos >= 0;
        if (isDue) askNanos = nowNanos + membership.patienceNanos();
        if (hasTaken) {
            goOnTelling(nowNanos, isDue);
            return;
        }
        if (isDue) askAll();
        // For as long as an election takes, others may still be finding their way here.
        boolean isEarly = nowNanos - begunNanos < membership.patienceNanos();
        boolean isWaiting = nowNanos - heardNanos < LONGEST_NANOS
                && handovers.isOpen();
        if (isEarly || isWaiting) return;
        if (replica.paxos().applied() >= handovers.applied()) {
            hasTaken = true;
            heardNanos = nowNanos;
            goOnTelling(nowNanos, true);
        } else if (nowNanos - begunNanos >= FETCH_NANOS) {
            giveUp("another node has more, and it has not come: recover that one");
        }
    }

    /**
     * The others may forget what they have handed over once they know that it is taken. Whoever has
     * not answered that keeps it, and takes no part.
     */
    private void goOnTelling(long nowNanos, boolean isDue) {
        boolean isWaiting = false;
        for (Incarnation one : handovers.done()) {
            boolean isOpen = isThere(one) && !handovers.of(one).knowsIt;
            if (isOpen && isDue) end(one, true);
            isWaiting |= isOpen;
        }
        if (isWaiting && nowNanos - heardNanos < LONGEST_NANOS) return;
        // In one step: nobody may have us go on in our epoch with what is adopted.
        adopt();
        beginNext();
    }

    /** That it is over may not have been heard: who is at it no more answers so. */
    private void askWhetherItGoesOn(long nowNanos) {
        if (nowNanos - askNanos < 0) return;
        askNanos = nowNanos + ASK_NANOS;
        Peer peer = replica.links().peers().of(asker);
        replica.links().send(peer, new PeerMessage.HandedOver(next, replica.paxos().applied(),
                NOTHING, List.of(), false));
    }

    /** Nanoseconds until {@link #tick} is needed, or {@link Node#NEVER}. */
    long untilNanos(long nowNanos) {
        if (next == null) return Node.NEVER;
        return Math.max(0, askNanos - nowNanos);
    }

    private void askAll() {
        ClusterId ours = replica.machine().genesis().id();
        for (Peer peer : replica.links().peers().all()) {
            boolean isThere = peer.out != Peer.NONE && peer.in != Peer.NONE;
            if (!isThere) handovers.onGone(peer.incarnation());
            Handovers.Handover known = handovers.of(peer.incarnation());
            boolean isDone = known != null && known.isDone();
            if (isThere && ours.equals(peer.cluster) && !isDone) ask(peer);
        }
    }

    private void ask(Peer peer) {
        Handovers.Handover known = handovers.begin(peer.incarnation());
        replica.links().send(peer, new PeerMessage.RecoverAsk(next, known.nextSlot()));
    }

    private void onHandedOver(Peer from, PeerMessage.HandedOver part) {
        if (!part.next().equals(next) || asker != null) {
            replica.links().send(from, new PeerMessage.RecoverEnd(part.next(), false));
            return;
        }
        // Too late: it is not told that this was taken, and keeps what it has.
        if (hasTaken) return;
        Handovers.Handover known = handovers.of(from.incarnation());
        if (known == null || !known.take(part)) return;
        heardNanos = replica.nowNanos();
        if (!known.isDone()) ask(from);
    }

    /**
     * The furthest applied state, what is known to be decided next, and then what was accepted in
     * the highest ballot: to a gap. What is not known to be decided takes no revision of this
     * epoch, in which a majority that is lost may have given each of them to something else, and
     * shown it.
     */
    private void adopt() {
        Paxos paxos = replica.paxos();
        TreeMap<Long, Vote> best = handovers.best(paxos.known(0, Long.MAX_VALUE));
        isAdopting = true;
        paxos.adopt(next(best, vote -> vote.ballot() == Ballot.DECIDED));
        replica.machine().leap();
        paxos.adopt(next(best, vote -> true));
    }

    /** The values that follow on what is applied, as long as they are of that kind. */
    private List<Value> next(TreeMap<Long, Vote> best, Predicate<Vote> kind) {
        List<Value> values = new ArrayList<>();
        for (long slot = replica.paxos().applied() + 1; best.containsKey(slot); slot++) {
            if (!kind.test(best.get(slot))) break;
            values.add(best.get(slot).value());
        }
        return values;
    }

    private void beginNext() {
        InitialState state = InitialState.recovered(next, replica.machine());
        membership.restart(membership.withMembers(), state, "an operator has it begin epoch "
                + next.epoch() + ", with what " + handovers.done().size()
                + " others have handed over");
    }

    /** It will not come to that. */
    private void giveUp(String why) {
        replica.log("recovery-failed", why);
        for (Incarnation one : handovers.asked()) end(one, false);
        goOn();
    }

    private void end(Incarnation survivor, boolean isTaken) {
        replica.links().send(replica.links().peers().of(survivor),
                new PeerMessage.RecoverEnd(next, isTaken));
    }

    private void goOn() {
        next = null;
        asker = null;
        isTaken = false;
        hasTaken = false;
        handovers.clear();
        // What has split does not come together by that.
        replica.paxos().freeze(isSplit, isSplit);
    }

    // The others.

    /** What other nodes say about it. */
    void onMessage(Peer from, PeerMessage message) {
        if (message instanceof PeerMessage.RecoverAsk ask) {
            onAsk(from, ask);
        } else if (message instanceof PeerMessage.HandedOver part) {
            onHandedOver(from, part);
        } else if (message instanceof PeerMessage.RecoverEnd ended && ended.next().equals(next)) {
            if (ended.isTaken()) onTaken(from);
            else if (asker == null) giveUp(from.profile.address() + " hears of a leader: there is a"
                    + " majority");
            else if (asker.equals(from.incarnation())) goOn();
        }
    }

    /** Said by the one that recovers, and answered with the same. */
    private void onTaken(Peer from) {
        if (asker == null) {
            Handovers.Handover known = handovers.of(from.incarnation());
            if (known != null) known.knowsIt = true;
        } else if (asker.equals(from.incarnation())) {
            isTaken = true;
            end(asker, true);
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
                && asked.epoch() > genesis.id().epoch() && genesis.id().equals(from.cluster);
        if (!isNext) return false;
        if (next == null) {
            long leaderless = replica.paxos().leaderlessNanos();
            boolean isLed = leaderless == 0;
            if (isLed) replica.links().send(from, new PeerMessage.RecoverEnd(asked, false));
            // Others may be about to elect one: it asks again.
            return leaderless >= LEADERLESS_NANOS;
        }
        // Of two that recover at once the one with the higher incarnation gives way.
        if (asker == null) return from.incarnation().compareTo(replica.self().incarnation()) < 0;
        return from.incarnation().equals(asker) || !isThere(asker);
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
        if (theirs.equals(next) && isTaken) {
            membership.restart(membership.withPeer(address),
                    InitialState.kept(replica.machine()),
                    "what it had is handed over: " + address + " has begun " + theirs.text());
        } else if (!membership.wasMember()) {
            membership.restart(membership.withPeer(address),
                    InitialState.kept(replica.machine()),
                    "nobody had let it in: " + address + " has begun " + theirs.text());
        } else if (theirs.epoch() > genesis.id().epoch()) {
            replica.stop("a recovery has begun epoch " + theirs.epoch() + " of this cluster without"
                    + " this node, at " + address + ": what only this node has can be saved with"
                    + " doozer backup -local; restart it with -peer " + address + ", and it joins");
        } else if (!theirs.equals(genesis.id()) && !isFrozen()) {
            isSplit = true;
            replica.paxos().freeze(true, true);
            replica.log("takes-no-part", "two recoveries have begun epoch " + theirs.epoch()
                    + " of this cluster, the other one at " + address + ": stop the one that is to"
                    + " be given up, after a doozer backup -local, and recover the other one");
        }
    }
}
