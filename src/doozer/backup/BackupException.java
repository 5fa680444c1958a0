package doozer.backup;

import java.io.IOException;

/**
 * A backup or a journal cannot be read or gone on with. The message names the file, the place in
 * it, what is wrong and what can be done.
 */
public final class BackupException extends IOException {
    private static final long serialVersionUID = 1;

    /** Where no place in a file is meant. */
    public static final long NOWHERE = -1;

    private final Kind kind;
    private final String file;
    private final long offset;

    /** What is wrong. */
    public enum Kind {
        /** It is no backup and no journal at all. */
        FOREIGN,
        /** It was written by a newer program, in a form that this one does not know. */
        TOO_NEW,
        /** It ends too early: whoever wrote it did not come to the end. */
        CUT_OFF,
        /** Bytes in it are not what was written. */
        DAMAGED,
        /** What was asked for is not in it. */
        NOT_THERE,
        /** Another process writes to it. */
        IN_USE,
        /** It is of another cluster than the one that answers. */
        OTHER_CLUSTER
    }

    BackupException(Kind kind, Object file, long offset, String what) {
        super(file + (offset == NOWHERE ? ": " : ": at byte " + offset + ": ") + what);
        this.kind = kind;
        this.file = String.valueOf(file);
        this.offset = offset;
    }

    BackupException(Kind kind, Object file, String what) {
        this(kind, file, NOWHERE, what);
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }

    /** The file or directory, as it was named. */
    public String file() {
        return file;
    }

    /** The place in the file, in bytes from its beginning; {@link #NOWHERE} where none is meant. */
    public long offset() {
        return offset;
    }
}
