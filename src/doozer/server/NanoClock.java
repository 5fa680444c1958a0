package doozer.server;

import java.util.function.LongSupplier;

/** The machine's monotonic clock in nanoseconds; any thread. No lambda: those start slowly. */
final class NanoClock implements LongSupplier {
    @Override
    public long getAsLong() {
        return System.nanoTime();
    }
}
