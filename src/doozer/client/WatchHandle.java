package doozer.client;

/** A watch that goes on. Any thread. */
public interface WatchHandle extends AutoCloseable {
    /**
     * Every event up to this revision, and at it, has been delivered: a new watch that begins at
     * the next one misses nothing and repeats nothing. 0 while that is not known.
     */
    long revision();

    /** Ends it, here and on the server. Events not yet taken are dropped. A second call is none. */
    @Override
    void close();
}
