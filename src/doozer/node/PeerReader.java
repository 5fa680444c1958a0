package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Configuration;
import doozer.paxos.Vote;
import doozer.tree.Path;
import doozer.wire.BadFrameException;
import doozer.wire.ErrorCode;
import doozer.wire.Limits;
import doozer.wire.Txn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Takes a message apart: the other side of {@link PeerWriter}, method by method. Owned by the
 * thread that uses it.
 *
 * <p>The bytes are those of a stranger. Whatever is wrong with them is a {@link BadFrameException},
 * and what they say of lengths and counts is held against the bytes that are left before any room
 * is made for it. What is read is what {@link PeerWriter} would have written, byte for byte: there
 * is one way to write each thing.
 */
final class PeerReader {
    private final ByteBuffer in;
    private final int start;
    /** Where what is being read ends: the message, or a value in it. */
    private int end;
    /** Where that begins which was read last. */
    private int at;

    /** Reads from the buffer's position to its limit. */
    PeerReader(ByteBuffer in) {
        this.in = in;
        start = in.position();
        end = in.limit();
    }

    boolean hasMore() {
        return in.position() < end;
    }

    /** The complaint about what was read last. */
    BadFrameException bad(String expected) {
        return new BadFrameException("byte " + (at - start) + " of a message: expected "
                + expected);
    }

    /** Goes on only where that holds for what was read last. */
    void expect(boolean holds, String expected) throws BadFrameException {
        if (!holds) throw bad(expected);
    }

    void expectEnd() throws BadFrameException {
        at = in.position();
        expect(!hasMore(), "its end");
    }

    int kind() throws BadFrameException {
        at = in.position();
        expect(hasMore(), "a byte more");
        return in.get() & 0xff;
    }

    boolean flag() throws BadFrameException {
        int flag = kind();
        expect(flag <= 1, "0 or 1");
        return flag == 1;
    }

    /** A number of 64 bits, which is mostly small. */
    private long bits() throws BadFrameException {
        at = in.position();
        long bits = 0;
        for (int shift = 0; shift < Long.SIZE && hasMore(); shift += 7) {
            byte next = in.get();
            bits |= (next & 0x7fL) << shift;
            if (next < 0) continue;
            expect(next > 0 || shift == 0, "a number without zeros before it");
            expect(next == 1 || shift < Long.SIZE - 1, "a number of 64 bits");
            return bits;
        }
        throw bad("a number of at most ten bytes");
    }

    /** A number that counts something. */
    long number() throws BadFrameException {
        long number = bits();
        expect(number >= 0 && number <= PeerWriter.MAX_NUMBER, "a number below 2^62");
        return number;
    }

    /** A number of either sign. */
    long signed() throws BadFrameException {
        long bits = bits();
        return bits >>> 1 ^ -(bits & 1);
    }

    int integer() throws BadFrameException {
        long number = number();
        expect(number <= Integer.MAX_VALUE, "a number of 31 bits");
        return (int) number;
    }

    int positive() throws BadFrameException {
        int number = integer();
        expect(number > 0, "a number above 0");
        return number;
    }

    /** How many things of at least one byte follow. */
    int count() throws BadFrameException {
        long count = number();
        int left = end - in.position();
        if (count > left) throw bad("no more than the " + left + " bytes left, not " + count);
        return (int) count;
    }

    /** Eight bytes, of which each may be anything. */
    long fixed() throws BadFrameException {
        at = in.position();
        expect(end - at >= Long.BYTES, "eight bytes");
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) bits = bits << 8 | in.get() & 0xff;
        return bits;
    }

    byte[] bytes() throws BadFrameException {
        byte[] bytes = new byte[count()];
        in.get(bytes);
        return bytes;
    }

    String text() throws BadFrameException {
        byte[] bytes = bytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        // What is no UTF-8 has become U+FFFD, which has other bytes.
        expect(Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes), "text in UTF-8");
        return text;
    }

    String path() throws BadFrameException {
        String path = new String(bytes(), StandardCharsets.ISO_8859_1);
        expect(Path.isValid(path), "a path");
        return path;
    }

    long ballot() throws BadFrameException {
        long ballot = ballotOrNone();
        expect(ballot != Ballot.NONE, "a ballot");
        return ballot;
    }

    long ballotOrNone() throws BadFrameException {
        long round = number();
        if (round == 0) return Ballot.NONE;
        expect(round >>> Integer.SIZE == 0, "a round of 32 bits");
        return Ballot.of(round, positive());
    }

    Batch batch() throws BadFrameException {
        int outer = end;
        int size = count();
        end = in.position() + size;
        List<LogEntry> entries = BatchCodec.read(this);
        end = outer;
        return entries.isEmpty() ? Batch.EMPTY : new Batch(entries);
    }

    Incarnation incarnation() throws BadFrameException {
        return new Incarnation(fixed(), fixed());
    }

    ClusterId cluster() throws BadFrameException {
        ClusterId id = new ClusterId(incarnation(), number(), fixed());
        expect(id.epoch() <= ClusterId.MAX_EPOCH, "an epoch that may be");
        return id;
    }

    Profile profile() throws BadFrameException {
        return new Profile(incarnation(), text(), text(), text(), integer());
    }

    Genesis genesis() throws BadFrameException {
        ClusterId id = cluster();
        String name = text();
        expect(!name.isEmpty() && name.indexOf('/') < 0 && Path.isValid("/" + name),
                "a name of a cluster");
        int window = positive();
        int voters = positive();
        int count = positive();
        expect(count <= Members.MAX, "at most " + Members.MAX + " founders");
        ArrayList<Profile> founders = new ArrayList<>();
        while (founders.size() < count) {
            Profile founder = profile();
            for (Profile other : founders) {
                expect(!other.incarnation().equals(founder.incarnation()), "another founder");
            }
            founders.add(founder);
        }
        return new Genesis(id, name, window, voters, founders, origin());
    }

    private Origin origin() throws BadFrameException {
        ClusterId parent = flag() ? cluster() : null;
        ArrayList<Gap> gaps = new ArrayList<>();
        long before = 0;
        for (int left = count(); left > 0; left--) {
            Gap gap = new Gap(number(), number());
            expect(gap.last() >= before && gap.end() > gap.last(), "a gap behind the one before");
            before = gap.end();
            gaps.add(gap);
        }
        expect(gaps.size() <= Origin.MAX_GAPS, "at most " + Origin.MAX_GAPS + " gaps");
        return new Origin(parent, gaps);
    }

    ArrayList<Vote> votes() throws BadFrameException {
        ArrayList<Vote> votes = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            votes.add(new Vote(number(), ballot(), batch()));
        }
        return votes;
    }

    /** Numbers of members, above 0 and rising, at least one. */
    int[] voters() throws BadFrameException {
        int count = count();
        expect(count > 0, "somebody who votes");
        int[] voters = new int[count];
        for (int i = 0, last = 0; i < count; i++) {
            voters[i] = integer();
            expect(voters[i] > last, "a voter with a higher number");
            last = voters[i];
        }
        return voters;
    }

    Snapshot snapshot() throws BadFrameException {
        Genesis genesis = genesis();
        long slot = number();
        ArrayList<Member> members = new ArrayList<>();
        int highest = 0;
        for (int left = count(); left > 0; left--) {
            Member member = new Member(integer(), profile(), number());
            expect(member.number > highest, "a member with a higher number");
            highest = member.number;
            members.add(member);
        }
        int nextNumber = integer();
        expect(nextNumber > highest, "a number that no member has");
        List<Configuration> configurations = configurations(slot);
        int level = integer();
        long hash = fixed();
        boolean knowsSessions = level >= Leases.LEVEL;
        return new Snapshot(genesis, slot, members, nextNumber, configurations, level, hash,
                knowsSessions ? ballotOrNone() : 0, knowsSessions ? number() : 0,
                knowsSessions ? sessions() : List.of());
    }

    private List<Session> sessions() throws BadFrameException {
        ArrayList<Session> sessions = new ArrayList<>();
        TreeSet<String> owned = new TreeSet<>();
        long lastId = 0;
        for (int left = count(); left > 0; left--) {
            Session session = new Session(number(), positive());
            expect(session.id > lastId, "a session with a higher id");
            lastId = session.id;
            session.deadlineMillis = number();
            session.last = number();
            session.acked = number();
            answers(session);
            for (int files = count(); files > 0; files--) {
                String path = path();
                expect(session.files.isEmpty() || session.files.last().compareTo(path) < 0,
                        "a path behind the one before");
                expect(owned.add(path), "a file of one session");
                session.own(path);
            }
            sessions.add(session);
        }
        return sessions;
    }

    private void answers(Session session) throws BadFrameException {
        long before = session.acked;
        for (int left = count(); left > 0; left--) {
            long sequence = number();
            expect(sequence > before && sequence <= session.last, "a later answer of the session");
            before = sequence;
            session.keep(sequence, result());
        }
    }

    private Result result() throws BadFrameException {
        int number = integer();
        ErrorCode code = number == 0 ? null : errorCode(number);
        String detail = flag() ? text() : null;
        return new Result(code, detail, signed(), bytes());
    }

    private ErrorCode errorCode(int number) throws BadFrameException {
        ErrorCode code = ErrorCode.of(number);
        expect(code != null, "the number of an error");
        return code;
    }

    Command.Refused refused() throws BadFrameException {
        return new Command.Refused(errorCode(integer()), text());
    }

    Txn txn() throws BadFrameException {
        int count = count();
        expect(count <= Limits.MAX_TXN, "at most " + Limits.MAX_TXN + " operations");
        ArrayList<Txn.Operation> operations = new ArrayList<>();
        while (operations.size() < count) {
            Txn.Kind kind = Txn.Kind.of(kind());
            expect(kind != null, "the kind of an operation");
            operations.add(new Txn.Operation(kind, path(), signed(),
                    kind.isSet() ? bytes() : Result.DONE.value()));
        }
        return new Txn(operations);
    }

    /** Numbers that rise. */
    long[] ids() throws BadFrameException {
        long[] ids = new long[count()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = number();
            expect(i == 0 || ids[i] > ids[i - 1], "a higher number");
        }
        return ids;
    }

    /** The one that holds in the slot after that one, and those that come later. */
    private List<Configuration> configurations(long slot) throws BadFrameException {
        ArrayList<Configuration> known = new ArrayList<>();
        int count = count();
        expect(count > 0, "a configuration");
        long last = 0;
        while (known.size() < count) {
            long version = number();
            long first = number();
            expect(known.isEmpty() ? first <= slot + 1 : first > last, "a first slot that fits");
            known.add(new Configuration(version, first, voters()));
            last = first;
        }
        return known;
    }
}
