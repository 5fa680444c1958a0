package doozer.client;

/**
 * A file that a walk has come by.
 *
 * @param path where it is
 * @param revision the revision at which it was last set
 * @param body its bytes; the client keeps no copy
 */
public record WalkedFile(String path, long revision, byte[] body) { }
