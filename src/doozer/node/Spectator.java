package doozer.node;

/** Who looks at a node's state from outside, and is told when it changes: {@link Node#view}. */
public interface Spectator {
    /**
     * Those revisions are there now, whole steps, one event each. Called within the step that
     * applies them: nothing must be asked of the node but through its {@link View}.
     */
    void onRevisions(long first, long last);

    /** The state has come as a whole: any revision may be missing in the history. */
    void onInstalled();
}
