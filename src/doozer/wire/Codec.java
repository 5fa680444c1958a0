package doozer.wire;

import java.nio.ByteBuffer;

/**
 * How one connection speaks: requests out of bytes, bytes out of answers. Owned by the thread that
 * reads and writes the connection.
 */
public interface Codec {
    /**
     * Takes bytes up to the end of one request.
     *
     * @return the request, or null when {@code in} is used up, or {@link #isBusy} is true
     * @throws BadFrameException when the bytes mean nothing here: the connection cannot go on
     */
    Request next(ByteBuffer in) throws BadFrameException;

    /**
     * Says that no more bytes will come. Called when everything was taken, and again after each
     * request that it gives.
     *
     * @return a request that was ended by this, or null
     * @throws BadFrameException when the input ended within a request
     */
    Request atEnd() throws BadFrameException;

    /** True when it takes no bytes until an answer has been encoded. */
    boolean isBusy();

    /** True while part of a request has arrived and the rest has not. */
    boolean isMidRequest();

    /** Writes an answer; it may have nothing to say about one. */
    void encode(long tag, Response response, Output out);

    /** True when {@link Response#sharedBytes} may be written behind the head of an answer. */
    boolean sharesBytes();

    /** What the codec itself has to say, to be written before anything else, and cleared. */
    Output replies();

    /** Why the connection is to be closed once everything is written; null to go on. */
    String closing();
}
