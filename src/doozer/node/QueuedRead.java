package doozer.node;

import doozer.wire.Request;

/**
 * A request that changes nothing, and waits for its turn.
 *
 * @param batch the reads of {@link doozer.paxos.Paxos#requestRead} that it belongs to, 0 for one
 *     that may be served at once
 * @param writes of its connection, which it sees: rule L9
 */
record QueuedRead(Request request, long batch, long writes) { }
