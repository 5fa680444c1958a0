package doozer.paxos;

import java.util.Arrays;

/**
 * A few members, each once: those who have voted, promised or answered. Owned by whoever steps the
 * member that counts.
 */
final class MemberSet {
    private int[] members = new int[4];
    private int count;

    /** Adds a member; a second time changes nothing. */
    void add(int member) {
        if (has(member)) return;
        if (count == members.length) members = Arrays.copyOf(members, 2 * count);
        members[count++] = member;
    }

    boolean has(int member) {
        for (int i = 0; i < count; i++) {
            if (members[i] == member) return true;
        }
        return false;
    }

    void clear() {
        count = 0;
    }

    /** Whether a majority of those voters is in it; who else is in it does not count. */
    boolean isMajorityOf(Configuration configuration) {
        int votes = 0;
        for (int i = 0; i < count; i++) {
            if (configuration.has(members[i])) votes++;
        }
        return votes >= configuration.majority();
    }
}
