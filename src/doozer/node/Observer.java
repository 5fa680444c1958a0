package doozer.node;

import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;

/**
 * Who watches a node at work, and changes nothing of what it does. Called on the thread that steps
 * the node. Each method does nothing unless it is overridden.
 */
public interface Observer {
    /** One that sees nothing. */
    Observer NONE = new Observer() { };

    /** A client's write, while a method of this interface runs. */
    interface Write {
        /** What {@link #onOpened} has given for its connection. */
        String client();

        /** What was asked for. */
        Verb verb();

        /** What it was to change; none for a NOP. */
        List<String> paths();
    }

    /** Nanoseconds from any origin, for measuring only: nothing is decided by it. */
    default long clockNanos() {
        return 0;
    }

    /** A client has connected; gives how it is called later, or null if nobody asks. */
    default String onOpened(int connection) {
        return null;
    }

    /** A request has come, of that verb; null for one that is unknown. */
    default void onRequest(Verb verb) { }

    /** The answer to a read begins, so long after it has come. */
    default void onRead(String client, Request read, long nanos) { }

    /**
     * A write was applied, or refused by what it would have changed.
     *
     * @param nanos since it has come
     * @param code why it was refused, or null when it was done
     * @param revision the one that it has made, or for a refusal the one after it
     */
    default void onWritten(Write write, long nanos, ErrorCode code, long revision) { }

    /** A write was not sent on, so long after it has come, and will never happen. */
    default void onRefused(Write write, long nanos) { }

    /** A write was given up, so long after it has come: it may still happen. */
    default void onUnknown(Write write, long nanos) { }

    /** A slot of the log was applied, with so many entries that made so many revisions. */
    default void onApplied(int entries, long revisions, long beganNanos, long endedNanos) { }

    /** So many events were queued for watchers since the turn began. */
    default void onTold(int events) { }

    /** Another node leads, or this one, after so long without a leader. */
    default void onLeader(String id, boolean isSelf, long leaderlessNanos) { }

    /** A snapshot was taken by another node, or installed by this one. */
    default void onSnapshot(boolean isSent, long bytes, long nanos) { }

    /** What clients and other nodes are to be told in a turn is written; pages come behind. */
    default void onFlushed() { }

    /** A turn of the loop is over: all that came of it is written. For who runs the node. */
    default void onTurn(long beganNanos, long endedNanos) { }

    /** What it has to add to what the node tells of itself. */
    default List<InfoSection> sections() {
        return List.of();
    }
}
