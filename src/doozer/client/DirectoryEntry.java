package doozer.client;

/**
 * An entry of a directory.
 *
 * @param name its name alone, without the path of the directory
 * @param revision that of the file, -2 for a directory; 0 from a server that tells names only
 * @param length bytes of a file, entries of a directory
 */
public record DirectoryEntry(String name, long revision, int length) {
    /** Stands for a directory where a revision is told. */
    static final long DIRECTORY = -2;

    /** True for a directory. */
    public boolean isDirectory() {
        return revision == DIRECTORY;
    }
}
