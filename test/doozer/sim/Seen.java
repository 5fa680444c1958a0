package doozer.sim;

import doozer.node.ClusterId;

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
}
