package doozer.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Where connections of one kind come in. Owned by the loop's thread. */
interface Door {
    /** How many may come in a turn; the rest wait in the backlog until the next. */
    int acceptsATurn();

    /** Takes one that was accepted, or closes it. */
    void admit(SocketChannel channel) throws IOException;

    /** Whether others go first where there is no descriptor for all. */
    boolean comesLast();

    /** None can be accepted for a moment, and why. */
    void onCannotAccept(String reason);
}
