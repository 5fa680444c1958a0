package doozer.client;

import doozer.wire.Request;

/** A request for whose answers one thread waits. */
final class SyncCall extends Collected {
    private boolean isDone;

    SyncCall(Request request) {
        super(request);
    }

    @Override
    synchronized void onDone() {
        isDone = true;
        notifyAll();
    }

    /**
     * Waits for the last answer.
     *
     * @return false when the deadline has passed without
     * @throws InterruptedException when this thread is interrupted meanwhile
     */
    synchronized boolean await(Deadline deadline) throws InterruptedException {
        while (!isDone) {
            if (deadline.isOver()) return false;
            deadline.waitOn(this);
        }
        return true;
    }
}
