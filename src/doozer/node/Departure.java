package doozer.node;

import doozer.paxos.Configuration;

/**
 * How a process ceases to be a member: it leaves for good, or its process ends. Owned by whoever
 * steps the node.
 */
final class Departure {
    private final Replica replica;
    private final Membership membership;
    private boolean isLeaving;
    private boolean isRetiring;
    private boolean hasTriedToLeave;
    private long leaveNanos;

    Departure(Replica replica, Membership membership) {
        this.replica = replica;
        this.membership = membership;
    }

    /** This node wants to be a member no longer. */
    void leave() {
        isLeaving = true;
    }

    /** This process is going to end: another is to lead, and nobody may need what it has. */
    void retire() {
        isRetiring = true;
    }

    /** Whether that is so, as far as it can be told; never for long where no majority is left. */
    boolean isRetired() {
        if (!isRetiring || membership.hasEnded()) return membership.hasEnded();
        boolean isWaitedFor = !replica.outbox().isEmpty();
        if (replica.number() == 0 || isLast()) return !isWaitedFor;
        boolean isLed = !replica.paxos().isLeading() && replica.paxos().route() != 0;
        boolean isVoter = replica.machine().configurations().last().has(replica.number());
        return isLed && !isWaitedFor && (isVoter || replica.paxos().mayGo());
    }

    /** Whether this is the only voter, with nobody there who could become one. */
    private boolean isLast() {
        return isOnlyVoter() && replica.links().peers().all().stream()
                .allMatch(peer -> peer.number == 0 || peer.out == Peer.NONE);
    }

    private boolean isOnlyVoter() {
        Configuration last = replica.machine().configurations().last();
        return last.voters().length == 1 && last.has(replica.number());
    }

    /** Does what is due. */
    void tick(long nowNanos) {
        if (isLeaving) goOnLeaving(nowNanos);
        if (isRetiring) goOnRetiring();
    }

    /** Nanoseconds until {@link #tick} is needed, or {@link Node#NEVER}. */
    long untilNanos(long nowNanos) {
        return isLeaving ? leaveNanos - nowNanos : Node.NEVER;
    }

    /** Nobody could lead after an only voter: then another is to vote first. */
    private void goOnRetiring() {
        int self = replica.number();
        if (self != 0 && isOnlyVoter()) replica.keeper().onLeaveAsk(self, false);
        replica.paxos().handOver();
    }

    /** Who takes part no more need not wait for anybody. */
    void endIfLeaving() {
        if (isLeaving) membership.end(Effects.Ending.LEFT, "as it was asked to");
    }

    private void goOnLeaving(long nowNanos) {
        if (hasTriedToLeave && nowNanos - leaveNanos < 0) return;
        hasTriedToLeave = true;
        leaveNanos = nowNanos + membership.patienceNanos() / 4;
        boolean isAlone = replica.machine().members().all().size() <= 1;
        if (replica.number() == 0 || isAlone) {
            membership.end(Effects.Ending.LEFT, "as it was asked to");
            return;
        }
        // Not before it is dropped: it might be made a voter meanwhile, without knowing of it.
        boolean isFree = replica.paxos().mayGo();
        if (replica.paxos().isLeading()) {
            replica.keeper().onLeaveAsk(replica.number(), isFree);
        } else if (replica.leader() != null) {
            replica.links().send(replica.leader(), new PeerMessage.LeaveAsk(isFree));
        }
    }
}
