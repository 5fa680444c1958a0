/**
 * Agreement on the values of slots, among members that keep everything in memory: ballots,
 * elections, phase 1 and phase 2, changes of voters, catching up, and reads by a quorum. What a
 * value means is not known here.
 *
 * <pre>
 *   Message --> Paxos --+--> Elector --> Proposer --> Acceptor (our own first)
 *                       +--> Acceptor --> Accepted to everybody
 *                       +--> Learner --> Port.apply, in the order of the slots --> DecidedLog
 *                       +--> QuorumReads, Puller
 * </pre>
 */
package doozer.paxos;
