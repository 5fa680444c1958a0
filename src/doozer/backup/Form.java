package doozer.backup;

import java.io.IOException;

/** How a state is written down. Owned by one thread. */
interface Form {
    void file(Item.File file) throws IOException;

    void change(Item.Change change) throws IOException;

    /** Ends it; all bytes have been written when this returns. */
    void end() throws IOException;

    /** Bytes so far. */
    long bytes();
}
