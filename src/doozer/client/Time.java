package doozer.client;

/** The two clocks of a machine, in nanoseconds; any thread. */
interface Time {
    /** Those of this machine. */
    Time SYSTEM = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallNanos() {
            return System.currentTimeMillis() * 1_000_000;
        }
    };

    /** Only goes on, but need not while the machine sleeps. */
    long nanos();

    /** Goes on while the machine sleeps, but may be set. */
    long wallNanos();
}
