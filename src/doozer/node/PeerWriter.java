package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Configuration;
import doozer.paxos.Value;
import doozer.paxos.Vote;
import doozer.wire.Output;
import doozer.wire.Txn;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Appends the parts of a message. Owned by the thread that uses it.
 *
 * <pre>
 *   kind, flag      one byte
 *   number          from 0: seven bits a byte, the lowest first, a byte below 128 the last
 *   signed          as a number: twice it, or below 0, twice its complement and one more
 *   fixed           eight bytes, the highest first
 *   bytes, text     number of bytes, then these
 *   list            number of things, then these
 *   ballot          round, and unless it is 0, member
 *   value           as bytes: see {@link BatchCodec}
 * </pre>
 */
final class PeerWriter {
    /** No number is higher, so that sums of two do not overflow. */
    static final long MAX_NUMBER = (1L << 62) - 1;

    private final Output out;

    PeerWriter(Output out) {
        this.out = out;
    }

    PeerWriter kind(int kind) {
        out.putByte(kind);
        return this;
    }

    PeerWriter flag(boolean flag) {
        return kind(flag ? 1 : 0);
    }

    PeerWriter number(long number) {
        Check.that(number >= 0 && number <= MAX_NUMBER, "what counts is neither below 0 nor huge");
        out.putVarint(number);
        return this;
    }

    PeerWriter signed(long number) {
        out.putVarint(number << 1 ^ number >> Long.SIZE - 1);
        return this;
    }

    PeerWriter fixed(long bits) {
        out.putInt((int) (bits >>> Integer.SIZE));
        out.putInt((int) bits);
        return this;
    }

    PeerWriter bytes(byte[] bytes) {
        out.putVarint(bytes.length);
        out.putBytes(bytes);
        return this;
    }

    PeerWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    PeerWriter ballot(long ballot) {
        number(Ballot.round(ballot));
        return ballot == Ballot.NONE ? this : number(Ballot.member(ballot));
    }

    PeerWriter value(Value value) {
        return bytes(((Batch) value).encoded());
    }

    PeerWriter entries(List<LogEntry> entries) {
        BatchCodec.write(entries, this);
        return this;
    }

    PeerWriter incarnation(Incarnation incarnation) {
        return fixed(incarnation.high()).fixed(incarnation.low());
    }

    PeerWriter cluster(ClusterId id) {
        return incarnation(id.genesis()).number(id.epoch()).fixed(id.nonce());
    }

    PeerWriter profile(Profile profile) {
        return incarnation(profile.incarnation()).text(profile.address()).text(profile.hostname())
                .text(profile.version()).number(profile.level());
    }

    PeerWriter genesis(Genesis genesis) {
        cluster(genesis.id()).text(genesis.name()).number(genesis.window())
                .number(genesis.voters()).number(genesis.founders().size());
        for (Profile founder : genesis.founders()) profile(founder);
        return origin(genesis.origin());
    }

    private PeerWriter origin(Origin origin) {
        flag(origin.parent() != null);
        if (origin.parent() != null) cluster(origin.parent());
        number(origin.gaps().size());
        for (Gap gap : origin.gaps()) number(gap.last()).number(gap.end());
        return this;
    }

    PeerWriter votes(List<Vote> votes) {
        number(votes.size());
        for (Vote vote : votes) number(vote.slot()).ballot(vote.ballot()).value(vote.value());
        return this;
    }

    PeerWriter voters(int[] voters) {
        number(voters.length);
        for (int voter : voters) number(voter);
        return this;
    }

    PeerWriter snapshot(Snapshot snapshot) {
        genesis(snapshot.genesis()).number(snapshot.slot()).number(snapshot.members().size());
        for (Member member : snapshot.members()) {
            number(member.number).profile(member.profile).number(member.last());
        }
        number(snapshot.nextNumber()).number(snapshot.configurations().size());
        for (Configuration one : snapshot.configurations()) {
            number(one.version()).number(one.firstSlot()).voters(one.voters());
        }
        number(snapshot.level()).fixed(snapshot.hash());
        if (snapshot.level() >= Leases.LEVEL) sessions(snapshot);
        return this;
    }

    private void sessions(Snapshot snapshot) {
        ballot(snapshot.ballot()).number(snapshot.millis()).number(snapshot.sessions().size());
        for (Session session : snapshot.sessions()) {
            number(session.id).number(session.ttlMillis).number(session.deadlineMillis)
                    .number(session.last).number(session.acked).number(session.answers.size());
            for (var answer : session.answers.entrySet()) {
                number(answer.getKey()).result(answer.getValue());
            }
            number(session.files.size());
            for (String path : session.files) text(path);
        }
    }

    private void result(Result result) {
        number(result.code() == null ? 0 : result.code().number()).flag(result.detail() != null);
        if (result.detail() != null) text(result.detail());
        signed(result.rev()).bytes(result.value());
    }

    PeerWriter txn(Txn txn) {
        number(txn.operations().size());
        for (Txn.Operation one : txn.operations()) {
            kind(one.kind().number()).text(one.path()).signed(one.rev());
            if (one.kind().isSet()) bytes(one.value());
        }
        return this;
    }

    /** Numbers that rise. */
    PeerWriter ids(long[] ids) {
        number(ids.length);
        for (long id : ids) number(id);
        return this;
    }
}
