package doozer.net;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Address;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for all connections together that are bytes to a loop. */
class ByteConnectionsTest implements ByteHandler {
    private static final int BOUND = 8 << 20;

    private final List<ByteConnection> opened = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> closed = new ConcurrentLinkedQueue<>();
    private final List<LoopPeer> peers = new ArrayList<>();
    private LoopFixture loop;
    private int port;

    @BeforeEach
    void begin() throws Exception {
        LoopOptions options = new LoopOptions(100, 1 << 20, 1 << 20, 30_000_000_000L, BOUND,
                LoopFixture.links(""));
        loop = new LoopFixture(options);
        loop.onLoop(() -> {
            loop.loop().bytes().serve(this, 100);
            try {
                port = loop.loop().bytes().listen(new Address("127.0.0.1", 0));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @AfterEach
    void end() throws Exception {
        for (LoopPeer peer : peers) peer.close();
        loop.close();
        assertThat(loop.failure()).isNull();
    }

    private ByteConnection connect() throws IOException {
        peers.add(LoopPeer.connect(port, 4 << 10));
        loop.until(() -> opened.size() == peers.size());
        return opened.get(peers.size() - 1);
    }

    @Test
    void fullestIsClosedWhereTooMuchIsQueuedForAll() throws Exception {
        // given three who read nothing, and of whom one is to take the most
        ByteConnection some = connect();
        ByteConnection most = connect();
        ByteConnection none = connect();
        loop.onLoop(() -> {
            some.send(new byte[BOUND * 3 / 4]);
            most.send(new byte[BOUND * 3]);
            none.send(new byte[10]);
            // then while there is too much, who has anything to take is told nothing more
            assertThat(none.isBlocked()).isTrue();
            assertThat(loop.loop().bytes().isFull(0)).isTrue();
        });

        // when as much as the sockets take is written, then that one is closed, and no other
        loop.until(() -> !closed.isEmpty());
        assertThat(closed).singleElement().asString().startsWith(most.number() + " the most was");
        loop.onLoop(() -> {
            assertThat(loop.loop().bytes().isFull(0)).isFalse();
            assertThat(none.isBlocked()).isFalse();
        });
        loop.onLoop(() -> some.closeNow(null));

        // and nothing that is gone counts any more
        loop.onLoop(() -> {
            assertThat(loop.loop().bytes().isFull(BOUND)).isFalse();
            assertThat(loop.loop().bytes().isFull(BOUND + 1)).isTrue();
        });
    }

    @Override
    public void onOpened(ByteConnection connection) {
        opened.add(connection);
    }

    @Override
    public void onBytes(ByteConnection connection, ByteBuffer in) {
        throw new AssertionError("nothing is said");
    }

    @Override
    public void onInputEnded(ByteConnection connection) {
        connection.close(null);
    }

    @Override
    public void onDrained(ByteConnection connection) {
        // Nobody waits for it.
    }

    @Override
    public void onClosed(ByteConnection connection, String reason) {
        closed.add(connection.number() + " " + reason);
    }

    @Override
    public byte[] refusal() {
        return new byte[0];
    }

    @Override
    public void onRefused(String peer, String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public long onBytesTurn(long nowNanos) {
        return Long.MAX_VALUE;
    }
}
