package doozer.node;

import doozer.paxos.Configuration;
import java.util.List;

/**
 * The replicated state after a slot, but for the tree, which follows in parts.
 *
 * @param genesis what the cluster began with
 * @param slot the last one that is in it
 * @param members with their tables of rule P11
 * @param nextNumber the number of the next member
 * @param configurations the current one and those scheduled
 * @param level the feature level
 * @param hash of the whole state, tree and all
 * @param ballot the highest in which a slot was stamped
 * @param millis the cluster's clock
 * @param sessions those that are open
 */
record Snapshot(Genesis genesis, long slot, List<Member> members, int nextNumber,
        List<Configuration> configurations, int level, long hash, long ballot,
        long millis, List<Session> sessions) { }
