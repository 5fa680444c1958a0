package doozer.net;

import java.util.ArrayList;

/**
 * Those with something to write, and while they write, those that have more meanwhile. Owned by the
 * loop's thread.
 */
final class Dirty {
    private ArrayList<Endpoint> next = new ArrayList<>();
    private ArrayList<Endpoint> now = new ArrayList<>();

    boolean isEmpty() {
        return next.isEmpty();
    }

    void add(Endpoint endpoint) {
        if (!endpoint.isDirty) next.add(endpoint);
        endpoint.isDirty = true;
    }

    ArrayList<Endpoint> swap() {
        ArrayList<Endpoint> taken = next;
        next = now;
        now = taken;
        return taken;
    }
}
