package doozer.paxos;

/** What a member has accepted for a slot: that value, in that ballot. Immutable. */
public record Vote(long slot, long ballot, Value value) { }
