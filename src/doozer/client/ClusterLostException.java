package doozer.client;

/**
 * The cluster that this client knew is no more: where it was, another one answers, which began
 * anew and knows nothing of the revisions, sessions and files of before. The client is of no
 * further use: what it has to do with the new one is for its owner to decide.
 */
public final class ClusterLostException extends DoozerException {
    private static final long serialVersionUID = 1;

    private final boolean isCertain;

    ClusterLostException(String message, Throwable cause) {
        super(message, cause);
        isCertain = true;
    }

    /** That one address says so, which is certain, or may be a mistake. */
    ClusterLostException(String message, boolean isCertain) {
        super(message, null);
        this.isCertain = isCertain;
    }

    boolean isCertain() {
        return isCertain;
    }
}
