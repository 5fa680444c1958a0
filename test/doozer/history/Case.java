package doozer.history;

import doozer.tree.Event;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the checkers are to judge: a history and the log of the same run, both complete. Owned by
 * one thread; neither may grow while a case is open.
 */
final class Case {
    final History history;
    final EventLog log;
    final States states;
    /** Operations in the order of their calls; those of one connection in the order sent. */
    final Operation[] operations;
    private final Predicate<Event> foreign;

    /**
     * A case.
     *
     * @param foreign true for an event that may be nobody's: that of an expired session, for
     *     example
     */
    Case(History history, EventLog log, Predicate<Event> foreign) {
        this.history = history;
        this.log = log;
        this.foreign = foreign;
        states = new States(log);
        operations = history.operations().toArray(new Operation[0]);
        Arrays.sort(operations, Comparator.comparingLong(Operation::called));
        for (int i = 0; i < operations.length; i++) operations[i].number = i;
    }

    /** A case in which every event outside what is reserved is that of a client. */
    Case(History history, EventLog log) {
        this(history, log, event -> false);
    }

    /** Whether an event has to be that of a client. */
    boolean isOwn(Event event) {
        return !isReserved(event.path()) && !foreign.test(event);
    }

    /** The files that are changed by others than clients. */
    Set<String> foreignPaths() {
        Set<String> paths = new HashSet<>();
        for (int index = 1; index <= log.size(); index++) {
            if (foreign.test(log.event(index))) paths.add(log.event(index).path());
        }
        return paths;
    }

    /** Whether nodes write there by themselves. */
    static boolean isReserved(String path) {
        return path.startsWith("/ctl") && (path.length() == 4 || path.charAt(4) == '/');
    }

    List<WatchRecord> watches() {
        return history.watches();
    }
}
