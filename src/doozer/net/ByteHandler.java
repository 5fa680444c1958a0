package doozer.net;

import java.nio.ByteBuffer;

/**
 * Who reads and writes the bytes of a loop's {@link ByteConnection}s. Everything here is called on
 * the loop's thread, at the end of a turn, when nodes and clients have had theirs; what it throws
 * ends the loop.
 */
public interface ByteHandler {
    /** Somebody has connected: the {@link ByteConnection#number} is in use from now on. */
    void onOpened(ByteConnection connection);

    /** Bytes have arrived, of use during this call only: what is left in {@code in} is dropped. */
    void onBytes(ByteConnection connection, ByteBuffer in);

    /** It sends nothing more, and may still wait for something: close it when it has that. */
    void onInputEnded(ByteConnection connection);

    /**
     * All that was queued has gone out, after {@link ByteConnection#isBlocked} was true or
     * {@link ByteConnection#send} false.
     */
    void onDrained(ByteConnection connection);

    /**
     * One that was opened is gone, and with it whatever was queued for it.
     *
     * @param reason in words, or null when there is nothing to tell
     */
    void onClosed(ByteConnection connection, String reason);

    /** The last words to one that is one too many. */
    byte[] refusal();

    /** One was refused, in words. */
    void onRefused(String peer, String reason);

    /**
     * What was ready has been read, as far as there is time for it in a turn.
     *
     * @return nanoseconds until the next call is wanted even if nothing arrives, 0 for at once,
     *     {@link Long#MAX_VALUE} for not at all
     */
    long onBytesTurn(long nowNanos);
}
