package doozer.backup;

import java.io.IOException;

/** What is made of a state and the changes after it, whole steps only. Owned by one thread. */
interface Replay {
    /** For who only wants to know that it can be read. */
    Replay NONE = new Replay() {
        @Override
        public void begin(Item.Head head) {
            // Nothing is made of it.
        }

        @Override
        public void file(Item.File file) {
            // Nor of that.
        }

        @Override
        public void begun() {
            // Nor of that.
        }

        @Override
        public void change(Item.Change change) {
            // Nor of that.
        }

        @Override
        public void skipTo(long revision) {
            // Nor of that.
        }
    };

    /** Before the files. */
    void begin(Item.Head head) throws IOException;

    /** A file of the state, in the order of a walk. */
    void file(Item.File file) throws IOException;

    /** After the last file; there may be changes now. */
    void begun() throws IOException;

    /** The change of the next revision. */
    void change(Item.Change change) throws IOException;

    /** Revisions up to that one have changed nothing that is told. */
    void skipTo(long revision) throws IOException;
}
