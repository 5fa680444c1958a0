package doozer.backup;

/** The cluster that is written down: all that this room asks of a client. Owned by one thread. */
interface Source extends AutoCloseable {
    /** The identity of the cluster that answers now. */
    String identity() throws SourceException;

    /**
     * Begins to take one state.
     *
     * @param withHistory whether the changes before the newest state come, too
     * @param isLocal whether a node without a quorum may answer
     */
    Dump dump(boolean withHistory, boolean isLocal) throws SourceException;

    /** Asks for the state of now, and does not wait for it. */
    Opening open() throws SourceException;

    /** Every change from that revision on. */
    Changes watch(long from) throws SourceException;

    /** The newest revision of the cluster that is known, -1 for none; asks, and does not wait. */
    long revision();

    /** Lets go of all connections, and begins anew, as if the cluster had never been asked. */
    void reopen() throws SourceException;

    @Override
    void close();

    /** A state that was asked for. */
    interface Opening extends AutoCloseable {
        /**
         * It, which is the caller's from then on; null as long as it is not there.
         *
         * @throws SourceException when it does not come
         */
        Dump poll() throws SourceException;

        /** Nobody wants it any more. */
        @Override
        void close();
    }

    /** One consistent state, file by file. */
    interface Dump extends AutoCloseable {
        String name();

        String identity();

        /** The revision of the files; without history that of the state. */
        long base();

        long fileCount();

        /** Whether the next file or change, or the end, can be had without waiting. */
        boolean isReady();

        /** The next file in the order of a walk; null after the last. */
        Item.File nextFile() throws SourceException;

        /** The next change after the files; null after the last, and at once without history. */
        Item.Change nextChange() throws SourceException;

        @Override
        void close();
    }

    /** What happens in the cluster. */
    interface Changes extends AutoCloseable {
        /**
         * The next change, with no time, or a mark; null when nothing comes in time.
         *
         * @param nanos how long to wait; 0 to look only
         */
        Item next(long nanos) throws SourceException;

        @Override
        void close();
    }
}
