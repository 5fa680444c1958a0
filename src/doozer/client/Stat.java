package doozer.client;

/**
 * What there is at a path.
 *
 * @param revision that of the file, 0 when there is nothing, -2 for a directory
 * @param length bytes of a file, entries of a directory
 */
public record Stat(long revision, int length) {
    /** True for a directory. */
    public boolean isDirectory() {
        return revision == DirectoryEntry.DIRECTORY;
    }

    /** True when there is neither file nor directory. */
    public boolean isMissing() {
        return revision == 0;
    }
}
