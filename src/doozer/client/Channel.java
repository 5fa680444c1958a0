package doozer.client;

import doozer.wire.Request;

/** Where requests go: one connection, a cluster, or a session. Any thread. */
interface Channel {
    /**
     * Sends what {@code asking} asks for, and has it told of what comes of it; waits while too much
     * is under way.
     *
     * @throws DoozerException when there is no room before the deadline, this thread is
     *     interrupted, or nothing can be sent any more
     */
    void send(OpenRequest asking, Deadline deadline);

    /** As the other one, but never waits: for what is bounded by whoever asks. */
    void send(OpenRequest asking);

    /** What to call a thread that works for this. */
    String threadName(String role);

    /** Which cluster it leads to, as its members tell: "" while they belong to none. */
    String identity();

    /**
     * Another connection to the server that this leads to, for one who has it alone.
     *
     * @throws ConnectionLostException when there is none
     */
    Link another(Deadline deadline);

    /** Ends everything that is under way, as the client is closed. A second call does nothing. */
    void close();

    /** Asks, waits for the answer, and gives the request back as soon as it has been answered. */
    default Call call(Request request, Deadline deadline) {
        Call call = new Call(request);
        send(call, deadline);
        if (call.await(deadline)) return call;
        call.abandon();
        throw call.gaveUp();
    }
}
