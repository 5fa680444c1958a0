package doozer.node;

import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * A state with which a cluster begins that does not begin with nothing: one that was restored from
 * a backup, or the last one before a forced recovery. Used once: the node that begins with it takes
 * its store over. Or one that is only kept, so that it is not lost before another is in its place.
 *
 * @param isKept whether no cluster is to begin with it
 * @param next the cluster that begins with it, or that it is of; null when that is for who founds
 *     it to say
 * @param origin of that cluster
 * @param store at the revision before the last gap; or behind it, with what a recovery adopted
 * @param level the feature level that it is of
 * @param millis the clock of the cluster that it is of
 * @param sessions that are open, each with all of its time to live
 */
public record InitialState(boolean isKept, ClusterId next, Origin origin, Store store, int level,
        long millis, List<Session> sessions) {
    /** More than any cluster makes. */
    private static final long REVISIONS_A_SECOND = 1_000_000;
    private static final long LONGEST_SECONDS = 100L * 366 * 86_400;
    private static final long MAX_REVISION = 1L << 60;


    /**
     * What was read from a backup.
     *
     * <p>The revision jumps by as much more as time has passed since: if the same was restored
     * before, the cluster that began with it then had lower ones.
     *
     * @param lineage of the cluster that it is of: which it was, and its gaps
     * @param ageSeconds how old it is, at least
     * @param ttlMillis how long a session lives, by its file
     * @throws IllegalArgumentException when these do not fit together
     */
    public static InitialState restored(String lineage, long ageSeconds, Store store,
            ToLongFunction<String> ttlMillis) {
        long revision = store.current().revision();
        long age = Math.max(0, Math.min(ageSeconds, LONGEST_SECONDS));
        if (revision > MAX_REVISION) {
            throw new IllegalArgumentException("no revision to go on from: " + revision);
        }
        Origin origin = Origin.of(lineage,
                Gap.after(revision, Gap.LENGTH + age * REVISIONS_A_SECOND));
        TreeMap<Long, Session> sessions = new TreeMap<>();
        List<String> owned = new ArrayList<>();
        Walk walk = store.current().walk(Glob.parse("/**"));
        for (Walk.Step step = walk.advance(Integer.MAX_VALUE); step != Walk.Step.END;
                step = walk.advance(Integer.MAX_VALUE)) {
            if (step == Walk.Step.FOUND) checkPlace(walk.path());
            long owner = step == Walk.Step.FOUND ? walk.file().owner() : 0;
            if (owner == 0) continue;
            if (walk.path().equals(Reserved.SESSIONS + owner)) {
                sessions.put(owner, session(owner, ttlMillis.applyAsLong(walk.path())));
            } else {
                owned.add(walk.path());
            }
        }
        for (String path : owned) {
            long owner = ((FileEntry) store.current().find(path)).owner();
            Session session = sessions.get(owner);
            if (session == null) {
                throw new IllegalArgumentException(path + " is of session " + owner
                        + ", which is not there");
            }
            session.own(path);
        }
        Sessions.checkRoom(sessions.values());
        return new InitialState(false, null, origin, store, Leases.LEVEL, 0,
                List.copyOf(sessions.values()));
    }

    /** What is to be written there must find room. */
    private static void checkPlace(String path) {
        if (Reserved.isInPlace(path)) return;
        throw new IllegalArgumentException(path + " is no file that a cluster has below /ctl");
    }

    /** One that has all of its time to live. */
    private static Session session(long id, long ttlMillis) {
        if (ttlMillis < Sessions.SHORTEST_MILLIS || ttlMillis > Sessions.LONGEST_MILLIS) {
            throw new IllegalArgumentException("session " + id + " lives for " + ttlMillis + " ms");
        }
        Session session = new Session(id, (int) ttlMillis);
        session.deadlineMillis = ttlMillis;
        return session;
    }

    /**
     * What that node has, as the beginning of the next epoch of its cluster: rule R12. It has
     * leapt: {@link Machine#leap}.
     */
    static InitialState recovered(ClusterId next, Machine machine) {
        Sessions sessions = machine.changes().sessions();
        List<Session> open = sessions.copy();
        // Nobody could give a sign of life lately.
        for (Session one : open) one.deadlineMillis = sessions.millis() + one.ttlMillis;
        return new InitialState(false, next, machine.origin(), machine.store(), machine.level(),
                sessions.millis(), open);
    }

    /** What that node has, to be read until the node that follows has the state of others. */
    static InitialState kept(Machine machine) {
        Sessions sessions = machine.changes().sessions();
        return new InitialState(true, machine.genesis().id(), machine.genesis().origin(),
                machine.store(), machine.level(), sessions.millis(), sessions.copy());
    }
}
