/**
 * The client library: one connection to one node, shared by all threads of a process, and every
 * verb of the protocol as a method that waits and as one that gives a future.
 *
 * <pre>
 *   any thread ----> DoozerClient ----> Link, Outbox ----> socket ----> reader thread
 *      ^                                                                  |    |
 *      +------------------ the answer it waits for, Watch ----------------+    |
 *   callback thread: futures, listeners  &lt;-------------------------------------+
 * </pre>
 *
 * The reader thread runs no code of a caller, and waits for nobody.
 */
package doozer.client;
