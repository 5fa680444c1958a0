package doozer.net;

import doozer.wire.Request;

/**
 * Who a loop works for. Everything here is called on the loop's thread; what it throws ends the
 * loop.
 */
public interface Handler {
    /** A client has begun to speak: its {@link Connection#number} is in use from now on. */
    void onOpened(Connection connection);

    /** A whole request has arrived. */
    void onRequest(Connection connection, Request request);

    /** It sends nothing more, and may still wait for answers: close it when it has them. */
    void onInputEnded(Connection connection);

    /** Half of what was queued beyond the bound has gone out: there is room again. */
    void onDrained(Connection connection);

    /**
     * A connection that was opened is gone, and with it whatever was queued for it.
     *
     * @param reason in words, or null when its other end has closed it in order
     */
    void onClosed(Connection connection, String reason);

    /** A connection was refused, or closed before it said anything of use. */
    void onRefused(String peer, String reason);

    /**
     * Everything that was ready has been read.
     *
     * @return nanoseconds until the next call is wanted even if nothing arrives, 0 for at once,
     *     {@link Long#MAX_VALUE} for not at all
     */
    long onTurn(long nowNanos);
}
