package doozer.node;

import doozer.wire.Response;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.LongToIntFunction;

/**
 * Tells of files whose they are, and of sessions how long they live. Owned by whoever steps the
 * node.
 */
final class Owners {
    private final LongToIntFunction ttlMillis;

    private Owners(LongToIntFunction ttlMillis) {
        this.ttlMillis = ttlMillis;
    }

    /** Knows the sessions as they are whenever it is asked. */
    static Owners now(Sessions sessions) {
        return new Owners(id -> {
            Session session = sessions.of(id);
            return session == null ? 0 : session.ttlMillis;
        });
    }

    /**
     * Knows the sessions as they are at this moment: a copy of a few bytes a session.
     *
     * @param sessions by id
     */
    static Owners asOf(Collection<Session> sessions) {
        long[] ids = new long[sessions.size()];
        int[] ttls = new int[ids.length];
        int count = 0;
        for (Session session : sessions) {
            ids[count] = session.id;
            ttls[count++] = session.ttlMillis;
        }
        return new Owners(id -> {
            int at = Arrays.binarySearch(ids, id);
            return at < 0 ? 0 : ttls[at];
        });
    }

    /** Whether that is the file of a session, of which there is more to tell. */
    static boolean isOfSession(String path) {
        return path.startsWith(Reserved.SESSIONS);
    }

    /**
     * Adds to an item what there is to tell of its file.
     *
     * @param owner the session that owns it, 0 for nobody; of a session's file itself that session
     */
    Response tell(Response item, String path, long owner) {
        if (owner == 0) return item;
        item.owner(owner);
        int ttl = isOfSession(path) ? ttlMillis.applyAsInt(owner) : 0;
        return ttl == 0 ? item : item.len(ttl);
    }
}
