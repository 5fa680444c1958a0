package doozer.backup;

import java.io.IOException;

/** The cluster does not give what is asked for. */
final class SourceException extends IOException {
    private static final long serialVersionUID = 1;

    private final Why why;

    /** What is to be done about it. */
    enum Why {
        /** The next revisions are not kept any more. */
        TOO_LATE,
        /** Another cluster answers than before. */
        OTHER_CLUSTER,
        /** Nobody answers, or the answer is a refusal. */
        FAILED
    }

    SourceException(Why why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
