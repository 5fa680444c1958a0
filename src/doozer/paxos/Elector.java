package doozer.paxos;

/**
 * Who leads, as far as this member knows, and when it stands itself. Owned by whoever steps it.
 *
 * <p>Before it stands it asks whether the others miss the leader too (the pre-vote of Ongaro 2014,
 * "Consensus: Bridging Theory and Practice", 9.6), so that a member that was cut off disturbs
 * nobody when it is back.
 */
final class Elector {
    private final Core core;
    private final Proposer proposer;
    private boolean isArmed;
    private long deadlineNanos;
    /** The asking that is under way, and who has granted it. */
    private long attempt;
    private boolean isAsking;
    private final MemberSet grants = new MemberSet();
    /** The leader that is heard, and the peer that hears one that we do not. */
    private long leader = Ballot.NONE;
    private long leaderHeardNanos;
    private boolean isSuspected;
    private int relay;
    private long relayed = Ballot.NONE;
    private long relayHeardNanos;
    private long highestSeen = Ballot.NONE;
    private boolean wasKnown;
    private long lostNanos;

    Elector(Core core, Proposer proposer) {
        this.core = core;
        this.proposer = proposer;
    }

    /** The clock begins: no leader is known from now on. */
    void start() {
        lostNanos = core.nowNanos;
        arm(core.electionTimeout());
    }

    /** A message that only the leader of that ballot sends. False when its time is over. */
    boolean onLeader(int from, long ballot) {
        long promised = core.acceptor.promised();
        if (Ballot.member(ballot) != from) return false;
        if (Ballot.isBelow(ballot, promised)) {
            core.port.send(from, new Message.Nack(ballot, promised));
            return false;
        }
        if (!proposer.isIdle() && proposer.ballot() != ballot) proposer.stop();
        highestSeen = Ballot.max(highestSeen, ballot);
        boolean isNew = leader != ballot || isSuspected || relay != 0;
        leader = ballot;
        leaderHeardNanos = core.nowNanos;
        isSuspected = false;
        isAsking = false;
        relay = 0;
        arm(core.electionTimeout());
        if (isNew) core.port.onRoute();
        return true;
    }

    /** Nothing that goes on in a lower ballot than this one can succeed. */
    void onNack(Message.Nack nack) {
        highestSeen = Ballot.max(highestSeen, nack.promised());
        if (proposer.isIdle() || nack.ballot() != proposer.ballot()) return;
        if (Ballot.isBelow(nack.ballot(), nack.promised())) stepDown();
    }

    /** Stops leading or standing; the next attempt is some time away. */
    void stepDown() {
        proposer.stop();
        arm(core.electionTimeout());
        core.port.onRoute();
    }

    /** The address of a member refuses connections: if it leads, it is probably dead. */
    void onRefused(int member) {
        if (Ballot.member(leader) != member || leader == Ballot.NONE || isSuspected) return;
        isSuspected = true;
        long soon = core.nowNanos + core.dice.nextLong(core.timing.hintNanos() + 1);
        if (!isArmed || soon - deadlineNanos < 0) {
            isArmed = true;
            deadlineNanos = soon;
        }
    }

    private void arm(long nanos) {
        isArmed = true;
        deadlineNanos = core.nowNanos + nanos;
    }

    /** Suspects nobody for what happened while this member itself stood still. */
    void forgive(long nanos) {
        leaderHeardNanos += nanos;
        relayHeardNanos += nanos;
        // Who missed the leader then may hear it now.
        isAsking = false;
        if (proposer.isIdle()) arm(core.electionTimeout());
    }

    /** Whether a leader is heard, or is ourselves. */
    boolean hearsLeader() {
        if (proposer.isLeading()) return true;
        return leader != Ballot.NONE && !isSuspected && Ballot.member(leader) != core.self
                && core.nowNanos - leaderHeardNanos < core.electionNanos;
    }

    /** The ballot of the leader that is heard or is ourselves, or {@link Ballot#NONE}. */
    long leader() {
        if (proposer.isLeading()) return proposer.ballot();
        return hearsLeader() ? leader : Ballot.NONE;
    }

    /**
     * Through whom a leader can be reached: itself, a peer that hears it, or 0 while there is no
     * way; ourselves when we lead.
     */
    int route() {
        if (proposer.isLeading()) return core.self;
        long patience = 2 * core.electionNanos;
        if (relay != 0 && core.nowNanos - relayHeardNanos < 2 * patience) return relay;
        boolean isKnown = leader != Ballot.NONE && !isSuspected
                && core.nowNanos - leaderHeardNanos < patience;
        return isKnown && Ballot.member(leader) != core.self ? Ballot.member(leader) : 0;
    }

    /** For how long no leader has been known: 0 while one is. */
    long leaderlessNanos() {
        return wasKnown ? 0 : core.nowNanos - lostNanos;
    }

    /** When something is to be done next. */
    long deadlineNanos() {
        return isArmed && !proposer.isLeading() && core.self != 0 ? deadlineNanos : Long.MAX_VALUE;
    }

    void tick() {
        boolean isKnown = route() != 0;
        if (wasKnown && !isKnown) {
            lostNanos = core.nowNanos;
            relay = 0;
        }
        wasKnown = isKnown;
        if (core.self == 0 || core.isFrozen || proposer.isLeading()) return;
        if (!isArmed) arm(core.electionTimeout());
        if (core.nowNanos - deadlineNanos < 0) return;
        if (proposer.isPreparing()) retry();
        else ask();
    }

    /** Phase 1 has not come to an end in time. */
    private void retry() {
        if (proposer.reporter() == 0) {
            proposer.stop();
            ask();
            return;
        }
        proposer.excludeReporter();
        stand();
    }

    private void ask() {
        arm(core.electionTimeout());
        isAsking = true;
        attempt++;
        grants.clear();
        boolean stands = core.configurations.has(core.self);
        core.broadcast(new Message.PreVote(attempt, core.learner.applied(), stands));
        if (stands) grant(core.self);
    }

    private void grant(int member) {
        grants.add(member);
        if (core.configurations.isMajorityOfEach(grants)) stand();
    }

    /** Stands in a round of its own. */
    void stand() {
        isAsking = false;
        if (!core.configurations.has(core.self)) {
            proposer.stop();
            arm(core.electionTimeout());
            return;
        }
        long seen = Ballot.max(Ballot.max(highestSeen, core.acceptor.promised()),
                proposer.ballot());
        arm(core.electionTimeout());
        proposer.begin(Ballot.of(Ballot.round(seen) + 1, core.self));
    }

    void onPreVote(int from, Message.PreVote asked) {
        boolean isCurrent = asked.applied()
                >= core.learner.applied() - core.configurations.window();
        boolean isGranted = asked.stands() && isCurrent && !hearsLeader();
        core.port.send(from, new Message.PreVoteAnswer(asked.number(), isGranted, leader(),
                core.learner.applied()));
    }

    void onPreVoteAnswer(int from, Message.PreVoteAnswer answer) {
        if (answer.number() != attempt) return;
        if (answer.leader() != Ballot.NONE && Ballot.member(answer.leader()) != core.self
                && !hearsLeader()) {
            relayHeardNanos = core.nowNanos;
            boolean isNew = relay != from || relayed != answer.leader();
            relay = from;
            relayed = answer.leader();
            if (isNew) core.port.onRoute();
        }
        if (isAsking && answer.isGranted()) grant(from);
    }

    /** The leader asks us to take over: nobody needs to be asked whether it is missed. */
    void onHandOver(int from, Message.HandOver handOver) {
        if (handOver.ballot() != leader || Ballot.member(leader) != from) return;
        if (proposer.isIdle()) stand();
    }
}
