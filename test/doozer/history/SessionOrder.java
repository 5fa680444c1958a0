package doozer.history;

import java.util.List;

/**
 * Whether each connection sees its own requests in order: its writes take effect in the order sent,
 * and a linearizable read sees every write that was sent before it and was done (rule L9). These
 * are more conditions of the form that {@link RevisionLinearizability} has, between operations of
 * one connection instead of such that real time has put in order, and they are solved together: an
 * order of all has to exist that keeps to both. For pipelined requests, which overlap in time, this
 * is what tells.
 */
public final class SessionOrder {
    private SessionOrder() {
    }

    /** What is wrong with the order within connections, as sentences. */
    public static List<String> check(History history, EventLog log) {
        return new Sweep(new Case(history, log), true).sessionViolations().list();
    }
}
