package doozer.paxos;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One member of a cluster that agrees on the values of slots, one after the other: Multi-Paxos
 * (Lamport 2001, "Paxos Made Simple") without a disk. Messages and ticks go in; messages and
 * decided values, in the order of their slots, come out through {@link Port}. Owned by one thread,
 * which calls everything here. The same calls give the same outcome.
 *
 * <p>Its safety needs no clock, and members that never forget: one that restarts is another member.
 */
public final class Paxos {
    private final Core core;
    private final Proposer proposer;
    private final Elector elector;
    private final Leadership leadership;
    private final QuorumReads reads;
    private final Puller puller;
    private final Patience patience;
    private final DecidedLog log = new DecidedLog();
    private final Inbound inbound;
    private boolean hasTicked;
    private long askedForNanos = Long.MAX_VALUE;
    private long elections;
    private long frozenNanos;

    /** A guest, who knows of no slot: {@link #restore} and {@link #setSelf} make it a member. */
    public Paxos(Port port, Configurations configurations, Timing timing, SplittableRandom dice) {
        core = new Core(port, configurations, timing, dice);
        proposer = new Proposer(core);
        elector = new Elector(core, proposer);
        leadership = new Leadership(core, proposer);
        reads = new QuorumReads(core);
        puller = new Puller(core);
        patience = new Patience(timing.electionNanos());
        inbound = new Inbound(core, log, new Inbound.Parts(proposer, elector, reads, puller));
    }

    // Who we are, and who else there is.

    /** Our member number, 0 for a guest: it asks and learns, but promises and accepts nothing. */
    public void setSelf(int number) {
        if (core.self != number && !proposer.isIdle()) proposer.stop();
        core.self = number;
    }

    /** The members, voters or not, rising. */
    public void setMembers(int[] numbers) {
        core.contacts.set(numbers, core.nowNanos);
    }

    /** A snapshot, or the state at birth, is in place: everything up to that slot is applied. */
    public void restore(long slot) {
        Check.that(slot >= core.learner.applied(), "a snapshot never rolls back");
        // Decided by others, in a higher ballot than ours.
        if (proposer.isLeading()) elector.stepDown();
        core.learner.onApplied(slot);
        core.acceptor.truncate(slot);
        log.restart(slot);
        puller.onAnswer(true);
    }

    /** A new connection to a member: what was sent on the one before may be lost. */
    public void onConnected(int member) {
        proposer.onConnected(member);
        reads.onConnected(member);
        if (member == elector.route()) core.port.onRoute();
    }

    /** Messages get through to a member again, after some were not taken: {@link Port#send}. */
    public void onDrained(int member) {
        proposer.onDrained(member);
    }

    /** The connection from a member has broken. */
    public void onDisconnected(int member) {
        proposer.onDisconnected(member);
    }

    /** A member's connection has broken, and its address refuses another. */
    public void onRefused(int member) {
        elector.onRefused(member);
    }

    /** A part of a snapshot has come. */
    public void onProgress() {
        puller.onProgress();
    }

    // Time, and turns.

    /**
     * Does what is due.
     *
     * @param nowNanos the time, from any origin, never going back
     */
    public void tick(long nowNanos) {
        core.nowNanos = nowNanos;
        if (!hasTicked) {
            hasTicked = true;
            elector.start();
            core.contacts.start(nowNanos);
            leadership.start();
        }
        long late = askedForNanos == Long.MAX_VALUE ? 0 : nowNanos - askedForNanos;
        askedForNanos = Long.MAX_VALUE;
        core.electionNanos = patience.onLate(Math.max(0, late), nowNanos);
        // We stood still ourselves: whoever was silent meanwhile has done nothing wrong.
        if (late > core.timing.electionNanos() / 2) forgive(late);
    }

    private void forgive(long nanos) {
        core.contacts.forgive(nanos);
        elector.forgive(nanos);
        leadership.forgive(nanos);
    }

    /** Begins at once what else an election timeout has to pass for: the only voter stands. */
    public void stand() {
        elector.stand();
    }

    /** Decides, applies and proposes until there is nothing left; the end of a turn. */
    public void advance() {
        elector.tick();
        if (core.isFrozen) {
            if (!core.isStill) fetch();
            return;
        }
        applyDecided();
        if (proposer.begins()) onElected();
        if (!leadership.tick()) elector.stepDown();
        // What our own reads wait for, or those of others whom we do not hear as a leader.
        if (proposer.isLeading()) proposer.fillForReads(Math.max(reads.waitsFor(), core.heardOf));
        long before;
        do {
            before = core.learner.applied();
            if (core.configurations.isScheduled()) {
                proposer.fill(core.configurations.last().firstSlot() - 1);
            }
            if (!proposer.propose()) elector.stepDown();
            applyDecided();
        } while (core.learner.applied() != before);
        if (isSuperfluous()) handOver();
        reads.advance();
        puller.advance();
    }

    private void fetch() {
        applyDecided();
        puller.advance();
    }

    private void onElected() {
        elections++;
        core.port.onRoute();
    }

    private void applyDecided() {
        for (Value value = core.learner.next(); value != null; value = core.learner.next()) {
            long slot = core.learner.applied() + 1;
            // Decided by others, in a higher ballot: what we say from now on could be taken for a
            // word on our own value.
            if (!proposer.isConfirmed(slot, value)) elector.stepDown();
            core.port.apply(slot, value);
            core.configurations.onApplied(slot);
            core.learner.onApplied(slot);
            core.acceptor.truncate(slot);
            log.append(slot, value);
        }
    }

    /** Nanoseconds from now until {@link #tick} is needed, or {@link Long#MAX_VALUE}. */
    public long untilNanos() {
        long next = core.isStill ? Long.MAX_VALUE : core.isFrozen ? puller.deadlineNanos()
                : Core.earliest(Core.earliest(elector.deadlineNanos(), leadership.deadlineNanos()),
                Core.earliest(reads.deadlineNanos(), puller.deadlineNanos()));
        askedForNanos = next;
        return next == Long.MAX_VALUE ? next : Math.max(0, next - core.nowNanos);
    }

    /** Lets go of applied slots: those over the bounds, but none above {@code keepAbove}. */
    public void trim(long maxSlots, long maxWeight, long keepAbove) {
        log.trim(maxSlots, maxWeight, keepAbove);
    }

    // What there is to know.

    /** The last applied slot. */
    public long applied() {
        return core.learner.applied();
    }

    /** The highest slot that is applied or voted in here. */
    public long highest() {
        return core.acceptor.highest();
    }

    /** The ballot below which nothing is accepted any more. */
    public long promised() {
        return core.acceptor.promised();
    }

    /** The vote in a slot that is not applied yet, or null. */
    public Vote vote(long slot) {
        return core.acceptor.vote(slot);
    }

    /** Slots up to this one are applied and not kept. */
    public long logFloor() {
        return log.floor();
    }

    /** Whether this member leads. */
    public boolean isLeading() {
        return proposer.isLeading();
    }

    /** The ballot of the leader that is heard or is ourselves, or {@link Ballot#NONE}. */
    public long leader() {
        return elector.leader();
    }

    /** Through whom a leader can be reached; ourselves when we lead, 0 while there is no way. */
    public int route() {
        return elector.route();
    }

    /** For how long no leader has been known: 0 while one is. */
    public long leaderlessNanos() {
        return elector.leaderlessNanos();
    }

    /** How often this member was elected. */
    public long elections() {
        return elections;
    }

    /** t, the shortest election timeout of now. */
    public long electionNanos() {
        return core.electionNanos;
    }

    /** Whether a member was heard in the last so many nanoseconds. */
    public boolean isHeardWithin(int member, long nanos) {
        return member == core.self
                || core.contacts.isHeardSince(member, core.nowNanos - nanos);
    }

    /** Whether a member has answered this leader in the last so many nanoseconds. */
    public boolean isFollowedBy(int member, long nanos) {
        return member == core.self || core.contacts.isFollowingSince(member, proposer.ballot(),
                core.nowNanos - nanos);
    }

    /** Whether a member has said nothing for so long, having been one all the time. */
    public boolean isSilentFor(int member, long nanos) {
        return core.contacts.isSilentSince(member, core.nowNanos - nanos);
    }

    /** How far a member has told to be, 0 when it has told nothing. */
    public long appliedBy(int member) {
        if (member == core.self) return applied();
        Contacts.Contact contact = core.contacts.of(member);
        return contact == null ? 0 : contact.applied;
    }

    /** Nanoseconds since a member was last heard: 0 for ourselves, -1 when it never was. */
    public long heardAgoNanos(int member) {
        if (member == core.self) return 0;
        Contacts.Contact contact = core.contacts.of(member);
        if (contact == null || !contact.isHeard) return -1;
        return Math.max(0, core.nowNanos - contact.heardNanos);
    }

    // Reads.

    /** Takes in a read: it may be served once {@link #served} is as high as what this gives. */
    public long requestRead() {
        return reads.request();
    }

    /** The last batch of reads that may be served, from the state of now. */
    public long served() {
        return reads.served();
    }

    /** For how long the batch of reads that is under way has been waiting, 0 while none is. */
    public long readsWaitedNanos() {
        return reads.waitedNanos();
    }

    // Handing over.

    /** Whether this leader has no vote any more: rule C5. */
    private boolean isSuperfluous() {
        return proposer.isLeading() && !core.configurations.has(core.self);
    }

    /** Asks another voter to lead, and stops; false while there is none who could. */
    public boolean handOver() {
        int successor = proposer.isLeading() ? leadership.successor() : 0;
        if (successor == 0) return false;
        core.port.send(successor, new Message.HandOver(proposer.ballot()));
        elector.stepDown();
        return true;
    }

    /**
     * Whether a member that votes no more may end: the majority of those who came after it has all
     * that it has voted for. Asks them, and is to be asked again: rule R7.
     */
    public boolean mayGo() {
        Configuration last = core.configurations.last();
        if (last.has(core.self)) return false;
        for (int voter : last.voters()) core.port.send(voter, new Message.Probe(0));
        return !core.configurations.has(core.self) && haveNewVotersCaughtUp();
    }

    /**
     * Whether a majority of the last voters is known to have applied every slot of those before
     * them: nobody else's votes are needed any more.
     */
    public boolean haveNewVotersCaughtUp() {
        Configuration last = core.configurations.last();
        MemberSet caughtUp = new MemberSet();
        for (int voter : last.voters()) {
            if (appliedBy(voter) >= last.firstSlot() - 1) caughtUp.add(voter);
        }
        return caughtUp.isMajorityOf(last);
    }

    // Forced recovery.

    /**
     * Takes part no more, or again: it promises, accepts and leads nothing meanwhile, and so
     * forgets nothing. It still tells what is decided.
     *
     * @param isStill whether it learns nothing meanwhile: what it has told of itself stays true
     */
    public void freeze(boolean isFrozen, boolean isStill) {
        core.isStill = isFrozen && isStill;
        if (isFrozen == core.isFrozen) return;
        core.isFrozen = isFrozen;
        if (isFrozen) {
            frozenNanos = core.nowNanos;
            if (!proposer.isIdle()) elector.stepDown();
        } else {
            forgive(core.nowNanos - frozenNanos);
        }
    }

    /**
     * What this member knows of slots beyond the applied ones, decided or not, from that one on.
     *
     * @param maxWeight of the values; the last may make it more
     */
    public List<Vote> known(long firstSlot, long maxWeight) {
        return core.known(firstSlot, maxWeight);
    }

    /** The values of the next slots are those, as an operator has it, and applied: rule R12. */
    public void adopt(List<Value> values) {
        long slot = applied();
        for (Value value : values) core.learner.adopt(++slot, value);
        applyDecided();
    }

    // Messages.

    /**
     * Takes a message.
     *
     * @param from the sender's member number; a negative one stands for somebody who is no member,
     *     as far as we know: such a one may ask for what is decided, and tell it
     */
    public void receive(int from, Message message) {
        Check.that(from != 0 && from != core.self, "messages come from others");
        // Before there is any state nothing can be decided: a snapshot has to come first.
        if (core.configurations.isEmpty()) return;
        boolean isOfLog = message instanceof Message.Pull
                || message instanceof Message.Decided && !core.isStill;
        if (from > 0 && (isOfLog || !core.isFrozen)) {
            core.contacts.onHeard(from, core.nowNanos);
            message.deliver(from, inbound);
        } else if (isOfLog) {
            message.deliver(from, inbound);
        } else if (from < 0 && message instanceof Message.Heartbeat heartbeat) {
            // A leader that joined after all that we know: we are far behind.
            puller.onKnown(from, heartbeat.decidedUpTo());
        }
    }

    /** Asks somebody, guest or member, for what comes after the last applied slot. */
    public void pull(int from) {
        puller.ask(from);
    }
}
