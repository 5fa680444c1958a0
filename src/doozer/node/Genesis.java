package doozer.node;

import java.util.List;

/**
 * What a cluster begins with: everything that its first members have to agree on.
 *
 * @param id of the new cluster
 * @param name of the cluster
 * @param window slots that are open at once
 * @param voters how many voters the cluster aims for
 * @param founders its first members, numbered from 1 in this order
 * @param origin what it comes from
 */
public record Genesis(ClusterId id, String name, int window, int voters,
        List<Profile> founders, Origin origin) {
    /** One that begins with nothing. */
    public Genesis(ClusterId id, String name, int window, int voters, List<Profile> founders) {
        this(id, name, window, voters, founders, Origin.NOTHING);
    }

    /**
     * Which cluster it is, and what of its revisions is lost, for who takes its state along: the
     * former as text, and behind a blank each, {@code last-end} of the gaps.
     */
    String lineage() {
        return origin.lineage(id);
    }

    /** How many founders vote at first, the first ones: an odd number, and no more than wanted. */
    int firstVoters() {
        return VoterPlan.oddUpTo(Math.min(voters, founders.size()));
    }
}
