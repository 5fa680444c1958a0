package doozer.node;

import doozer.paxos.Message;
import doozer.paxos.Vote;
import java.util.List;

/**
 * Everything that one node says to another. A connection carries them one way, from the node that
 * opened it, but for the first in each direction, which is a {@link Hello}.
 */
public sealed interface PeerMessage {

    /**
     * Who is there, first of all, on both sides.
     *
     * @param protocol the version of this protocol
     * @param name the cluster's name
     * @param cluster the one that the sender belongs to, null for none yet
     * @param window its window, 0 for none yet
     * @param level the feature level of the cluster, 0 for none yet
     * @param self the sender
     * @param expected who the sender expects at the other end, or null
     */
    record Hello(int protocol, String name, ClusterId cluster, int window, int level,
            Profile self, Incarnation expected) implements PeerMessage { }

    /** A message about slots. */
    record Slots(Message message) implements PeerMessage { }

    /** Commands for the leader's log, in the order of their sequence numbers. */
    record Forward(List<LogEntry> entries) implements PeerMessage { }

    /** Asks that the sender, or whoever it speaks for, becomes a member. */
    record JoinAsk(Profile profile) implements PeerMessage { }

    /** Says why that one is not made a member. */
    record JoinRefused(Incarnation incarnation, String reason) implements PeerMessage { }

    /**
     * The sender asks to be a member no longer.
     *
     * @param isFree true once it votes no more, and those after it have all that it has voted for:
     *     then it may be dropped, and waits for nothing else
     */
    record LeaveAsk(boolean isFree) implements PeerMessage { }

    /**
     * Asks for the consent to found a cluster.
     *
     * @param restores whether the sender brings a state to begin with
     */
    record ConsentAsk(boolean restores) implements PeerMessage { }

    /** Answers that. */
    record ConsentAnswer(boolean isGranted) implements PeerMessage { }

    /** A founder gives way, and gives a consent back. */
    record ConsentRelease() implements PeerMessage { }

    /** A founder has founded: those named are members now. */
    record Born(Genesis genesis) implements PeerMessage { }

    /**
     * The sender recovers the cluster as that one: the receiver is to stop, and hand over.
     *
     * @param firstSlot of what is asked for now; the same may be asked for again
     */
    record RecoverAsk(ClusterId next, long firstSlot) implements PeerMessage { }

    /**
     * The sender takes part no more in the epoch before that one.
     *
     * @param applied its last applied slot
     * @param firstSlot as it was asked for
     * @param votes what it knows of that slot and of later ones, as much as goes into one message
     * @param isLast whether there is nothing beyond
     */
    record HandedOver(ClusterId next, long applied, long firstSlot, List<Vote> votes,
            boolean isLast) implements PeerMessage { }

    /**
     * That epoch will never be: the receiver goes on in its own. Or a refusal to stop for it.
     *
     * @param isTaken true when it is about to begin, with all that the receiver has handed over
     */
    record RecoverEnd(ClusterId next, boolean isTaken) implements PeerMessage { }

    /**
     * A snapshot begins.
     *
     * @param transfer tells apart the transfers of one sender
     */
    record SnapshotBegin(long transfer, Snapshot snapshot) implements PeerMessage { }

    /**
     * A part of its tree.
     *
     * @param part from 0
     */
    record SnapshotPart(long transfer, int part, boolean isLast, byte[] bytes)
            implements PeerMessage { }

    /** That part was taken: another may follow. */
    record SnapshotTaken(long transfer, int part) implements PeerMessage { }
}
