package doozer.server;

import doozer.client.FileBody;
import doozer.client.WalkedFile;
import doozer.wire.Address;
import java.io.IOException;
import java.util.List;

/** A connection to the cluster that others are found through, the DzNS. One thread's. */
interface Names extends AutoCloseable {
    /** What booting needs of the world outside. */
    interface World {
        /**
         * Connects to the DzNS, within a bound.
         *
         * @throws IOException when nobody answers, now
         * @throws OptionException when who answers will never let us in
         */
        Names connect() throws IOException, OptionException;

        /** The id of the node at that address; null when none answers. */
        String idAt(Address address);

        /** Whether that is where this process listens, under whatever name. */
        boolean isOurs(Address address);

        /** Returns after so long. */
        void pause(long nanos) throws InterruptedException;

        /** A time that only goes on. */
        long nowNanos();
    }

    /** The files that match. */
    List<WalkedFile> walk(String glob) throws IOException, OptionException;

    /** A file's body, or that there is none. */
    FileBody get(String path) throws IOException, OptionException;

    /**
     * Sets a file whose revision is not above that one.
     *
     * @return false when it is newer
     * @throws IOException when it is not known whether it was done, or will be
     */
    boolean set(String path, long revision, String body) throws IOException, OptionException;

    /** Deletes a file, if there is one. */
    void del(String path) throws IOException, OptionException;

    @Override
    void close();
}
