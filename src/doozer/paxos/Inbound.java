package doozer.paxos;

import java.util.List;

/** What becomes of each message. Owned by whoever steps the member. */
final class Inbound implements Message.Receiver {
    /** Decided slots are taken as far ahead as one answer to a pull goes. */
    private static final int DECIDED_REACH = 1024;

    private final Core core;
    private final DecidedLog log;
    private final Proposer proposer;
    private final Elector elector;
    private final QuorumReads reads;
    private final Puller puller;

    /** Who else has a say. */
    record Parts(Proposer proposer, Elector elector, QuorumReads reads, Puller puller) { }

    Inbound(Core core, DecidedLog log, Parts parts) {
        this.core = core;
        this.log = log;
        proposer = parts.proposer;
        elector = parts.elector;
        reads = parts.reads;
        puller = parts.puller;
    }

    private long applied() {
        return core.learner.applied();
    }

    private long highest() {
        return core.acceptor.highest();
    }

    private boolean isAdmitted() {
        return core.self != 0;
    }

    private boolean isInReach(long slot) {
        return slot <= applied() + (long) Core.REACH * core.configurations.window();
    }

    @Override
    public void onPreVote(int from, Message.PreVote message) {
        if (isAdmitted()) elector.onPreVote(from, message);
        onApplied(from, message.applied());
    }

    @Override
    public void onPreVoteAnswer(int from, Message.PreVoteAnswer message) {
        elector.onPreVoteAnswer(from, message);
        onApplied(from, message.applied());
    }

    @Override
    public void onPrepare(int from, Message.Prepare message) {
        if (!isAdmitted() || Ballot.member(message.ballot()) != from) return;
        List<Message> answers = core.acceptor.onPrepare(message);
        for (Message answer : answers) core.port.send(from, answer);
        // Rule P3: who has promised more does not go on leading.
        long promised = core.acceptor.promised();
        if (!proposer.isIdle() && Ballot.isBelow(proposer.ballot(), promised)) {
            elector.stepDown();
        }
    }

    @Override
    public void onPromise(int from, Message.Promise message) {
        proposer.onPromise(from, message);
        puller.onKnown(from, message.truncatedUpTo());
    }

    @Override
    public void onNack(int from, Message.Nack message) {
        elector.onNack(message);
    }

    @Override
    public void onAccept(int from, Message.Accept message) {
        if (!isAdmitted() || !elector.onLeader(from, message.ballot())) return;
        core.learner.onDecidedUpTo(message.ballot(), message.decidedUpTo());
        puller.onLeaderKnows(from, message.decidedUpTo());
        if (message.slot() <= applied()) {
            // "Fetch it", never "nothing".
            core.port.send(from, log.only(message.slot()));
            return;
        }
        if (!isInReach(message.slot())) return;
        Message answer = core.acceptor.onAccept(message.ballot(), message.slot(), message.value());
        Check.that(answer instanceof Message.Accepted, "a leader that is heard is not refused");
        core.learner.onValue(message.ballot(), message.slot(), message.value());
        core.learner.onVote(core.self, message.ballot(), message.slot());
        tell(from, message.slot(), answer);
    }

    /**
     * Tells who may need our vote. Of up to three voters each one knows of a majority by the leader
     * and itself, and does not wait for the third: so that one is not told, which saves a fifth of
     * the time of a write on two cores.
     */
    private void tell(int leader, long slot, Message vote) {
        // Who votes beyond the window is not known yet.
        Configuration voters = core.configurations.isKnown(slot)
                ? core.configurations.at(slot) : null;
        for (int member : core.contacts.numbers()) {
            boolean isEnough = voters != null && voters.majority() <= 2 && member != leader
                    && voters.has(member);
            if (member != core.self && !isEnough) core.port.send(member, vote);
        }
    }

    @Override
    public void onLearn(int from, Message.Learn message) {
        if (!elector.onLeader(from, message.ballot())) return;
        core.learner.onDecidedUpTo(message.ballot(), message.decidedUpTo());
        puller.onLeaderKnows(from, message.decidedUpTo());
        if (!isInReach(message.slot())) return;
        core.learner.onValue(message.ballot(), message.slot(), message.value());
    }

    @Override
    public void onAccepted(int from, Message.Accepted message) {
        boolean isOurs = message.ballot() == proposer.ballot();
        if (isOurs) core.contacts.onFollowed(from, message.ballot(), core.nowNanos);
        if (!isInReach(message.slot())) return;
        boolean lacksValue = core.learner.onVote(from, message.ballot(), message.slot());
        if (lacksValue) puller.onKnown(from, message.slot());
    }

    @Override
    public void onHeartbeat(int from, Message.Heartbeat message) {
        if (!elector.onLeader(from, message.ballot())) return;
        core.learner.onDecidedUpTo(message.ballot(), message.decidedUpTo());
        puller.onLeaderKnows(from, message.decidedUpTo());
        core.port.onAgreed(message.agreed());
        // A read of ours may wait for what the leader cannot hear of from whoever has voted for it.
        long highest = Math.max(Math.max(highest(), core.heardOf), reads.waitsFor());
        core.port.send(from, new Message.HeartbeatAnswer(message.ballot(), applied(), highest,
                core.port.print()));
    }

    /** A member tells how far it is. */
    private void onApplied(int from, long applied) {
        Contacts.Contact contact = core.contacts.of(from);
        if (contact != null) contact.applied = Math.max(contact.applied, applied);
        puller.onKnown(from, applied);
    }

    @Override
    public void onHeartbeatAnswer(int from, Message.HeartbeatAnswer message) {
        onApplied(from, message.applied());
        if (!proposer.isLeading() || message.ballot() != proposer.ballot()) return;
        core.contacts.onFollowed(from, message.ballot(), core.nowNanos);
        proposer.fillForReads(message.highest());
        core.port.onPrint(from, message.print());
    }

    @Override
    public void onPull(int from, Message.Pull message) {
        Message.Decided answer = log.from(message.firstSlot());
        if (answer == null) core.port.sendSnapshot(from);
        else core.port.send(from, answer);
    }

    @Override
    public void onDecided(int from, Message.Decided message) {
        puller.onAnswer(!message.values().isEmpty());
        puller.onKnown(from, message.decidedUpTo());
        long slot = message.firstSlot();
        for (Value value : message.values()) {
            if (slot <= applied() + DECIDED_REACH) {
                core.learner.onDecided(slot, value);
            }
            slot++;
        }
    }

    @Override
    public void onProbe(int from, Message.Probe message) {
        core.heardOf = Math.max(core.heardOf, message.highest());
        if (isAdmitted()) {
            core.port.send(from, new Message.ProbeAnswer(message.id(), highest(), applied()));
        }
    }

    @Override
    public void onProbeAnswer(int from, Message.ProbeAnswer message) {
        reads.onAnswer(from, message);
        onApplied(from, message.applied());
    }

    @Override
    public void onHandOver(int from, Message.HandOver message) {
        if (isAdmitted()) elector.onHandOver(from, message);
    }
}
