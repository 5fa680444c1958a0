package doozer.node;

import doozer.wire.Response;

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
}
