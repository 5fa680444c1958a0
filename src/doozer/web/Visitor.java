package doozer.web;

/** One connection of a browser. Owned by the loop's thread. */
final class Visitor {
    final int connection;
    /** Whether what is said never leaves this machine. */
    final boolean isLoopback;
    final Inbox inbox = new Inbox();
    /** What is being made for it in pieces, and the request that it answers; or null. */
    LongAnswer answer;
    HttpRequest answersTo;
    /** About how long that is so far. */
    int answered;
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
