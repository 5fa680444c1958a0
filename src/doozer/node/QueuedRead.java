package doozer.node;

import doozer.wire.Request;
import doozer.wire.Verb;

/**
 * A request that changes nothing, and waits for its turn.
 *
 * @param batch the reads of {@link doozer.paxos.Paxos#requestRead} that it belongs to, 0 for one
 *     that may be served at once
 * @param writes of its connection, which it sees: rule L9
 * @param cameNanos by the clock of {@link Meter}
 */
record QueuedRead(Request request, long batch, long writes, long cameNanos) {
    /** Whether it shows what is in the tree, or what was. */
    boolean isOfState() {
        return request.verb() != Verb.INFO && request.verb() != Verb.CANCEL;
    }
}
