/**
 * The client library: every verb of the protocol as a method that waits and as one that gives a
 * future, for all threads of a process, over one connection at a time.
 *
 * <pre>
 *   any thread ----> DoozerClient ----> Cluster ----> Link, Outbox ----> socket ----> reader thread
 *      ^                Session -> SessionPipe -^ ^                                        |    |
 *      |                                          +---- what may be asked again, elsewhere-+    |
 *      +------------------ the answer it waits for, Watch --------------------------------------+
 *   callback thread: futures, listeners  &lt;----------------------------------------------------+
 * </pre>
 *
 * The reader thread runs no code of a caller, and waits for nobody. What is decided without sockets
 * and clocks is in classes of its own: {@code Repeats}, {@code Silence}, {@code Backoff}, {@code
 * AddressBook}, {@code Pipeline}, {@code SessionClock}.
 */
package doozer.client;
