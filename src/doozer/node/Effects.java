package doozer.node;

import doozer.wire.Response;
import java.util.List;

/**
 * What a node asks its surroundings to do. Called on the thread that steps the node, in the order
 * in which things are to happen; none of these may call back into the node.
 */
public interface Effects {
    /**
     * Queues an answer for a connection.
     *
     * @param tag the tag to echo, {@link doozer.wire.Request#NO_TAG} for none
     * @return false when more is queued for the connection than its bound: the node then streams
     *     nothing more to it until {@link Input.Drained}
     */
    boolean send(int connection, long tag, Response response);

    /** Delivers no further request of that connection until {@link #resume}. */
    void pause(int connection);

    /** Delivers requests of that connection again. */
    void resume(int connection);

    /** Closes that connection once everything queued for it is written; says why in the log. */
    void close(int connection, String reason);

    /**
     * Opens a link to another node: {@link Input.LinkOpened} or {@link Input.LinkClosed} follows.
     *
     * @return its number
     */
    int dial(String address);

    /**
     * Queues a message for a link.
     *
     * @return false when more is queued for it than its bound: the node then sends nothing that can
     *     be asked for again until {@link Input.LinkDrained}
     */
    boolean sendPeer(int link, PeerMessage message);

    /** Closes that link at once. {@link Input.LinkClosed} does not follow. */
    void closeLink(int link);

    /** Says something to whoever runs the node: one line, the event first. */
    void log(String event, String detail);

    /** Who watches this node, from its beginning to its end. */
    default Observer observer() {
        return Observer.NONE;
    }

    /** Ends this incarnation; nothing must be asked of the node any more. */
    void end(Ending ending, String reason);

    /**
     * Ends this incarnation, of which nothing must be asked any more, and begins another one of the
     * same process, with the same settings but for these.
     *
     * @param peers the addresses of other nodes
     * @param state what the new one begins with, at once and alone; null for nothing
     */
    void restart(List<String> peers, InitialState state, String reason);

    /** How an incarnation ends by itself, for good. */
    enum Ending {
        /** Others do not want it: what it was told at its start is wrong. */
        REFUSED,
        /** It has left its cluster, as it was asked to. */
        LEFT
    }
}
