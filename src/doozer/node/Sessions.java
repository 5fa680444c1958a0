package doozer.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The open sessions and the cluster's clock: rules E1 to E3. Replicated state, the same on every
 * node after the same slot. Owned by whoever steps the node.
 */
final class Sessions {
    /** More are refused. */
    static final int MAX = 20_000;
    /** Bytes that all of them take together, about; they have to fit into one message. */
    static final int MAX_BYTES = 8 << 20;
    /** Files that one session may own. */
    static final int MAX_FILES = 1_000;
    /** Sessions and files that end in one slot, but for one session: some milliseconds. */
    static final int MAX_ENDING = 2_000;
    /** Answers that are kept for one session. */
    static final int MAX_ANSWERS = 1_000;
    /** Bytes in the name that a session has for people. */
    static final int MAX_NAME = 1024;
    static final int SHORTEST_MILLIS = 500;
    static final int LONGEST_MILLIS = 86_400_000;
    static final int USUAL_MILLIS = 10_000;

    /** By how much the last thing that found room may go beyond {@link #MAX_BYTES}. */
    private static final int MAX_BEYOND = 8 << 10;

    private final TreeMap<Long, Session> byId = new TreeMap<>();
    private final TreeSet<Session> byDeadline = new TreeSet<>();
    /** Whose each ephemeral file is. */
    private final TreeMap<String, Session> owners = new TreeMap<>();
    /** How ownership was before each change since {@link #mark}, the last one last. */
    private final ArrayList<Ownership> undo = new ArrayList<>();
    private boolean isMarked;
    private long millis;
    /** How many stamps this node has applied; not replicated. */
    private long stamps;
    private long lastStamp;
    private long ballot;
    /** The sums of the hashes of all, and of what they take. */
    private long hash;
    private long bytes;

    private record Ownership(String path, Session owner) { }

    int size() {
        return byId.size();
    }

    /** Whether nothing more fits in. */
    boolean isFull() {
        return bytes >= MAX_BYTES;
    }

    /**
     * Looks at sessions that come from outside.
     *
     * @throws IllegalArgumentException when no cluster can have had so many, or so much in them
     */
    static void checkRoom(Collection<Session> sessions) {
        if (sessions.size() > MAX) {
            throw new IllegalArgumentException("there are " + sessions.size()
                    + " sessions, and there may be at most " + MAX);
        }
        long bytes = 0;
        for (Session session : sessions) {
            bytes += session.bytes();
            if (session.files.size() <= MAX_FILES) continue;
            throw new IllegalArgumentException("session " + session.id + " owns "
                    + session.files.size() + " files, and may own at most " + MAX_FILES);
        }
        if (bytes <= MAX_BYTES + MAX_BEYOND) return;
        throw new IllegalArgumentException("the sessions own files with " + bytes
                + " bytes of names, and there may be at most " + MAX_BYTES);
    }

    /** The one with that id, or null. */
    Session of(long id) {
        return byId.get(id);
    }

    /** All of them, by id. */
    Collection<Session> all() {
        return byId.values();
    }

    /** The cluster's clock, in milliseconds. */
    long millis() {
        return millis;
    }

    /** When the next one ends, on the cluster's clock, or {@link Long#MAX_VALUE}. */
    long firstDeadlineMillis() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadlineMillis;
    }

    /**
     * Time passes; it never goes back. A leader that was followed by another tells nothing of time
     * any more: what it has stamped and others adopt late may be ahead of its successor's clock, by
     * which sessions have been kept since.
     */
    void stamp(long stampedIn, long newMillis) {
        stamps++;
        lastStamp = stampedIn;
        if (Long.compareUnsigned(stampedIn, ballot) < 0) return;
        ballot = stampedIn;
        millis = Math.max(millis, newMillis);
    }

    /** The highest ballot in which a slot was stamped. */
    long ballot() {
        return ballot;
    }

    /** The ballot of the last stamp that was applied; not replicated. */
    long lastStamp() {
        return lastStamp;
    }

    /** Goes up with each stamp that is applied. */
    long stamps() {
        return stamps;
    }

    /** The next one whose time is over, or null. */
    Session due() {
        if (byDeadline.isEmpty()) return null;
        Session first = byDeadline.first();
        return first.deadlineMillis <= millis ? first : null;
    }

    /** A session begins. */
    void open(long id, int ttlMillis) {
        Session session = new Session(id, ttlMillis);
        session.deadlineMillis = millis + ttlMillis;
        add(session);
    }

    private void add(Session session) {
        byId.put(session.id, session);
        byDeadline.add(session);
        for (String path : session.files) owners.put(path, session);
        count(session, 1);
    }

    /** Counts a session in or out: before and after each change of it. */
    private void count(Session session, int sign) {
        hash += sign * session.hash();
        bytes += (long) sign * session.bytes();
    }

    /** A sign of life: it begins a whole time to live. */
    void touch(Session session) {
        byDeadline.remove(session);
        count(session, -1);
        session.deadlineMillis = millis + session.ttlMillis;
        count(session, 1);
        byDeadline.add(session);
    }

    /** A session is no more; it owns nothing by now. */
    void remove(Session session) {
        Check.that(session.files.isEmpty(), "a session's files go before it does");
        byId.remove(session.id);
        byDeadline.remove(session);
        count(session, -1);
    }

    /** A command of a session was executed. */
    void executed(Session session, Command.InSession command, Result result) {
        count(session, -1);
        session.last = command.sequence();
        session.keep(command.sequence(), result);
        session.acknowledge(Math.min(command.acked(), session.last - 1));
        count(session, 1);
    }

    // Files.

    /** Whose file that is, or null. */
    Session owner(String path) {
        return owners.get(path);
    }

    /** From now on changes of ownership can be taken back. */
    void mark() {
        undo.clear();
        isMarked = true;
    }

    /** They cannot, any more. */
    void unmark() {
        undo.clear();
        isMarked = false;
    }

    /** Takes back all changes of ownership since the mark. */
    void rollBack() {
        isMarked = false;
        for (int i = undo.size() - 1; i >= 0; i--) own(undo.get(i).path, undo.get(i).owner);
        undo.clear();
    }

    /** That file is that session's from now on, or nobody's for null. */
    void own(String path, Session session) {
        Session before = session == null ? owners.remove(path) : owners.put(path, session);
        if (before == session) return;
        if (isMarked) undo.add(new Ownership(path, before));
        if (before != null) {
            count(before, -1);
            before.disown(path);
            count(before, 1);
        }
        if (session == null) return;
        count(session, -1);
        session.own(path);
        count(session, 1);
    }

    // As a whole.

    /** Everything anew, from a snapshot. */
    void restore(long newBallot, long newMillis, List<Session> sessions) {
        ballot = newBallot;
        byId.clear();
        byDeadline.clear();
        owners.clear();
        hash = 0;
        bytes = 0;
        millis = newMillis;
        for (Session session : sessions) add(session.copy());
    }

    /** Copies, which nothing changes, by id. */
    List<Session> copy() {
        return byId.values().stream().map(Session::copy).toList();
    }

    /** A hash of all of it, in constant time; 0 while nobody has ever opened one. */
    long hash() {
        return (hash * 31 + millis) * 31 + ballot;
    }
}
