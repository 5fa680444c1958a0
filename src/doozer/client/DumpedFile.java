package doozer.client;

/**
 * A file in a dump.
 *
 * @param path where it is
 * @param revision the revision at which it was last set
 * @param owner the id of the session that owns it; 0 for nobody, as usual
 * @param ttlMillis for the file of a session that was open: how long that lives without a sign of
 *     life; otherwise 0
 * @param body its bytes; the client keeps no copy
 */
public record DumpedFile(String path, long revision, long owner, long ttlMillis, byte[] body) { }
