package doozer.client.recipes;

import doozer.client.DoozerException;
import doozer.client.Event;
import java.util.List;

/** Who hears of what changes in a {@link TreeCache}; on the client's callback thread. */
public interface CacheListener {
    /**
     * The cache has changed, and is as after these events: one step of the cluster, whole. The
     * first time, and after history was lost, it is what it took to get there.
     */
    void onStep(List<Event> events);

    /** The cache does not change any more, and why; closing it is no reason. */
    default void onEnd(DoozerException reason) {
    }
}
