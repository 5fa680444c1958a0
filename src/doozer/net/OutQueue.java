package doozer.net;

import doozer.wire.Codec;
import doozer.wire.Output;
import doozer.wire.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/**
 * Bytes that wait to be written to one connection. Owned by the loop's thread.
 *
 * <pre>
 *   chunks: [ rest of a short write ] [ long value, shared by all that hear of it ]   tail: [ ... ]
 * </pre>
 *
 * An idle one holds no memory: the tail comes from a pool that all connections of the loop share
 * and goes back as soon as it is written.
 */
final class OutQueue {
    /** From this size on bytes are queued by reference: a copy for each connection adds up. */
    private static final int SHARE_FROM = 4096;

    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(1);
    private Output tail;
    private int bytes;

    /** How many bytes are queued. */
    int bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    void add(long tag, Response response, Codec codec, OutputPool pool) {
        if (tail == null) tail = pool.take();
        int before = tail.length();
        byte[] behind = codec.sharesBytes() ? bytesToShare(response) : null;
        if (behind == null) {
            codec.encode(tag, response, tail);
        } else if (behind == response.sharedBytes()) {
            response.encodeSharedHead(tag, tail);
        } else {
            response.encodeUpToValue(tag, tail);
        }
        bytes += tail.length() - before;
        if (behind == null) return;
        bytes += behind.length;
        sealTail(pool);
        chunks.add(ByteBuffer.wrap(behind));
    }

    /** Queues bytes; many of them are shared from now on. */
    void add(byte[] said, OutputPool pool) {
        bytes += said.length;
        if (said.length < SHARE_FROM) {
            begin(pool).putBytes(said);
            return;
        }
        sealTail(pool);
        chunks.add(ByteBuffer.wrap(said));
    }

    /** What is long enough to be queued by reference, or null: an event, or the body of a file. */
    private static byte[] bytesToShare(Response response) {
        byte[] shared = response.sharedBytes();
        if (shared != null) return shared.length < SHARE_FROM ? null : shared;
        return response.endsWithValue(SHARE_FROM) ? response.value() : null;
    }

    /** Where more can be written, behind what is there; {@link #end} has to follow. */
    Output begin(OutputPool pool) {
        if (tail == null) tail = pool.take();
        return tail;
    }

    /** So many bytes were written there. */
    void end(int count) {
        bytes += count;
    }

    void add(Output said, OutputPool pool) {
        if (tail == null) tail = pool.take();
        tail.putBytes(said.array(), said.length());
        bytes += said.length();
    }

    /**
     * Writes as much as the socket takes.
     *
     * @param direct a buffer to gather into, whose content is of no use before and after
     * @return true when everything is written
     */
    boolean flush(SocketChannel channel, ByteBuffer direct, OutputPool pool) throws IOException {
        while (bytes > 0) {
            direct.clear();
            for (ByteBuffer chunk : chunks) {
                if (!direct.hasRemaining()) break;
                gather(chunk, direct);
            }
            if (tail != null) gather(tail, direct);
            direct.flip();
            int offered = direct.remaining();
            int written = channel.write(direct);
            consume(written, pool);
            // A tail of which nothing was taken goes on growing: chunks are not for a few bytes.
            if (written < offered) return false;
        }
        return true;
    }

    private static void gather(ByteBuffer chunk, ByteBuffer direct) {
        int count = Math.min(chunk.remaining(), direct.remaining());
        direct.put(chunk.array(), chunk.arrayOffset() + chunk.position(), count);
    }

    private static void gather(Output tail, ByteBuffer direct) {
        direct.put(tail.array(), 0, Math.min(tail.length(), direct.remaining()));
    }

    private void consume(int count, OutputPool pool) {
        bytes -= count;
        int left = count;
        while (left > 0 && !chunks.isEmpty()) {
            ByteBuffer first = chunks.peek();
            int taken = Math.min(left, first.remaining());
            first.position(first.position() + taken);
            left -= taken;
            if (!first.hasRemaining()) chunks.remove();
        }
        if (left == 0) return;
        if (left == tail.length()) {
            pool.give(tail);
            tail = null;
            return;
        }
        // What is left of the tail must not be kept alive by what is added behind it.
        sealTail(pool);
        ByteBuffer rest = chunks.getLast();
        rest.position(rest.position() + left);
    }

    /** Makes a chunk of the tail: a copy where it would keep much more memory than it has bytes. */
    private void sealTail(OutputPool pool) {
        if (tail == null) return;
        if (tail.length() > tail.array().length / 2) {
            chunks.add(ByteBuffer.wrap(tail.array(), 0, tail.length()));
        } else {
            chunks.add(ByteBuffer.wrap(tail.toByteArray()));
            pool.give(tail);
        }
        tail = null;
    }
}
