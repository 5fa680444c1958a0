package doozer.client.recipes;

/** Who hears of leadership, on the thread of the {@link LeaderLatch}. */
public interface LeaderListener {
    /** For who asks the latch instead. */
    LeaderListener NONE = new LeaderListener() {
        @Override
        public void onElected(Held leadership) {
            // Nobody wants to know.
        }

        @Override
        public void onDeposed() {
            // Nobody wants to know.
        }
    };

    /** This process leads. What it does for that it does elsewhere: this must return soon. */
    void onElected(Held leadership);

    /** It leads no more. Whoever follows may lead already: what is done has to stop at once. */
    void onDeposed();
}
