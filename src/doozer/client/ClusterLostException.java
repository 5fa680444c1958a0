package doozer.client;

/**
 * The cluster that this client knew is no more: where it was, another one answers, which began
 * anew and knows nothing of the revisions, sessions and files of before. The client is of no
 * further use: what it has to do with the new one is for its owner to decide.
 */
public final class ClusterLostException extends DoozerException {
    private static final long serialVersionUID = 1;

    ClusterLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
