package doozer.net;

import doozer.wire.BadFrameException;
import doozer.wire.Request;
import java.nio.ByteBuffer;

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

    /** How a link has come to its end. */
    enum LinkEnd {
        /** It was open. */
        LOST,
        /** It was dialled, and did not become open. */
        UNREACHED,
        /** It was dialled, and nobody listens there. */
        NOBODY,
        /** Both sides do not know the same secret. */
        REFUSED
    }

    /** A link that was dialled is open. */
    void onLinkOpened(Link link);

    /** Another node has opened a link: its {@link Link#number} is in use from now on. */
    void onLinkAccepted(Link link);

    /**
     * A message has arrived.
     *
     * @param message of use during this call only
     * @throws BadFrameException when it is none: the link is closed
     */
    void onLinkReceived(Link link, ByteBuffer message) throws BadFrameException;

    /** Half of what was queued beyond the bound has gone out: there is room again. */
    void onLinkDrained(Link link);

    /**
     * A link is gone that was not closed by {@link Link#close}.
     *
     * @param reason in words, or null when it was accepted and its other end has closed it in order
     */
    void onLinkClosed(Link link, LinkEnd how, String reason);

    /**
     * Everything that was ready has been read.
     *
     * @return nanoseconds until the next call is wanted even if nothing arrives, 0 for at once,
     *     {@link Long#MAX_VALUE} for not at all
     */
    long onTurn(long nowNanos);

    /** What there is for clients and other nodes is written, as far as these take it. */
    default void onFlushed() { }

    /** All that came of the turn is written. */
    default void onTurnEnd() { }
}
