package doozer.paxos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What the parts of one member share. Owned by whoever steps the member. */
final class Core {
    /**
     * Messages about slots further ahead than so many windows are as good as lost: a member that is
     * so far behind catches up first.
     */
    static final int REACH = 4;

    final Port port;
    final Configurations configurations;
    final Acceptor acceptor = new Acceptor();
    final Learner learner;
    final Contacts contacts = new Contacts();
    final SplittableRandom dice;
    final Timing timing;
    /** Our member number, 0 for a guest. */
    int self;
    long nowNanos;
    /** True while this member takes part no more, and may again: {@link Paxos#freeze}. */
    boolean isFrozen;
    /** True while it then learns nothing more, either. */
    boolean isStill;
    /** The highest slot that anybody's read waits for, as far as we have heard. */
    long heardOf;
    /** t: see {@link Patience}. */
    long electionNanos;

    Core(Port port, Configurations configurations, Timing timing, SplittableRandom dice) {
        this.port = port;
        this.configurations = configurations;
        this.timing = timing;
        this.dice = dice;
        learner = new Learner(configurations);
        electionNanos = timing.electionNanos();
    }

    /** A time between t and 2 t, so that candidates do not stand at once. */
    long electionTimeout() {
        return electionNanos + dice.nextLong(electionNanos);
    }

    /** See {@link Paxos#known}. */
    List<Vote> known(long firstSlot, long maxWeight) {
        ArrayList<Vote> known = new ArrayList<>();
        long weight = 0;
        long last = Math.max(acceptor.highest(), learner.highest());
        long first = Math.max(firstSlot, learner.applied() + 1);
        for (long s = first; s <= last && weight < maxWeight; s++) {
            Vote vote = acceptor.vote(s);
            Vote heard = learner.heard(s);
            boolean isHigher = heard != null
                    && (vote == null || Ballot.isBelow(vote.ballot(), heard.ballot()));
            Vote best = isHigher ? heard : vote;
            if (best == null) continue;
            known.add(best);
            weight += best.value().weight();
        }
        return known;
    }

    /** The earlier of two times, of which {@link Long#MAX_VALUE} is none. */
    static long earliest(long one, long other) {
        if (one == Long.MAX_VALUE) return other;
        if (other == Long.MAX_VALUE) return one;
        return one - other < 0 ? one : other;
    }

    /** Sends to every other member. */
    void broadcast(Message message) {
        for (int member : contacts.numbers()) {
            if (member != self) port.send(member, message);
        }
    }

    /** Those who have answered in that ballot within that time, and ourselves. */
    MemberSet followers(long ballot, long nanos) {
        MemberSet followers = new MemberSet();
        followers.add(self);
        for (int member : contacts.numbers()) {
            if (contacts.isFollowingSince(member, ballot, nowNanos - nanos)) followers.add(member);
        }
        return followers;
    }
}
