package doozer.web;

/** One connection of a browser. Owned by the loop's thread. */
final class Visitor {
    final int connection;
    /** Whether what is said never leaves this machine. */
    final boolean isLoopback;
    final Inbox inbox = new Inbox();
    /** The list that is being made for it, and the request that it answers; or null. */
    GlobWalk walk;
    HttpRequest walksFor;
    /** About how long that list is so far. */
    int walked;
    /** What it is told from now on, or null. */
    EventStream stream;
    /** Whether it stands among those that have something to be answered. */
    boolean isReady;
    boolean isPaused;
    boolean isInputEnded;
    boolean isClosing;

    Visitor(int connection, boolean isLoopback) {
        this.connection = connection;
        this.isLoopback = isLoopback;
    }
}
