package doozer.paxos;

import java.util.Arrays;

/**
 * Fetches decided slots from those who have them. Owned by whoever steps the member.
 */
final class Puller {
    private final Core core;
    /** How far anybody says to know, and who said so. */
    private long known;
    private int teller;
    private long dueNanos;
    private boolean isWaiting;
    private long askedNanos;

    Puller(Core core) {
        this.core = core;
    }

    /** Somebody knows that slots are decided. Mostly they are on their way to us already. */
    void onKnown(int from, long decidedUpTo) {
        long applied = core.learner.applied();
        if (decidedUpTo <= applied) return;
        if (known <= applied) dueNanos = core.nowNanos + core.timing.heartbeatNanos();
        if (decidedUpTo > known || !isWaiting) teller = from;
        known = Math.max(known, decidedUpTo);
    }

    /** The leader knows, and has told us on this very connection: what we lack is lost. */
    void onLeaderKnows(int from, long decidedUpTo) {
        onKnown(from, decidedUpTo);
        dueNanos = core.nowNanos;
    }

    /** An answer has come. If there was something in it, the next question may follow at once. */
    void onAnswer(boolean isUseful) {
        isWaiting = false;
        dueNanos = core.nowNanos + (isUseful ? 0 : core.timing.heartbeatNanos());
    }

    /** What was asked for is on its way: give it time. */
    void onProgress() {
        askedNanos = core.nowNanos;
    }

    private boolean isBehind() {
        return known > core.learner.applied();
    }

    long deadlineNanos() {
        if (!isBehind()) return Long.MAX_VALUE;
        return isWaiting ? askedNanos + core.timing.electionNanos() : dueNanos;
    }

    /** Asks, if we are behind and nothing is on its way. */
    void advance() {
        if (!isBehind() || core.nowNanos - deadlineNanos() < 0) return;
        // No answer, or none to be expected: it may be gone, and others know too.
        boolean isGone = teller > 0 && !isHeard(teller);
        ask(isWaiting || isGone ? anybody() : teller);
    }

    private boolean isHeard(int member) {
        long lately = core.nowNanos - 2 * core.electionNanos;
        return member != core.self && core.contacts.isHeardSince(member, lately);
    }

    /** Some member that is there, by chance. */
    private int anybody() {
        int[] there = Arrays.stream(core.contacts.numbers()).filter(this::isHeard).toArray();
        return there.length == 0 ? teller : there[core.dice.nextInt(there.length)];
    }

    /** Asks somebody, known to be ahead or not. */
    void ask(int member) {
        isWaiting = true;
        askedNanos = core.nowNanos;
        core.port.send(member, new Message.Pull(core.learner.applied() + 1));
    }
}
