package doozer.paxos;

import java.util.Arrays;

/**
 * Who votes from a slot on, until the next configuration takes over. Immutable; any thread.
 *
 * @param version counts the changes: a change names the one that it expects
 * @param firstSlot the first slot in which these vote
 * @param voters their numbers, rising; shared, never modified
 */
public record Configuration(long version, long firstSlot, int[] voters) {

    /** A configuration of at least one voter, none of them twice. */
    public Configuration {
        Check.that(voters.length > 0, "somebody votes");
        for (int i = 0; i < voters.length; i++) {
            Check.that(voters[i] > 0, "voters are members");
            Check.that(i == 0 || voters[i - 1] < voters[i], "voters rise, each named once");
        }
    }

    /** Whether that member votes. */
    public boolean has(int member) {
        return Arrays.binarySearch(voters, member) >= 0;
    }

    /** How many of them decide. */
    public int majority() {
        return voters.length / 2 + 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Configuration that && version == that.version
                && firstSlot == that.firstSlot && Arrays.equals(voters, that.voters);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(version) + Long.hashCode(firstSlot))
                + Arrays.hashCode(voters);
    }

    @Override
    public String toString() {
        return "version " + version + " from slot " + firstSlot + " " + Arrays.toString(voters);
    }
}
