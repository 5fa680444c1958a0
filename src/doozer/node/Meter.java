package doozer.node;

import doozer.wire.ErrorCode;
import doozer.wire.Verb;

/**
 * Tells a node's {@link Observer} what happens, and how long it took. It reads the observer's clock
 * once a turn for all that has come, once for all reads that are served, and twice a slot. Owned by
 * whoever steps the node, which decides nothing by it.
 */
final class Meter {
    private final Observer observer;
    private boolean hasCame;
    private long cameNanos;
    private boolean hasServed;
    private long servedNanos;
    private long appliedNanos;
    private int told;

    Meter(Observer observer) {
        this.observer = observer;
    }

    Observer observer() {
        return observer;
    }

    /** When the requests of this turn have come. */
    long cameNanos() {
        if (!hasCame) cameNanos = observer.clockNanos();
        hasCame = true;
        return cameNanos;
    }

    void onRequest(Verb verb) {
        observer.onRequest(verb);
    }

    void onServed(Client client, QueuedRead read) {
        if (!hasServed) servedNanos = observer.clockNanos();
        hasServed = true;
        observer.onRead(client.calledAs(), read.request(), servedNanos - read.cameNanos());
    }

    /** Gives what {@link #onApplied} is to be told. */
    long beginApplying() {
        return observer.clockNanos();
    }

    void onApplied(long beganNanos, int entries, long revisions) {
        appliedNanos = observer.clockNanos();
        observer.onApplied(entries, revisions, beganNanos, appliedNanos);
    }

    /** One of the slot that was applied last. */
    void onWritten(ClientWrite write, ErrorCode code, long revision) {
        observer.onWritten(write, appliedNanos - write.cameNanos(), code, revision);
    }

    void onRefused(ClientWrite write) {
        observer.onRefused(write, observer.clockNanos() - write.cameNanos());
    }

    void onUnknown(ClientWrite write) {
        observer.onUnknown(write, observer.clockNanos() - write.cameNanos());
    }

    /** An event was queued for a watcher. */
    void onTold() {
        told++;
    }

    /** What comes now is of the next turn. */
    void endTurn() {
        hasCame = false;
        hasServed = false;
        if (told > 0) observer.onTold(told);
        told = 0;
    }
}
