/**
 * Checkers of client histories: what clients asked and were told, against the log of events that
 * the nodes agree on. Used by the simulator and by the test with real processes.
 *
 * <p>Record what happens in a {@link doozer.history.History} and an {@link
 * doozer.history.EventLog}, then ask {@link doozer.history.HistoryCheck}. The parts: {@link
 * doozer.history.RevisionLinearizability}, {@link doozer.history.SessionOrder}, {@link
 * doozer.history.WatchCheck}, and {@link doozer.history.WingGong}, which does not look at the log.
 *
 * <p>What is not checked: that a watch from now on without marks misses nothing before its first
 * event; that local reads of one connection do not go backwards; that a request is answered in time
 * at all; all that a jump of revisions may have lost.
 */
package doozer.history;
