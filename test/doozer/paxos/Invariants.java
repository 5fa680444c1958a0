package doozer.paxos;

import java.util.HashMap;
import java.util.TreeMap;

/**
 * What has to hold over all members of a cluster, dead or alive, after every turn of one of them.
 * Owned by the test's thread.
 */
final class Invariants {
    private final TreeMap<Long, Value> decided = new TreeMap<>();
    private final HashMap<Place, Value> proposed = new HashMap<>();
    private final TreeMap<Long, Configuration> configurations = new TreeMap<>();
    private final TreeMap<Integer, Before> before = new TreeMap<>();

    /** Where one value is allowed. */
    private record Place(long ballot, long slot) { }

    /** What a member was after its last turn. */
    private record Before(long promised, long applied, long version) { }

    /** The highest slot that anybody has applied. */
    long decided() {
        return decided.isEmpty() ? 0 : decided.lastKey();
    }

    /** The version of the last configuration that anybody knows. */
    long lastVersion() {
        return configurations.lastKey();
    }

    /** A configuration that somebody has known, or null. */
    Configuration configuration(long version) {
        return configurations.get(version);
    }

    private static void that(boolean holds, String what, Object... arguments) {
        if (!holds) throw new AssertionError(String.format(what, arguments));
    }

    /** One value a ballot and slot, whoever says so, and none beyond the sender's window. */
    void onSent(Member from, Message message) {
        if (message instanceof Message.Accept accept) {
            onProposed(accept.ballot(), accept.slot(), accept.value());
            long last = from.paxos.applied() + from.configurations.window();
            that(accept.slot() <= last, "slot %d is proposed, %d is the last of the window",
                    accept.slot(), last);
        }
        if (message instanceof Message.Learn learn) {
            onProposed(learn.ballot(), learn.slot(), learn.value());
        }
        if (message instanceof Message.Accepted accepted) {
            that(!Ballot.isBelow(accepted.ballot(), from.paxos.promised()),
                    "%d votes below its promise", from.number);
        }
    }

    private void onProposed(long ballot, long slot, Value value) {
        Value other = proposed.putIfAbsent(new Place(ballot, slot), value);
        that(other == null || other.equals(value), "ballot %x has %s and %s in slot %d", ballot,
                other, value, slot);
    }

    void check(Member member) {
        Before last = before.getOrDefault(member.number, new Before(Ballot.NONE, 0, 0));
        long promised = member.paxos.promised();
        that(!Ballot.isBelow(promised, last.promised()), "the promise of %d falls from %x to %x",
                member.number, last.promised(), promised);
        long applied = member.paxos.applied();
        that(applied >= last.applied() && applied == member.applied.size(),
                "%d has applied %d slots, and %d values", member.number, applied,
                member.applied.size());
        for (long s = last.applied() + 1; s <= applied; s++) {
            Value value = member.applied.get(s);
            Value other = decided.putIfAbsent(s, value);
            that(other == null || other.equals(value), "%d has %s in slot %d, and others %s",
                    member.number, value, s, other);
        }
        for (long s = applied + 1; s <= member.paxos.highest(); s++) {
            Vote vote = member.paxos.vote(s);
            if (vote != null) onProposed(vote.ballot(), s, vote.value());
        }
        before.put(member.number, new Before(promised, applied, checkVersions(member, last)));
    }

    /** Everybody knows the same voters in the same slots. */
    private long checkVersions(Member member, Before last) {
        for (Configuration one : member.configurations.known()) {
            Configuration other = configurations.putIfAbsent(one.version(), one);
            that(other == null || other.equals(one), "%s, and %s at %d", other, one,
                    member.number);
        }
        long version = member.configurations.current().version();
        that(version >= last.version(), "%d goes back to version %d", member.number, version);
        return version;
    }
}
