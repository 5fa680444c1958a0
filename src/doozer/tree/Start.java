package doozer.tree;

/**
 * Where a history begins. Immutable, any thread.
 *
 * <p>Either every revision since {@code tree} is held: then the event that led to it is none of the
 * history's. That is so in a store that was never trimmed, and wherever a history begins anew. Or
 * {@code tree} is the oldest revision held, whose event is held too, and what is before it is gone.
 *
 * @param tree the state that all later ones can be made of, an event after the other
 * @param event the event of the same revision, or null when the history begins behind it
 * @param cost what the history counts for that event, since nobody can work it out any more
 */
record Start(Tree tree, Event event, int cost) {
    /** Of a store that was never written to. */
    static final Start NOTHING = new Start(Tree.EMPTY, null, 0);

    Start {
        Check.that(event == null || event.revision() == tree.revision(),
                "a history begins at one revision");
        Check.that(cost >= 0 && (event != null || cost == 0), "what is held costs something");
    }
}
