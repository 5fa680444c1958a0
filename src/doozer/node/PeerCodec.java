package doozer.node;

import doozer.node.PeerMessage.Born;
import doozer.node.PeerMessage.ConsentAnswer;
import doozer.node.PeerMessage.ConsentAsk;
import doozer.node.PeerMessage.ConsentRelease;
import doozer.node.PeerMessage.Forward;
import doozer.node.PeerMessage.HandedOver;
import doozer.node.PeerMessage.Hello;
import doozer.node.PeerMessage.JoinAsk;
import doozer.node.PeerMessage.JoinRefused;
import doozer.node.PeerMessage.LeaveAsk;
import doozer.node.PeerMessage.RecoverAsk;
import doozer.node.PeerMessage.RecoverEnd;
import doozer.node.PeerMessage.Slots;
import doozer.node.PeerMessage.SnapshotBegin;
import doozer.node.PeerMessage.SnapshotPart;
import doozer.node.PeerMessage.SnapshotTaken;
import doozer.wire.BadFrameException;
import doozer.wire.Output;
import java.nio.ByteBuffer;

/**
 * What nodes say to each other, as bytes: a kind, then the fields of the record in their order; one
 * that may be null has a flag before it. What tells one message from the next is not a part of it.
 * Stateless; any thread.
 *
 * <p>Nodes of all versions understand a {@link Hello}: its kind and its fields never change, those
 * of {@link Profile}, {@link ClusterId} and {@link Incarnation} included. What a later version
 * wants to say besides, it appends, and earlier ones pass over it. All other messages may change
 * with the protocol's version, and nothing may follow what is known of them.
 */
public final class PeerCodec {
    private static final int HELLO = 1;
    private static final int FORWARD = 2;
    private static final int JOIN_ASK = 3;
    private static final int JOIN_REFUSED = 4;
    private static final int LEAVE_ASK = 5;
    private static final int CONSENT_ASK = 6;
    private static final int CONSENT_ANSWER = 7;
    private static final int CONSENT_RELEASE = 8;
    private static final int BORN = 9;
    private static final int SNAPSHOT_BEGIN = 10;
    private static final int SNAPSHOT_PART = 11;
    private static final int SNAPSHOT_TAKEN = 12;
    private static final int RECOVER_ASK = 13;
    private static final int HANDED_OVER = 14;
    private static final int RECOVER_END = 15;

    private PeerCodec() {
    }

    /** Appends a message, with nothing before it that says how long it is. */
    public static void encode(PeerMessage message, Output out) {
        PeerWriter to = new PeerWriter(out);
        if (message instanceof Slots slots) {
            slots.message().deliver(0, new PeerSlots(to));
        } else if (message instanceof Forward forward) {
            to.kind(FORWARD).entries(forward.entries());
        } else if (message instanceof SnapshotPart part) {
            to.kind(SNAPSHOT_PART).number(part.transfer()).number(part.part())
                    .flag(part.isLast()).bytes(part.bytes());
        } else if (message instanceof SnapshotTaken taken) {
            to.kind(SNAPSHOT_TAKEN).number(taken.transfer()).number(taken.part());
        } else {
            encodeOfMembers(message, to);
        }
    }

    private static void encodeOfMembers(PeerMessage message, PeerWriter to) {
        if (message instanceof Hello hello) {
            encode(hello, to.kind(HELLO));
        } else if (message instanceof JoinAsk ask) {
            to.kind(JOIN_ASK).profile(ask.profile());
        } else if (message instanceof JoinRefused refused) {
            to.kind(JOIN_REFUSED).incarnation(refused.incarnation()).text(refused.reason());
        } else if (message instanceof LeaveAsk ask) {
            to.kind(LEAVE_ASK).flag(ask.isFree());
        } else if (message instanceof ConsentAsk ask) {
            to.kind(CONSENT_ASK).flag(ask.restores());
        } else if (message instanceof ConsentAnswer answer) {
            to.kind(CONSENT_ANSWER).flag(answer.isGranted());
        } else if (message instanceof ConsentRelease) {
            to.kind(CONSENT_RELEASE);
        } else if (message instanceof Born born) {
            to.kind(BORN).genesis(born.genesis());
        } else if (message instanceof RecoverAsk ask) {
            to.kind(RECOVER_ASK).cluster(ask.next()).number(ask.firstSlot());
        } else if (message instanceof HandedOver part) {
            to.kind(HANDED_OVER).cluster(part.next()).number(part.applied())
                    .number(part.firstSlot()).votes(part.votes()).flag(part.isLast());
        } else if (message instanceof RecoverEnd ended) {
            to.kind(RECOVER_END).cluster(ended.next()).flag(ended.isTaken());
        } else {
            SnapshotBegin begin = (SnapshotBegin) message;
            to.kind(SNAPSHOT_BEGIN).number(begin.transfer()).snapshot(begin.snapshot());
        }
    }

    private static void encode(Hello hello, PeerWriter to) {
        to.number(hello.protocol()).text(hello.name()).flag(hello.cluster() != null);
        if (hello.cluster() != null) to.cluster(hello.cluster());
        to.number(hello.window()).number(hello.level()).profile(hello.self())
                .flag(hello.expected() != null);
        if (hello.expected() != null) to.incarnation(hello.expected());
    }

    /**
     * Reads a message, all that the buffer has.
     *
     * @param frame keeps its limit, and when there was a message in it, has nothing remaining; its
     *     bytes are not shared with the message
     * @throws BadFrameException when that is no message, or one that only later versions know
     */
    public static PeerMessage decode(ByteBuffer frame) throws BadFrameException {
        PeerReader in = new PeerReader(frame);
        int kind = in.kind();
        PeerMessage message = kind < PeerSlots.FIRST ? read(kind, in)
                : new Slots(PeerSlots.read(kind, in));
        if (kind != HELLO) in.expectEnd();
        frame.position(frame.limit());
        return message;
    }

    private static PeerMessage read(int kind, PeerReader in) throws BadFrameException {
        return switch (kind) {
            case HELLO -> new Hello(in.integer(), in.text(), in.flag() ? in.cluster() : null,
                    in.integer(), in.integer(), in.profile(),
                    in.flag() ? in.incarnation() : null);
            case FORWARD -> new Forward(BatchCodec.read(in));
            case JOIN_ASK -> new JoinAsk(in.profile());
            case JOIN_REFUSED -> new JoinRefused(in.incarnation(), in.text());
            case LEAVE_ASK -> new LeaveAsk(in.flag());
            case CONSENT_ASK -> new ConsentAsk(in.flag());
            case CONSENT_ANSWER -> new ConsentAnswer(in.flag());
            case CONSENT_RELEASE -> new ConsentRelease();
            case BORN -> new Born(in.genesis());
            case SNAPSHOT_BEGIN -> new SnapshotBegin(in.number(), in.snapshot());
            case SNAPSHOT_PART -> new SnapshotPart(in.number(), in.integer(), in.flag(),
                    in.bytes());
            case RECOVER_ASK -> new RecoverAsk(in.cluster(), in.number());
            case HANDED_OVER -> new HandedOver(in.cluster(), in.number(), in.number(), in.votes(),
                    in.flag());
            case RECOVER_END -> new RecoverEnd(in.cluster(), in.flag());
            case SNAPSHOT_TAKEN -> new SnapshotTaken(in.number(), in.integer());
            default -> throw unknown(kind, in);
        };
    }

    static BadFrameException unknown(int kind, PeerReader in) {
        return in.bad("a message that this version knows, not one of kind " + kind);
    }
}
