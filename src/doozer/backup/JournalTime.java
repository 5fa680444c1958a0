package doozer.backup;

/** What time it is. Any thread. */
interface JournalTime {
    JournalTime SYSTEM = new JournalTime() {
        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** Since 1970, in ms; somebody may set it back. */
    long millis();

    /** Since whenever, in ns; only differences mean something. */
    long nanos();
}
