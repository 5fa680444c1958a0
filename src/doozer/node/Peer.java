package doozer.node;

/** Another process, and the links with it. Owned by whoever steps the node. */
final class Peer {
    static final int NONE = -1;

    /** Stands for it where a member number is asked for, while it has none: negative, unique. */
    final int handle;
    Profile profile;
    /** Its member number, 0 for none that we know of. */
    int number;
    /** The cluster that it belongs to, as its last hello has it; null for none. */
    ClusterId cluster;
    /** The link that we have opened, on which we speak; after the hellos. */
    int out = NONE;
    /** The link that it has opened, on which it speaks. */
    int in = NONE;
    boolean isCongested;
    /** True while the parts of a promise are dropped, whose first one was. */
    boolean isPromiseDropped;
    /** When it last said anything, its answer to our hello among it. */
    long heardNanos;
    /** True when another process answers at its address, and its link to us has closed. */
    boolean isReplaced;

    Peer(int handle, Profile profile) {
        this.handle = handle;
        this.profile = profile;
    }

    Incarnation incarnation() {
        return profile.incarnation();
    }

    /** Whether there is a link with it, by whichever side it was opened. */
    boolean isLinked() {
        return in != NONE || out != NONE;
    }

    /** What stands for it in messages about slots. */
    int key() {
        return number != 0 ? number : handle;
    }
}
