package doozer.node;

import doozer.tree.ImageException;
import doozer.tree.ImageReader;
import doozer.tree.ImageWriter;
import doozer.tree.Store;
import java.util.TreeMap;

/**
 * Snapshots that are on their way: rule P13. Each goes part by part, and no faster than the other
 * side takes them, while everything else goes on. Owned by whoever steps the node.
 */
final class Snapshots {
    /** Small, so that to take one in does not hold the loop: an event costs some microseconds. */
    private static final int PART_BYTES = 8 << 10;
    /** Parts that are sent and not taken yet, for one transfer. */
    private static final int IN_FLIGHT = 16;
    /** Transfers to others at a time; who asks while there are as many asks again later. */
    private static final int MOST = 8;
    /** In election timeouts: for so long the log is kept for one who says nothing. */
    private static final int KEPT = 20;

    private final Replica replica;
    private final Settings.Bounds bounds;
    private final TreeMap<Incarnation, Outgoing> outgoing = new TreeMap<>();
    private long transfers;
    private Incoming incoming;
    private long heardNanos;
    private long installed;

    /** One to another node. */
    private static final class Outgoing {
        final long transfer;
        final long slot;
        final ImageWriter writer;
        int sentParts;
        int takenParts;
        long bytes;
        final long beganNanos;
        boolean isWritten;
        long activeNanos;

        Outgoing(long transfer, long slot, ImageWriter writer, long nowNanos) {
            this.transfer = transfer;
            this.slot = slot;
            this.writer = writer;
            beganNanos = nowNanos;
            activeNanos = nowNanos;
        }
    }

    /** The one from another node. */
    private static final class Incoming {
        final Peer from;
        final long transfer;
        final Snapshot snapshot;
        final ImageReader reader;
        long beganNanos;
        long bytes;
        int parts;

        Incoming(Peer from, PeerMessage.SnapshotBegin begin, ImageReader reader) {
            this.from = from;
            transfer = begin.transfer();
            snapshot = begin.snapshot();
            this.reader = reader;
        }
    }

    Snapshots(Replica replica, Settings.Bounds bounds) {
        this.replica = replica;
        this.bounds = bounds;
    }

    /** How many were taken in. */
    long installed() {
        return installed;
    }

    /** Whether one comes in, and gets on. */
    boolean isReceiving() {
        return incoming != null
                && replica.nowNanos() - heardNanos <= 2 * replica.paxos().electionNanos();
    }

    /** Sends one, unless one is on its way that gets on. */
    void send(Peer to) {
        Outgoing old = outgoing.get(to.incarnation());
        if (old != null && !old.isWritten && isActive(old, 2)) return;
        if (to.isCongested || old == null && outgoing.size() >= MOST) return;
        Outgoing fresh = new Outgoing(++transfers, replica.paxos().applied(),
                replica.machine().store().image().writer(), replica.nowNanos());
        outgoing.put(to.incarnation(), fresh);
        replica.links().send(to, new PeerMessage.SnapshotBegin(fresh.transfer,
                replica.machine().snapshot(fresh.slot)));
        pump(to, fresh);
    }

    private boolean isActive(Outgoing transfer, int timeouts) {
        long age = replica.nowNanos() - transfer.activeNanos;
        return age <= timeouts * replica.paxos().electionNanos();
    }

    private void pump(Peer to, Outgoing transfer) {
        while (!transfer.isWritten && !to.isCongested
                && transfer.sentParts - transfer.takenParts < IN_FLIGHT) {
            byte[] next = transfer.writer.next(PART_BYTES);
            transfer.isWritten = next == null;
            if (next != null) transfer.bytes += next.length;
            replica.links().send(to, new PeerMessage.SnapshotPart(transfer.transfer,
                    transfer.sentParts++, next == null, next == null ? new byte[0] : next));
        }
    }

    /** It takes messages again. */
    void onDrained(Peer peer) {
        Outgoing transfer = outgoing.get(peer.incarnation());
        if (transfer != null) pump(peer, transfer);
    }

    /** The other side has taken a part. */
    void onTaken(Peer from, PeerMessage.SnapshotTaken taken) {
        Outgoing transfer = outgoing.get(from.incarnation());
        if (transfer == null || transfer.transfer != taken.transfer()) return;
        boolean isNews = taken.part() >= transfer.takenParts;
        transfer.takenParts = Math.max(transfer.takenParts, taken.part() + 1);
        transfer.activeNanos = replica.nowNanos();
        if (isNews && transfer.isWritten && transfer.takenParts == transfer.sentParts) {
            replica.meter().observer().onSnapshot(true, transfer.bytes,
                    replica.nowNanos() - transfer.beganNanos);
        }
        pump(from, transfer);
    }

    /** The links with it are gone. */
    void onLost(Peer peer) {
        outgoing.remove(peer.incarnation());
        if (incoming != null && incoming.from == peer) incoming = null;
    }

    /**
     * Slots above this one are kept for those who have got a snapshot, or are getting one: they
     * need what comes after it.
     */
    long keepAbove() {
        long keep = Long.MAX_VALUE;
        outgoing.values().removeIf(transfer -> !isActive(transfer, KEPT));
        for (Outgoing transfer : outgoing.values()) keep = Math.min(keep, transfer.slot);
        return keep;
    }

    /** Another node begins to send one. */
    void onBegin(Peer from, PeerMessage.SnapshotBegin begin) {
        Snapshot snapshot = begin.snapshot();
        if (!isOurs(snapshot) || snapshot.slot() < replica.paxos().applied()) return;
        heardNanos = replica.nowNanos();
        incoming = new Incoming(from, begin,
                new ImageReader(bounds.historyRevisions(), bounds.historyBytes()));
        incoming.beganNanos = heardNanos;
    }

    private boolean isOurs(Snapshot snapshot) {
        Genesis genesis = replica.machine().genesis();
        return genesis == null || genesis.id().equals(snapshot.genesis().id());
    }

    /** The next part of it has come, maybe the last. */
    void take(Peer from, PeerMessage.SnapshotPart part) {
        if (onPart(from, part)) finish();
    }

    /** True when it is complete, and {@link #finish} is to be called. */
    private boolean onPart(Peer from, PeerMessage.SnapshotPart part) {
        boolean isNext = incoming != null && incoming.from == from
                && incoming.transfer == part.transfer() && incoming.parts == part.part();
        if (!isNext) return false;
        incoming.parts++;
        incoming.bytes += part.bytes().length;
        heardNanos = replica.nowNanos();
        try {
            incoming.reader.accept(part.bytes());
        } catch (ImageException e) {
            replica.log("snapshot-broken",
                    "from " + from.profile.address() + ": " + e.getMessage());
            incoming = null;
            return false;
        }
        replica.paxos().onProgress();
        replica.links().send(from, new PeerMessage.SnapshotTaken(part.transfer(), part.part()));
        return part.isLast();
    }

    /** Puts what has come in the place of the state, unless that is newer by now. */
    private void finish() {
        Incoming complete = incoming;
        incoming = null;
        // Much may have happened since it began: we may even belong to a cluster by now.
        boolean isFirst = replica.machine().genesis() == null;
        if (!isOurs(complete.snapshot)) return;
        if (!isFirst && complete.snapshot.slot() <= replica.paxos().applied()) return;
        try {
            Store loaded = complete.reader.store();
            if (!Machine.fits(complete.snapshot, loaded)) {
                replica.log("snapshot-broken", "from " + complete.from.profile.address()
                        + ": its parts do not belong together");
                return;
            }
            replica.install(complete.snapshot, loaded);
            installed++;
            replica.meter().observer().onSnapshot(false, complete.bytes,
                    replica.nowNanos() - complete.beganNanos);
        } catch (ImageException e) {
            replica.log("snapshot-broken",
                    "from " + complete.from.profile.address() + ": " + e.getMessage());
        }
    }
}
