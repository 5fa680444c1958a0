package doozer.history;

import doozer.tree.Event;

/** What a client asks. Immutable; arrays are shared and never modified. */
public sealed interface Ask {

    /** A request that changes something if it succeeds: exactly one event. */
    sealed interface Write extends Ask {
        /** What kind of event it makes. */
        Event.Kind kind();

        /** The path of the event. */
        String path();

        /** The condition, as {@link doozer.tree.Store#set} has it. */
        long ifRevision();

        /** The value of the event. */
        byte[] value();
    }

    /** A request that changes nothing. */
    sealed interface Read extends Ask {
        /** Of which state. */
        At at();
    }

    /** Which state a read is about. */
    enum Mode {
        /** The present one: linearizable. */
        NOW,
        /** Whatever the node has, which may be old. */
        LOCAL,
        /** The one at a revision. */
        REVISION
    }

    /**
     * Which state a read is about.
     *
     * @param revision for a local read the least revision that it accepts; else the one to read,
     *     where anything below 1 means 1
     */
    record At(Mode mode, long revision) {
        public static final At NOW = new At(Mode.NOW, 0);
        public static final At LOCAL = new At(Mode.LOCAL, 0);

        /** A local read that waits until the node has a revision. */
        public static At localFrom(long revision) {
            return new At(Mode.LOCAL, revision);
        }

        /** A read at a revision. */
        public static At revision(long revision) {
            return new At(Mode.REVISION, Math.max(1, revision));
        }

        @Override
        public String toString() {
            return switch (mode) {
                case NOW -> "";
                case LOCAL -> revision == 0 ? " (local)" : " (local, from " + revision + ")";
                case REVISION -> " (at " + revision + ")";
            };
        }
    }

    /** Writes a file. */
    record Set(String path, long ifRevision, byte[] value) implements Write {
        @Override
        public Event.Kind kind() {
            return Event.Kind.SET;
        }

        @Override
        public String toString() {
            return "SET " + path + " " + ifRevision + " " + Text.of(value);
        }
    }

    /** Deletes a file. */
    record Del(String path, long ifRevision) implements Write {
        @Override
        public Event.Kind kind() {
            return Event.Kind.DEL;
        }

        @Override
        public byte[] value() {
            return Text.NOTHING;
        }

        @Override
        public String toString() {
            return "DEL " + path + " " + ifRevision;
        }
    }

    /** Takes a revision. */
    record Nop() implements Write {
        @Override
        public Event.Kind kind() {
            return Event.Kind.NOP;
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public long ifRevision() {
            return -1;
        }

        @Override
        public byte[] value() {
            return Text.NOTHING;
        }

        @Override
        public String toString() {
            return "NOP";
        }
    }

    /** The revision and the value of a file. */
    record Get(String path, At at) implements Read {
        public Get(String path) {
            this(path, At.NOW);
        }

        @Override
        public String toString() {
            return "GET " + path + at;
        }
    }

    /** The revision and the length of a file, or the number of entries of a directory. */
    record Stat(String path, At at) implements Read {
        public Stat(String path) {
            this(path, At.NOW);
        }

        @Override
        public String toString() {
            return "STAT " + path + at;
        }
    }

    /** The revision of the store; a revision to read it at makes no sense. */
    record Rev(At at) implements Read {
        public Rev {
            if (at.mode() == Mode.REVISION) throw new IllegalArgumentException("REV" + at);
        }

        public Rev() {
            this(At.NOW);
        }

        @Override
        public String toString() {
            return "REV" + at;
        }
    }

    /** All names in a directory. */
    record Dir(String path, At at) implements Read {
        public Dir(String path) {
            this(path, At.NOW);
        }

        @Override
        public String toString() {
            return "GETDIR " + path + at;
        }
    }

    /** All files that a glob matches. */
    record Walk(String glob, At at) implements Read {
        public Walk(String glob) {
            this(glob, At.NOW);
        }

        @Override
        public String toString() {
            return "WALK " + glob + at;
        }
    }
}
