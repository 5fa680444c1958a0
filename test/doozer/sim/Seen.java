package doozer.sim;

import doozer.node.ClusterId;
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
    /** When it was elected last, and how many votes it may ask for before it is hit; 0: any. */
    long electedNanos;
    int acceptsLeft;
    boolean hitsFillers;
    /** The newest slot that it has asked votes for, and who has been asked. */
    long askedSlot;
    final List<Process> asked = new ArrayList<>();
}
