package doozer.client;

/**
 * Waiting on monitors. A class of its own, so that a short command that never waits so does not
 * load what an interrupt needs.
 */
final class Waiting {
    private Waiting() {
    }

    /**
     * Waits on an object, whose monitor the caller has, until it is notified or the deadline is
     * over.
     *
     * @return false when this thread is interrupted, which it stays
     */
    static boolean on(Object monitor, Deadline deadline) {
        try {
            monitor.wait(deadline.millisLeft());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
