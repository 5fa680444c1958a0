package doozer.node;

import doozer.wire.Request;

/**
 * A read of a revision that does not exist yet. Owned by whoever steps the node.
 */
final class DelayedRead extends Stream implements Comparable<DelayedRead> {
    private final Request request;
    private final DelayedReads all;
    /** Tells apart those of one revision, in the order in which they came. */
    private final long number;

    DelayedRead(Client client, Request request, DelayedReads all) {
        super(client, request.tag());
        this.request = request;
        this.all = all;
        number = all.nextNumber();
    }

    Request request() {
        return request;
    }

    @Override
    Progress advance() {
        throw new IllegalStateException("a delayed read waits for its revision and nothing else");
    }

    /** A long path is worth many: it is kept for as long as the revision takes. */
    @Override
    int weight() {
        return request.path() == null ? 1 : 1 + request.path().length() / 64;
    }

    @Override
    boolean isFinite() {
        return false;
    }

    @Override
    void discard() {
        all.remove(this);
    }

    @Override
    public int compareTo(DelayedRead other) {
        int byRevision = Long.compare(request.rev(), other.request.rev());
        return byRevision != 0 ? byRevision : Long.compare(number, other.number);
    }

    // As compareTo: the number alone tells two of them apart.
    @Override
    public boolean equals(Object other) {
        return other instanceof DelayedRead read && read.number == number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
