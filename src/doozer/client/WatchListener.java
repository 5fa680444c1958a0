package doozer.client;

/**
 * Who hears of the events of a watch. Both methods are called on the client's callback thread, one
 * call at a time. They may take their time, which delays the other callbacks of this client and
 * nothing else, and they may use the client, or close it.
 */
public interface WatchListener {
    /**
     * Takes one event. What it throws goes to the thread's handler of uncaught exceptions, and the
     * watch goes on.
     */
    void onEvent(Event event);

    /**
     * Learns why nothing more comes: once, and after the last event. The reason has a type, as in
     * {@link Watch#next()}.
     */
    void onEnd(DoozerException reason);
}
