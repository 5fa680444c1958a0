/**
 * What is built on a store like this one again and again: locks, leaders, groups, counters, caches,
 * services.
 *
 * <p>Whoever holds something holds it for as long as its {@link doozer.client.Session} lives, and
 * asks before each step that matters. That is not enough for what others see: a process may be
 * stopped between the question and the step. So everything that can be held has a fencing token, a
 * number that is higher for each holder than for the one before; who is written to refuses a token
 * that is lower than one that it has seen. The store itself does that for {@link Held#txn}.
 */
package doozer.client.recipes;
