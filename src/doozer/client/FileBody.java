package doozer.client;

/**
 * A file's body and revision.
 *
 * @param revision the revision at which it was last set, 0 when there is no such file
 * @param body its bytes, none when there is no such file; the client keeps no copy
 */
public record FileBody(long revision, byte[] body) {
    /** True when there is no such file. */
    public boolean isMissing() {
        return revision == 0;
    }
}
