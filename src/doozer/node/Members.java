package doozer.node;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Who takes part. Replicated state: the same on every node after the same slot. Owned by whoever
 * steps the node.
 */
final class Members {
    /** More are refused: each costs every voter a message a write. */
    static final int MAX = 100;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final TreeMap<Integer, Member> byNumber = new TreeMap<>();
    private int nextNumber = 1;
    private int changes;

    /** The number that the next one gets: none is used twice. */
    int nextNumber() {
        return nextNumber;
    }

    Member of(int number) {
        return byNumber.get(number);
    }

    Member of(Incarnation incarnation) {
        for (Member member : byNumber.values()) {
            if (member.profile.incarnation().equals(incarnation)) return member;
        }
        return null;
    }

    /** The member with that id, or null. */
    Member withId(String id) {
        for (Member member : byNumber.values()) {
            if (member.id().equals(id)) return member;
        }
        return null;
    }

    /** Whether there is nobody to speak to. */
    boolean isAlone() {
        return all().size() <= 1;
    }

    /** All of them, by number. */
    Collection<Member> all() {
        return byNumber.values();
    }

    int[] numbers() {
        return byNumber.keySet().stream().mapToInt(number -> number).toArray();
    }

    /** Goes up whenever somebody comes or goes. */
    int changes() {
        return changes;
    }

    Member add(Profile profile) {
        Check.that(of(profile.incarnation()) == null, "one number an incarnation");
        Member member = new Member(nextNumber++, profile, 0);
        byNumber.put(member.number, member);
        changes++;
        return member;
    }

    void remove(Member member) {
        byNumber.remove(member.number);
        changes++;
    }

    /** Everything anew, from a snapshot. */
    void restore(List<Member> members, int newNextNumber) {
        byNumber.clear();
        changes++;
        for (Member member : members) {
            byNumber.put(member.number, new Member(member.number, member.profile, member.last()));
        }
        nextNumber = newNextNumber;
    }

    /** Copies, which nothing changes. */
    List<Member> copy() {
        return byNumber.values().stream()
                .map(member -> new Member(member.number, member.profile, member.last())).toList();
    }

    // Not that of the record, which may be another in another JVM.
    private static long hash(Profile profile) {
        long hash = profile.incarnation().high() * FACTOR + profile.incarnation().low();
        hash = hash * FACTOR + profile.address().hashCode();
        hash = hash * FACTOR + profile.hostname().hashCode();
        hash = hash * FACTOR + profile.version().hashCode();
        return hash * FACTOR + profile.level();
    }

    /** A hash of all of it. */
    long hash() {
        long hash = nextNumber;
        for (Member member : byNumber.values()) {
            hash = hash * FACTOR + member.number;
            hash = hash * FACTOR + member.last();
            hash = hash * FACTOR + hash(member.profile);
        }
        return hash;
    }
}
