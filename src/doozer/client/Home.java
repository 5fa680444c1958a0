package doozer.client;

import doozer.wire.Response;

/** Who may have another try at what a connection could not do. Any thread. */
interface Home {
    /**
     * Hears that a connection is lost.
     *
     * @return whether the request has been taken back, and will be asked again
     */
    boolean takesBack(OpenRequest asking, Link link, Lost lost);

    /** As the other one, for the server's refusal. */
    boolean takesBack(OpenRequest asking, Link link, Response refusal);

    /** An answer was given that is of that revision, or tells of it. */
    void onSeen(long revision);

    /** Nobody waits for that one any more. */
    void forget(OpenRequest asking);

    /**
     * The end of one request with its connection.
     *
     * @param loss why the connection has ended
     * @param isSent whether the request may have reached the server
     */
    record Lost(Loss loss, boolean isSent) { }
}
