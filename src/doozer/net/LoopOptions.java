package doozer.net;

/**
 * The bounds of a loop.
 *
 * @param maxConnections connections in all; a newer one is closed at once
 * @param outBufferBytes bytes queued for a connection; beyond, nothing more is read from it
 * @param maxValueBytes bytes of a value that are kept; a longer one is skipped as it arrives
 * @param halfFrameNanos how long a half frame may stand still, and how long a connection that we
 *     close may take to read our last words
 * @param pagesBufferBytes bytes queued for all byte connections together, those of pages; beyond,
 *     the one for which the most is queued is closed
 * @param links what holds for links with other nodes
 */
public record LoopOptions(int maxConnections, int outBufferBytes, int maxValueBytes,
        long halfFrameNanos, long pagesBufferBytes, Links links) {

    /**
     * The bounds of links with other nodes.
     *
     * @param secret what they have to know
     * @param bufferBytes bytes queued for one; beyond, the node drops what can be asked for again
     * @param stallNanos how long one may stand still before it is open, in half a frame, or with
     *     something to write
     */
    public record Links(PeerSecret secret, int bufferBytes, long stallNanos) { }
}
