package doozer.paxos;

import java.util.ArrayList;
import java.util.TreeMap;

/**
 * Phase 1 and phase 2 of one ballot of ours. Owned by whoever steps the member.
 *
 * <pre>
 *   IDLE --begin--> PREPARING --promises, and all that is decided fetched--> LEADING
 *    ^------------------+---------------- a higher ballot, or no majority -------+
 * </pre>
 */
final class Proposer {
    private enum Phase { IDLE, PREPARING, LEADING }

    private final Core core;
    private Phase phase = Phase.IDLE;
    private long ballot = Ballot.NONE;
    /** The first slot that our Prepare is about: the same for as long as the ballot lasts. */
    private long firstSlot;
    /** The first slot that nothing was proposed for yet. */
    private long nextSlot;
    private final MemberSet promises = new MemberSet();
    private final TreeMap<Integer, Partial> partials = new TreeMap<>();
    /** The vote of the highest ballot that was reported for each slot not proposed yet. */
    private final TreeMap<Long, Vote> adopted = new TreeMap<>();
    /** Members whose promise does not count in this ballot. */
    private final MemberSet excluded = new MemberSet();
    /** The highest slot that a promise reports as decided, and who says so. */
    private long decidedElsewhere;
    private int decidedBy;
    /** Up to here something is proposed in any case. */
    private long fillUpTo;
    private long preparedChanges;
    /** The first slot that was not told to a member, for whom too much was on the way. */
    private final TreeMap<Integer, Long> untold = new TreeMap<>();

    /** A promise of which not every part has come. */
    private record Partial(long answer, ArrayList<Message.Promise> parts) { }

    Proposer(Core core) {
        this.core = core;
    }

    boolean isIdle() {
        return phase == Phase.IDLE;
    }

    boolean isPreparing() {
        return phase == Phase.PREPARING;
    }

    boolean isLeading() {
        return phase == Phase.LEADING;
    }

    /** The ballot of now, or of the last time. */
    long ballot() {
        return ballot;
    }

    /** Phase 1 in a ballot that was never used before. */
    void begin(long newBallot) {
        Check.that(Ballot.isBelow(ballot, newBallot), "a round is never used again");
        phase = Phase.PREPARING;
        ballot = newBallot;
        untold.clear();
        firstSlot = core.learner.applied() + 1;
        nextSlot = firstSlot;
        promises.clear();
        partials.clear();
        adopted.clear();
        decidedElsewhere = 0;
        fillUpTo = 0;
        prepare();
    }

    /** Ends whatever it is: a higher ballot has come, or nobody follows. */
    void stop() {
        phase = Phase.IDLE;
        excluded.clear();
        partials.clear();
        adopted.clear();
    }

    /**
     * Somebody has said that slots are decided, and they cannot be fetched: the next ballot does
     * without that member's promise, and takes what the others have voted for.
     */
    void excludeReporter() {
        excluded.clear();
        if (hasMajority() && core.learner.applied() < decidedElsewhere) excluded.add(decidedBy);
    }

    /** Asks every voter who has not promised; ourselves first, in the same step. */
    private void prepare() {
        preparedChanges = core.configurations.changes();
        Message.Prepare prepare = new Message.Prepare(ballot, firstSlot);
        if (!promises.has(core.self)) {
            for (Message own : core.acceptor.onPrepare(prepare)) {
                if (own instanceof Message.Promise promise) onPromise(core.self, promise);
            }
        }
        for (int voter : core.configurations.voters()) {
            if (voter != core.self && !promises.has(voter)) core.port.send(voter, prepare);
        }
    }

    /** A part of a promise; those of other ballots than ours are of the past. */
    void onPromise(int from, Message.Promise part) {
        if (isIdle() || part.ballot() != ballot || part.firstSlot() != firstSlot) return;
        if (promises.has(from) || excluded.has(from)) return;
        Partial partial = partials.get(from);
        if (part.part() == 0) {
            partial = new Partial(part.answer(), new ArrayList<>(1));
            partials.put(from, partial);
        }
        boolean fits = partial != null && partial.answer == part.answer()
                && partial.parts.size() == part.part();
        if (!fits) return;
        partial.parts.add(part);
        if (!part.isLast()) return;
        partials.remove(from);
        promises.add(from);
        for (Message.Promise whole : partial.parts) adopt(from, whole);
    }

    private void adopt(int from, Message.Promise part) {
        if (part.truncatedUpTo() > decidedElsewhere) {
            decidedElsewhere = part.truncatedUpTo();
            decidedBy = from;
        }
        for (Vote vote : part.votes()) {
            if (vote.slot() < nextSlot) continue;
            Vote known = adopted.get(vote.slot());
            if (known != null && !Ballot.isBelow(known.ballot(), vote.ballot())) continue;
            adopted.put(vote.slot(), vote);
        }
    }

    /** A connection has broken: what came of a promise on it does not count. */
    void onDisconnected(int member) {
        partials.remove(member);
    }

    /** What the new connection's other end may have missed, it gets again. */
    void onConnected(int member) {
        if (isIdle()) return;
        if (!promises.has(member) && core.configurations.has(member)) {
            core.port.send(member, new Message.Prepare(ballot, firstSlot));
        }
        if (isLeading()) {
            for (long s = core.learner.applied() + 1; s < nextSlot; s++) propose(member, s);
        }
    }

    /** Asks again for everything that is not answered or not decided. */
    void repeat() {
        if (isIdle()) return;
        prepare();
        for (int member : core.contacts.numbers()) {
            if (member == core.self || !isLeading()) continue;
            for (long s = core.learner.applied() + 1; s < nextSlot; s++) propose(member, s);
        }
    }

    private boolean hasMajority() {
        return core.configurations.isMajorityOfEach(promises);
    }

    /** Who says that slots are decided which we lack, or 0. */
    int reporter() {
        return isPreparing() && core.learner.applied() < decidedElsewhere ? decidedBy : 0;
    }

    /** True once, when phase 1 is complete. */
    boolean begins() {
        if (!isPreparing() || !hasMajority()) return false;
        if (core.learner.applied() < decidedElsewhere) return false;
        phase = Phase.LEADING;
        excluded.clear();
        nextSlot = Math.max(nextSlot, core.learner.applied() + 1);
        // The first entry of its own shows that this ballot works, and decides what was open.
        long last = adopted.isEmpty() ? 0 : adopted.lastKey();
        fill(Math.max(last + 1, nextSlot));
        return true;
    }

    /**
     * Whether what was decided in a slot fits what we have proposed there. Something else can only
     * come from a higher ballot, which our own acceptor has not heard of.
     */
    boolean isConfirmed(long slot, Value value) {
        if (!isLeading()) return true;
        Vote own = core.acceptor.vote(slot);
        return own != null && own.ballot() == ballot && own.value().equals(value);
    }

    /** Whether something is reported as decided above all that we may propose. */
    boolean isBlocked() {
        return isLeading() && nextSlot <= decidedElsewhere;
    }

    /**
     * Somebody has voted up to there, and a read may wait for it: rule L3. Nobody can have voted
     * for more than is in reach.
     */
    void fillForReads(long upTo) {
        long most = core.learner.applied() + (Core.REACH + 1L) * core.configurations.window();
        if (upTo <= most) fill(upTo);
    }

    /** Has every slot up to that one proposed. */
    void fill(long upTo) {
        fillUpTo = Math.max(fillUpTo, upTo);
    }

    /** Proposes what there is to propose; false when our own acceptor knows a higher ballot. */
    boolean propose() {
        if (!isLeading()) return true;
        if (preparedChanges != core.configurations.changes()) prepare();
        nextSlot = Math.max(nextSlot, core.learner.applied() + 1);
        while (mayPropose(nextSlot)) {
            Value value = valueFor(nextSlot);
            if (value == null) return true;
            Message own = core.acceptor.onAccept(ballot, nextSlot, value);
            if (!(own instanceof Message.Accepted)) return false;
            core.learner.onValue(ballot, nextSlot, value);
            nextSlot++;
            for (int member : core.contacts.numbers()) {
                if (member != core.self) propose(member, nextSlot - 1);
            }
        }
        return true;
    }

    /** Rule P4. */
    private boolean mayPropose(long slot) {
        return core.configurations.isKnown(slot) && slot > decidedElsewhere
                && promises.isMajorityOf(core.configurations.at(slot));
    }

    private Value valueFor(long slot) {
        if (!adopted.isEmpty()) {
            adopted.headMap(slot).clear();
            Vote vote = adopted.remove(slot);
            if (vote != null) return vote.value();
        }
        Value value = core.port.nextValue();
        if (value != null) return value;
        boolean isHole = slot <= fillUpTo || !adopted.isEmpty();
        return isHole ? core.port.filler() : null;
    }

    private void propose(int member, long slot) {
        // Our own vote holds it, so that what is sent again is the same.
        Vote own = core.acceptor.vote(slot);
        if (own == null || own.ballot() != ballot) return;
        long decidedUpTo = core.learner.applied();
        boolean isSent = core.port.send(member, core.configurations.at(slot).has(member)
                ? new Message.Accept(ballot, slot, own.value(), decidedUpTo)
                : new Message.Learn(ballot, slot, own.value(), decidedUpTo));
        if (!isSent) untold.merge(member, slot, Math::min);
    }

    /** Messages get through to a member again: it is told what it was not told yet. */
    void onDrained(int member) {
        Long first = untold.remove(member);
        if (first == null || !isLeading()) return;
        long from = Math.max(first, core.learner.applied() + 1);
        for (long s = from; s < nextSlot && !untold.containsKey(member); s++) propose(member, s);
    }
}
