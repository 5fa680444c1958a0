package doozer.sim;

import doozer.node.ClusterId;
import doozer.paxos.Vote;
import java.util.ArrayList;
import java.util.List;

/** What the invariants remember of one process. Owned by the run's thread. */
final class Seen {
    ClusterId cluster;
    long promised;
    long applied = -1;
    long revision;
    long elections;
    long nextNumber;
    int self;
    boolean wasMember;
    /** The epoch for which it stands still, and what it knew when its last turn was over. */
    ClusterId next;
    long promisedThen;
    List<Vote> known = List.of();
    /** When it was elected last, and how many votes it may ask for before it is hit; 0: any. */
    long electedNanos;
    int acceptsLeft;
    boolean hitsFillers;
    /** The newest slot that it has asked votes for, and who has been asked. */
    long askedSlot;
    final List<Process> asked = new ArrayList<>();
}
