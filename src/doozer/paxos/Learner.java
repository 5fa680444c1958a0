package doozer.paxos;

/**
 * Finds out what is decided: accepted by a majority of the slot's voters in one ballot, or said to
 * be so by somebody who knows. Owned by whoever steps the member.
 */
final class Learner {
    private final Configurations configurations;
    private final SlotMap<Tally> tallies = new SlotMap<>();
    private long applied;
    /** The highest ballot whose leader has said how far it knows, and how far that is. */
    private long saidBallot = Ballot.NONE;
    private long saidUpTo;

    /** The votes of one slot in the highest ballot that was heard of there. */
    private static final class Tally {
        long ballot = Ballot.NONE;
        Value value;
        final MemberSet voters = new MemberSet();
        Value decided;
        /**
         * The value of the highest ballot in which one was told: a vote in a higher one, without
         * its value, is no reason to forget what a recovery may need.
         */
        Vote told;

        /** Whether that ballot counts here; a higher one begins anew. */
        boolean isIn(long other) {
            if (Ballot.isBelow(other, ballot)) return false;
            if (ballot != other) {
                ballot = other;
                value = null;
                voters.clear();
            }
            return true;
        }
    }

    Learner(Configurations configurations) {
        this.configurations = configurations;
    }

    /** The last applied slot. */
    long applied() {
        return applied;
    }

    private Tally tally(long slot) {
        Tally tally = tallies.get(slot);
        if (tally == null) {
            tally = new Tally();
            tallies.put(slot, tally);
        }
        return tally;
    }

    /** The leader of a ballot has told its value, which is its own vote too. */
    void onValue(long ballot, long slot, Value value) {
        if (slot <= applied) return;
        Tally tally = tally(slot);
        boolean isHighest = tally.told == null || Ballot.isBelow(tally.told.ballot(), ballot);
        if (isHighest) tally.told = new Vote(slot, ballot, value);
        if (!tally.isIn(ballot)) return;
        Check.that(tally.value == null || tally.value.equals(value), "one value a ballot and slot");
        tally.value = value;
        tally.voters.add(Ballot.member(ballot));
        settle(slot, tally);
    }

    /** A member has voted. True when it is decided by votes, but the value is missing. */
    boolean onVote(int from, long ballot, long slot) {
        if (slot <= applied) return false;
        Tally tally = tally(slot);
        if (!tally.isIn(ballot)) return false;
        tally.voters.add(from);
        settle(slot, tally);
        return tally.decided == null && tally.value == null && configurations.isKnown(slot)
                && tally.voters.isMajorityOf(configurations.at(slot));
    }

    /** What is known of a slot beyond the applied ones, voted for or not; null for nothing. */
    Vote heard(long slot) {
        Tally tally = tallies.get(slot);
        if (tally == null) return null;
        if (tally.decided != null) return new Vote(slot, Ballot.DECIDED, tally.decided);
        return tally.told;
    }

    /** The highest slot of which anything is known. */
    long highest() {
        return tallies.highest();
    }

    /** Somebody knows the decided value. */
    void onDecided(long slot, Value value) {
        if (slot <= applied) return;
        Tally tally = tally(slot);
        Check.that(tally.decided == null || tally.decided.equals(value), "one value a slot");
        tally.decided = value;
    }

    /** That value counts as decided, whatever others may know. */
    void adopt(long slot, Value value) {
        tally(slot).decided = value;
    }

    /** The leader of a ballot says that every slot up to that one is decided. */
    void onDecidedUpTo(long ballot, long upTo) {
        if (Ballot.isBelow(ballot, saidBallot)) return;
        saidUpTo = ballot == saidBallot ? Math.max(saidUpTo, upTo) : upTo;
        saidBallot = ballot;
    }

    private void settle(long slot, Tally tally) {
        if (tally.decided != null || tally.value == null || !configurations.isKnown(slot)) return;
        if (tally.voters.isMajorityOf(configurations.at(slot))) tally.decided = tally.value;
    }

    /** The value of the next slot to apply, or null while it is not known to be decided. */
    Value next() {
        long slot = applied + 1;
        Tally tally = tallies.get(slot);
        if (tally == null) return null;
        settle(slot, tally);
        if (tally.decided != null) return tally.decided;
        // Only what was said of this very ballot confirms the value of this ballot.
        return tally.ballot == saidBallot && slot <= saidUpTo ? tally.value : null;
    }

    /** That slot is applied now, maybe as part of a snapshot. */
    void onApplied(long slot) {
        applied = slot;
        tallies.dropUpTo(slot);
    }
}
