package doozer.node;

import doozer.tree.Store;
import java.util.List;

/**
 * A state with which a cluster begins that does not begin with nothing: one that was restored from
 * a backup, or the last one before a forced recovery. Used once: the node that begins with it takes
 * its store over.
 *
 * @param next the cluster that begins with it; null when that is for who founds it to say
 * @param origin of that cluster
 * @param store at the revision before the last gap
 * @param level the feature level that it is of
 * @param millis the clock of the cluster that it is of
 * @param sessions that are open, each with all of its time to live
 */
public record InitialState(ClusterId next, Origin origin, Store store, int level, long millis,
        List<Session> sessions) {

    /** What that node has, as the beginning of the next epoch of its cluster: rule R12. */
    static InitialState recovered(ClusterId next, Machine machine) {
        Store store = machine.store();
        Genesis genesis = machine.genesis();
        Origin origin = Origin.of(genesis.id(), genesis.origin().gaps(),
                store.current().revision());
        Sessions sessions = machine.changes().sessions();
        List<Session> open = sessions.copy();
        // Nobody could give a sign of life lately.
        for (Session one : open) one.deadlineMillis = sessions.millis() + one.ttlMillis;
        return new InitialState(next, origin, store, machine.level(), sessions.millis(), open);
    }
}
