package doozer.client;

/**
 * A change that a watch tells of.
 *
 * @param path the file, or "/" for a nop
 * @param revision the revision that it made
 * @param kind what was done to the file
 * @param body the file's new body; empty but for SET
 */
public record Event(String path, long revision, Kind kind, byte[] body) {

    /** What was done to a file. */
    public enum Kind {
        /** It was written. */
        SET,
        /** It was deleted. */
        DEL,
        /** Nothing: a revision was used. */
        NOP
    }
}
