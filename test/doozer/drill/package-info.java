/**
 * What servers do as people run them: processes of their own, killed, stopped, cut off and started
 * again while clients are at work.
 *
 * <p>{@link doozer.drill.FireDrill} ({@code make drill}) measures how long writes wait when members
 * are lost, and {@link doozer.drill.Chaos} ({@code make chaos}) breaks things at random and checks
 * what clients were told with {@link doozer.history}. Everything that is started is ended by its
 * process id, and everything that is made is removed: when its owner is closed, and when this JVM
 * ends.
 */
package doozer.drill;
