package doozer.history;

import doozer.wire.ErrorCode;
import java.util.List;

/** What a client was told. Immutable; arrays and lists are shared and never modified. */
public sealed interface Answer {
    /** Done, and no word of the revision: DEL and NOP to old clients. */
    Answer DONE = new Done(0);

    /** The connection was closed, or the client gave up: as good as no answer. */
    Answer UNKNOWN = new Unknown();

    /**
     * A write was done.
     *
     * @param revision of its event; 0 when the answer does not say
     */
    record Done(long revision) implements Answer {
        @Override
        public String toString() {
            return revision == 0 ? "done" : "done at " + revision;
        }
    }

    /** To GET: a file, or revision 0 and no bytes for none. */
    record File(long revision, byte[] value) implements Answer {
        @Override
        public String toString() {
            return "revision " + revision + " " + Text.of(value);
        }
    }

    /** To STAT: revision and bytes of a file, -2 and entries of a directory, 0 and 0 for none. */
    record Stat(long revision, long length) implements Answer {
        @Override
        public String toString() {
            return "revision " + revision + " length " + length;
        }
    }

    /** To REV. */
    record Revision(long revision) implements Answer {
        @Override
        public String toString() {
            return "revision " + revision;
        }
    }

    /** To GETDIR: every name, in the order received. */
    record Names(List<String> names) implements Answer {
        @Override
        public String toString() {
            return names.toString();
        }
    }

    /** To WALK: every file, in the order received. */
    record Files(List<Found> files) implements Answer {
        @Override
        public String toString() {
            return files.toString();
        }
    }

    /** One file of a WALK. */
    record Found(String path, long revision, byte[] value) {
        @Override
        public String toString() {
            return path + " " + revision + " " + Text.of(value);
        }
    }

    /**
     * Not done, and never will be. REV_MISMATCH, ISDIR, NOTDIR and NOENT say something of the
     * state, and must have been true; READONLY and the others say nothing of it.
     */
    record Failed(ErrorCode code) implements Answer {
        @Override
        public String toString() {
            return code.toString();
        }
    }

    /** A write may take effect at any time after its call, or never. */
    record Unknown() implements Answer {
        @Override
        public String toString() {
            return "outcome unknown";
        }
    }
}
