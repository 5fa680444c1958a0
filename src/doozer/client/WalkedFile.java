package doozer.client;

/**
 * A file that a walk has come by.
 *
 * @param path where it is
 * @param revision the revision at which it was last set
 * @param body its bytes; not copied, never used again by the client
 */
public record WalkedFile(String path, long revision, byte[] body) { }
