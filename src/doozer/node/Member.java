package doozer.node;

/** A member, as the replicated state has it. Owned by whoever steps the node. */
final class Member {
    final int number;
    final Profile profile;
    /** The sequence number of its last command that was executed. */
    private long last;

    Member(int number, Profile profile, long last) {
        this.number = number;
        this.profile = profile;
        this.last = last;
    }

    long last() {
        return last;
    }

    /** True when that is the next one of its commands: rule P11. */
    boolean takes(long sequence) {
        if (sequence != last + 1) return false;
        last = sequence;
        return true;
    }

    String id() {
        return profile.incarnation().id();
    }
}
