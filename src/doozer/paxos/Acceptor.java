package doozer.paxos;

import java.util.ArrayList;
import java.util.List;

/**
 * One member's promises and votes. Owned by whoever steps the member.
 *
 * <p>What is applied counts as truncated: it is decided, and the vote for it is dropped.
 */
final class Acceptor {
    /** A part of a promise is full when its values weigh as much. */
    private static final int PART_WEIGHT = 256 << 10;

    private final SlotMap<Vote> votes = new SlotMap<>();
    private long promised = Ballot.NONE;
    private long truncatedUpTo;
    private long answers;

    /** The ballot below which nothing is accepted any more. */
    long promised() {
        return promised;
    }

    /** The highest slot that was voted in or truncated. */
    long highest() {
        return votes.highest();
    }

    /** The vote in a slot, or null. */
    Vote vote(long slot) {
        return votes.get(slot);
    }

    /** The parts of a promise, or why there is none. The caller has seen whose ballot it is. */
    List<Message> onPrepare(Message.Prepare prepare) {
        long ballot = prepare.ballot();
        // Equal is not stale: an answer that was lost is asked for again.
        if (Ballot.isBelow(ballot, promised)) return List.of(new Message.Nack(ballot, promised));
        promised = ballot;
        answers++;
        ArrayList<Message> parts = new ArrayList<>(1);
        ArrayList<Vote> part = new ArrayList<>();
        int weight = 0;
        for (long s = Math.max(prepare.firstSlot(), truncatedUpTo + 1); s <= highest(); s++) {
            Vote vote = votes.get(s);
            if (vote == null) continue;
            if (weight > 0 && weight + vote.value().weight() > PART_WEIGHT) {
                parts.add(promise(prepare, parts.size(), part));
                part = new ArrayList<>();
                weight = 0;
            }
            part.add(vote);
            weight += vote.value().weight();
        }
        parts.add(new Message.Promise(ballot, prepare.firstSlot(), answers, parts.size(), true,
                truncatedUpTo, part));
        return parts;
    }

    private Message promise(Message.Prepare prepare, int index, List<Vote> part) {
        return new Message.Promise(prepare.ballot(), prepare.firstSlot(), answers, index, false,
                truncatedUpTo, part);
    }

    /**
     * Votes, or says which ballot it has promised instead. The caller has seen whose ballot it is,
     * and that the slot is not truncated. Peers are authenticated: two values in one ballot are our
     * own broken invariant, not bad input.
     */
    Message onAccept(long ballot, long slot, Value value) {
        Check.that(slot > truncatedUpTo, "what is decided is not voted on");
        if (Ballot.isBelow(ballot, promised)) return new Message.Nack(ballot, promised);
        Vote old = votes.get(slot);
        if (old != null && old.ballot() == ballot) {
            Check.that(old.value().equals(value), "one value a ballot and slot");
        } else {
            votes.put(slot, new Vote(slot, ballot, value));
        }
        // An Accept has a Prepare in it, so that a member that missed phase 1 may still vote.
        promised = ballot;
        return new Message.Accepted(ballot, slot);
    }

    /** Drops the votes up to a slot that is applied. What is promised stays. */
    void truncate(long upTo) {
        Check.that(upTo >= truncatedUpTo, "what is truncated stays so");
        truncatedUpTo = upTo;
        votes.dropUpTo(upTo);
    }
}
