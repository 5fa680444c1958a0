package doozer.client;

/**
 * What a watch tells.
 *
 * @param path the file, or "/" for a nop and a mark
 * @param revision the revision that it made; of a file that was there when the watch began, the
 *     one at which it was last set; of a mark, up to which everything has been told
 * @param kind what was done to the file
 * @param body the file's new body; empty but for SET; the client keeps no copy
 * @param previous what was at the path before, if {@link WatchOptions#previous} asked for it and
 *     the server still knew: a missing file for nothing; otherwise null
 * @param hasMore true when another event follows that was made in the same step: who shows a
 *     state to others waits for that one
 * @param owner the id of the session that owned the file once it was set, if {@link
 *     WatchOptions#withOwners} asked for it; 0 for nobody. A session's own file is its own
 * @param ttlMillis where {@code owner} is told, and the file is that of a session which was still
 *     open when the server told of it: how long that lives without a sign of life; otherwise 0
 */
public record Event(String path, long revision, Kind kind, byte[] body, FileBody previous,
        boolean hasMore, long owner, long ttlMillis) {

    /** One of a file that nobody owns, as far as is known. */
    public Event(String path, long revision, Kind kind, byte[] body, FileBody previous,
            boolean hasMore) {
        this(path, revision, kind, body, previous, hasMore, 0, 0);
    }

    /** What was done to a file. */
    public enum Kind {
        /** It was written, or was there when a watch with {@link WatchOptions#walkFirst} began. */
        SET,
        /** It was deleted. */
        DEL,
        /** Nothing: a revision was used. */
        NOP,
        /** Nothing: see {@link WatchOptions#progress}, without which there are none. */
        MARK
    }
}
