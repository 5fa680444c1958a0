package doozer.net;

/** How much has gone through a loop. Owned by the loop's thread. */
public final class Traffic {
    private long read;
    private long written;

    Traffic() { }

    void onRead(int bytes) {
        read += bytes;
    }

    void onWritten(int bytes) {
        written += bytes;
    }

    /** How many bytes were read from clients and other nodes. */
    public long read() {
        return read;
    }

    /** How many bytes were written to them. */
    public long written() {
        return written;
    }
}
