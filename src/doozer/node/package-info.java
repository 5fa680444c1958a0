/**
 * A whole server as one state machine: requests and ticks in, effects out. It decides everything
 * and does nothing: no socket, file, thread, clock or randomness of its own, so that any run can be
 * replayed and a simulator can run many of them in one thread.
 *
 * <pre>
 *   Received --> Requests --+--> Outbox --> the log --> Machine --> answer, Watches     (writes)
 *                           +--> Client queue --> Reads --> answer       (reads)
 *                                                  +------> Streams      (long answers, watches)
 *   tick: one turn of the loop is over: decide, apply, answer, notify, read
 * </pre>
 */
package doozer.node;
