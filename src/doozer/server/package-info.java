/**
 * The shell around a node: starts and stops it, reads its options, runs its effects, writes the
 * log. Here are the threads, sockets and clocks; what is decided, the pure rooms decide.
 */
package doozer.server;
