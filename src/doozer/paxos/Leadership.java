package doozer.paxos;

/**
 * What a leader does by the clock: says that it is there, repeats what was lost, and stops when no
 * majority answers. Owned by whoever steps the member.
 */
final class Leadership {
    private final Core core;
    private final Proposer proposer;
    private boolean wasLeading;
    private long beganNanos;
    private long heartbeatNanos;
    private long repeatNanos;
    private long repeatedSlot;
    private boolean isStuck;

    Leadership(Core core, Proposer proposer) {
        this.core = core;
        this.proposer = proposer;
    }

    long deadlineNanos() {
        boolean isAlone = core.contacts.numbers().length <= 1;
        return proposer.isLeading() && !isAlone ? heartbeatNanos : Long.MAX_VALUE;
    }

    /** The clock begins: what was before it is of no time. */
    void start() {
        wasLeading = false;
    }

    /** Nobody was silent while this member itself stood still. */
    void forgive(long nanos) {
        beganNanos += nanos;
    }

    /** False when the leader has to stop: no majority has answered for two election timeouts. */
    boolean tick() {
        boolean isNew = proposer.isLeading() && !wasLeading;
        wasLeading = proposer.isLeading();
        if (!wasLeading) return true;
        if (isNew) {
            beganNanos = core.nowNanos;
            heartbeatNanos = core.nowNanos;
            repeatNanos = core.nowNanos + core.electionNanos;
        }
        if (core.nowNanos - heartbeatNanos < 0) return true;
        heartbeatNanos = core.nowNanos + core.timing.heartbeatNanos();
        long patience = 2 * core.electionNanos;
        boolean isFollowed = core.followers(proposer.ballot(), patience)
                .isMajorityOf(core.configurations.current());
        if (!isFollowed && core.nowNanos - beganNanos >= patience) return false;
        // Reported as decided, and nobody tells what: phase 1 again, for the others' votes.
        if (isStuck && proposer.isBlocked()) return false;
        core.broadcast(new Message.Heartbeat(proposer.ballot(), core.learner.applied(),
                core.port.agreed()));
        repeatIfStuck();
        return true;
    }

    private void repeatIfStuck() {
        if (core.nowNanos - repeatNanos < 0) return;
        repeatNanos = core.nowNanos + core.electionNanos;
        isStuck = repeatedSlot == core.learner.applied();
        if (isStuck) proposer.repeat();
        repeatedSlot = core.learner.applied();
    }

    /** A voter who could take over: heard lately, the furthest; 0 while there is none. */
    int successor() {
        int best = 0;
        long furthest = -1;
        MemberSet heard = core.followers(proposer.ballot(), core.electionNanos);
        for (int voter : core.configurations.current().voters()) {
            if (voter == core.self || !heard.has(voter)) continue;
            long applied = core.contacts.of(voter).applied;
            if (applied <= furthest) continue;
            best = voter;
            furthest = applied;
        }
        return best;
    }
}
