package doozer.node;

import doozer.paxos.Message;
import doozer.paxos.Message.Receiver;
import doozer.paxos.Print;
import doozer.paxos.Value;
import doozer.wire.BadFrameException;
import java.util.ArrayList;

/**
 * Messages about slots as bytes: a kind, then the fields of the record in their order. One is
 * written by being delivered to this. Owned by the thread that uses it.
 */
final class PeerSlots implements Receiver {
    /** The kinds from here on are messages about slots; the others are below. */
    static final int FIRST = 16;

    private static final int PRE_VOTE = FIRST;
    private static final int PRE_VOTE_ANSWER = 17;
    private static final int PREPARE = 18;
    private static final int PROMISE = 19;
    private static final int NACK = 20;
    private static final int ACCEPT = 21;
    private static final int LEARN = 22;
    private static final int ACCEPTED = 23;
    private static final int HEARTBEAT = 24;
    private static final int HEARTBEAT_ANSWER = 25;
    private static final int PULL = 26;
    private static final int DECIDED = 27;
    private static final int PROBE = 28;
    private static final int PROBE_ANSWER = 29;
    private static final int HAND_OVER = 30;

    private final PeerWriter out;

    PeerSlots(PeerWriter out) {
        this.out = out;
    }

    @Override
    public void onPreVote(int from, Message.PreVote message) {
        out.kind(PRE_VOTE).number(message.number()).number(message.applied())
                .flag(message.stands());
    }

    @Override
    public void onPreVoteAnswer(int from, Message.PreVoteAnswer message) {
        out.kind(PRE_VOTE_ANSWER).number(message.number()).flag(message.isGranted())
                .ballot(message.leader()).number(message.applied());
    }

    @Override
    public void onPrepare(int from, Message.Prepare message) {
        out.kind(PREPARE).ballot(message.ballot()).number(message.firstSlot());
    }

    @Override
    public void onPromise(int from, Message.Promise message) {
        out.kind(PROMISE).ballot(message.ballot()).number(message.firstSlot())
                .number(message.answer()).number(message.part()).flag(message.isLast())
                .number(message.truncatedUpTo()).votes(message.votes());
    }

    @Override
    public void onNack(int from, Message.Nack message) {
        out.kind(NACK).ballot(message.ballot()).ballot(message.promised());
    }

    @Override
    public void onAccept(int from, Message.Accept message) {
        out.kind(ACCEPT).ballot(message.ballot()).number(message.slot()).value(message.value())
                .number(message.decidedUpTo());
    }

    @Override
    public void onLearn(int from, Message.Learn message) {
        out.kind(LEARN).ballot(message.ballot()).number(message.slot()).value(message.value())
                .number(message.decidedUpTo());
    }

    @Override
    public void onAccepted(int from, Message.Accepted message) {
        out.kind(ACCEPTED).ballot(message.ballot()).number(message.slot());
    }

    @Override
    public void onHeartbeat(int from, Message.Heartbeat message) {
        out.kind(HEARTBEAT).ballot(message.ballot()).number(message.decidedUpTo());
        print(message.agreed());
    }

    @Override
    public void onHeartbeatAnswer(int from, Message.HeartbeatAnswer message) {
        out.kind(HEARTBEAT_ANSWER).ballot(message.ballot()).number(message.applied())
                .number(message.highest());
        print(message.print());
    }

    @Override
    public void onPull(int from, Message.Pull message) {
        out.kind(PULL).number(message.firstSlot());
    }

    @Override
    public void onDecided(int from, Message.Decided message) {
        out.kind(DECIDED).number(message.firstSlot()).number(message.values().size());
        for (Value value : message.values()) out.value(value);
        out.number(message.decidedUpTo());
    }

    @Override
    public void onProbe(int from, Message.Probe message) {
        out.kind(PROBE).number(message.id()).number(message.highest());
    }

    @Override
    public void onProbeAnswer(int from, Message.ProbeAnswer message) {
        out.kind(PROBE_ANSWER).number(message.id()).number(message.highest())
                .number(message.applied());
    }

    @Override
    public void onHandOver(int from, Message.HandOver message) {
        out.kind(HAND_OVER).ballot(message.ballot());
    }

    private void print(Print print) {
        out.number(print.slot()).fixed(print.hash());
    }

    /** The message of that kind, from its fields. */
    static Message read(int kind, PeerReader in) throws BadFrameException {
        return switch (kind) {
            case PRE_VOTE -> new Message.PreVote(in.number(), in.number(), in.flag());
            case PRE_VOTE_ANSWER -> new Message.PreVoteAnswer(in.number(), in.flag(),
                    in.ballotOrNone(), in.number());
            case PREPARE -> new Message.Prepare(in.ballot(), in.number());
            case PROMISE -> new Message.Promise(in.ballot(), in.number(), in.number(),
                    in.integer(), in.flag(), in.number(), in.votes());
            case NACK -> new Message.Nack(in.ballot(), in.ballot());
            case ACCEPT -> new Message.Accept(in.ballot(), in.number(), in.batch(), in.number());
            case LEARN -> new Message.Learn(in.ballot(), in.number(), in.batch(), in.number());
            case ACCEPTED -> new Message.Accepted(in.ballot(), in.number());
            case HEARTBEAT -> new Message.Heartbeat(in.ballot(), in.number(), print(in));
            case HEARTBEAT_ANSWER -> new Message.HeartbeatAnswer(in.ballot(), in.number(),
                    in.number(), print(in));
            case PULL -> new Message.Pull(in.number());
            case DECIDED -> new Message.Decided(in.number(), values(in), in.number());
            case PROBE -> new Message.Probe(in.number(), in.number());
            case PROBE_ANSWER -> new Message.ProbeAnswer(in.number(), in.number(), in.number());
            case HAND_OVER -> new Message.HandOver(in.ballot());
            default -> throw PeerCodec.unknown(kind, in);
        };
    }

    private static Print print(PeerReader in) throws BadFrameException {
        return new Print(in.number(), in.fixed());
    }

    private static ArrayList<Value> values(PeerReader in) throws BadFrameException {
        ArrayList<Value> values = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) values.add(in.batch());
        return values;
    }
}
