package doozer.paxos;

/**
 * Reads that see everything that was acknowledged before they were asked, at any member, with no
 * clock in it: all that wait share one question to the voters, how far they are. Owned by whoever
 * steps the member.
 *
 * <p>What a voter answers covers whatever it has voted for. A write that was acknowledged had the
 * votes of a majority of its slot's voters, and any majority that answers has one of these in it.
 */
final class QuorumReads {
    private final Core core;
    private long id;
    private boolean isOpen;
    private boolean isWanted;
    private final MemberSet answered = new MemberSet();
    private long highest;
    private long changes;
    private long askedNanos;
    private long openedNanos;
    /** The batch that is collected now; the one before it may be under way. */
    private long batch = 1;
    private long openBatch;
    private long served;

    QuorumReads(Core core) {
        this.core = core;
    }

    /** Takes in a read: it may be served once {@link #served} is as high as what this gives. */
    long request() {
        isWanted = true;
        return batch;
    }

    /** The last batch that may be served: now, from the state of now. */
    long served() {
        return served;
    }

    long deadlineNanos() {
        return isOpen && core.self != 0 ? askedNanos + core.electionNanos : Long.MAX_VALUE;
    }

    /** For how long those under way have been waiting. */
    long waitedNanos() {
        return isOpen ? core.nowNanos - openedNanos : 0;
    }

    /** The slot that has to be applied before those under way can be served, as far as is known. */
    long waitsFor() {
        return isOpen ? highest : 0;
    }

    /** Asks, asks again, and finds out whether those that wait may be served. */
    void advance() {
        if (core.configurations.isEmpty() || core.self == 0) return;
        // A change of voters since the question: those who answered may not be the ones to ask.
        if (isOpen && changes != core.configurations.changes()) ask();
        if (isOpen && core.nowNanos - askedNanos >= core.electionNanos) send();
        complete();
        if (isOpen || !isWanted) return;
        isWanted = false;
        openBatch = batch++;
        isOpen = true;
        openedNanos = core.nowNanos;
        ask();
        complete();
    }

    private void complete() {
        if (!isOpen || !core.configurations.isMajorityOfEach(answered)) return;
        if (core.learner.applied() < highest) return;
        isOpen = false;
        served = openBatch;
    }

    private void ask() {
        id++;
        answered.clear();
        changes = core.configurations.changes();
        highest = core.acceptor.highest();
        if (core.configurations.has(core.self)) answered.add(core.self);
        send();
    }

    private void send() {
        askedNanos = core.nowNanos;
        for (int voter : core.configurations.voters()) {
            if (!answered.has(voter)) core.port.send(voter, new Message.Probe(id, highest));
        }
    }

    void onAnswer(int from, Message.ProbeAnswer answer) {
        if (!isOpen || answer.id() != id) return;
        answered.add(from);
        highest = Math.max(highest, answer.highest());
    }

    /** The new connection's other end may have missed the question. */
    void onConnected(int member) {
        if (isOpen && core.configurations.has(member) && !answered.has(member)) {
            core.port.send(member, new Message.Probe(id, highest));
        }
    }
}
