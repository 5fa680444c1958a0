package doozer.drill;

/**
 * One call of a writer: when it began, when it ended, and how. Times are those of {@link
 * System#nanoTime}.
 */
record Sample(long begin, long end, Result result) {

    /** How a call can end. */
    enum Result {
        /** Done. */
        DONE,
        /** Refused, so that it was not done and never will be. */
        REFUSED,
        /** The connection was lost, so that it may have been done. */
        UNKNOWN,
        /** Nothing was heard for so long that nobody would wait any longer. */
        HUNG,
        /** There was no connection to send it on. */
        NOT_SENT
    }
}
