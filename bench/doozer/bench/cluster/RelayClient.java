package doozer.bench.cluster;

import java.io.IOException;

/** A client of the bare relay: it says where its message goes. Owned by one thread. */
final class RelayClient extends Pipe {
    /** About what a set of 100 bytes takes. */
    private static final int PAYLOAD_BYTES = 120;

    RelayClient(int port, int number) throws IOException {
        super(port);
        out.put((byte) number);
        flush();
    }

    /** Has a message go that way with the next {@link #flush}. */
    void queue(byte[] route) {
        out.putInt(1 + route.length + PAYLOAD_BYTES).put((byte) route.length).put(route);
        for (int i = 0; i < PAYLOAD_BYTES; i++) out.put((byte) i);
    }

    /** Waits for the next message. */
    void receive() throws IOException {
        while (in.remaining() < 4 || in.remaining() < 4 + in.getInt(in.position())) fill();
        in.position(in.position() + 4 + in.getInt(in.position()));
    }
}
