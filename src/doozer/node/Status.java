package doozer.node;

import java.util.List;

/**
 * A node in numbers, as of one moment. Immutable.
 *
 * @param identity who it is
 * @param uptimeNanos since it has begun
 * @param role {@code leader}, {@code voter}, {@code standby}, {@code guest} or {@code stopped}
 * @param leader the id of who leads, as far as it knows; "" for nobody
 * @param isReady whether it takes reads and writes
 * @param data what it holds
 * @param load what clients have it do
 * @param place how it stands in its cluster
 * @param members those that it knows of, itself among them
 */
public record Status(Settings.Identity identity, long uptimeNanos, String role, String leader,
        boolean isReady, Data data, Load load, Place place, List<MemberState> members) {

    /**
     * What a node holds.
     *
     * @param revision the present one
     * @param oldest the oldest that can be read
     * @param historyRevisions how many it keeps
     * @param historyBytes about how much they take
     * @param files how many there are
     */
    public record Data(long revision, long oldest, long historyRevisions, long historyBytes,
            long files) { }

    /**
     * What clients have a node do.
     *
     * @param connections of clients
     * @param watches and waits that have caught up
     * @param requests that have come since it has begun
     * @param writesPending those that are not applied
     * @param sessions of the cluster
     */
    public record Load(int connections, int watches, long requests, int writesPending,
            int sessions) { }

    /**
     * How a node stands in its cluster.
     *
     * @param slot the last one that it has applied
     * @param furthest the last one that any member is known to have applied
     * @param voters how many there are
     * @param votersWanted how many there should be
     * @param leaderlessNanos for how long it has heard of no leader; 0 while it does
     * @param electionsWon its own
     * @param isTorn whether the voters' states differ, which is a mistake of ours
     */
    public record Place(long slot, long furthest, int voters, int votersWanted,
            long leaderlessNanos, long electionsWon, boolean isTorn) { }
}
