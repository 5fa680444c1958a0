package doozer.node;

import doozer.wire.BadFrameException;
import doozer.wire.Output;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches as bytes: one entry after the other, up to the end, so that an empty batch has none.
 * Equal batches have equal bytes, and nothing else is a batch. Stateless; any thread.
 *
 * <pre>
 *   2 * kind + follows       a number. Follows, 1: of the same origin as the one before, and the
 *                            next in sequence; before the first there is 0, -1
 *   fields of the command    see PeerWriter for how each is written
 *   origin, sequence         two numbers, only where it does not follow
 * </pre>
 *
 * A kind has its number for ever. A kind that is not known, or one that has got more fields, is an
 * error: rule R16 keeps such out of the log until every member knows them. So another field makes
 * another kind.
 */
final class BatchCodec {
    private static final int SET = 1;
    private static final int DELETE = 2;
    private static final int NOP = 3;
    private static final int EMPTY = 4;
    private static final int READY = 5;
    private static final int JOIN = 6;
    private static final int LEAVE = 7;
    private static final int CONFIG = 8;
    private static final int SLOT = 9;
    private static final int LEVEL = 10;
    private static final int REFUSED = 11;
    private static final int OPEN = 12;
    private static final int KEEP = 13;
    private static final int CLOSE = 14;
    private static final int CLOCK = 15;
    private static final int IN_SESSION = 16;
    private static final int EPHEMERAL = 17;
    private static final int TRANSACTION = 18;
    private static final int NEXT = 19;

    private static final Command.Nop THE_NOP = new Command.Nop();

    private BatchCodec() {
    }

    static byte[] encode(Batch batch) {
        Output out = new Output(batch.weight());
        write(batch.entries(), new PeerWriter(out));
        return out.toByteArray();
    }

    /**
     * The batch that has these bytes.
     *
     * @throws BadFrameException when none has
     */
    static Batch decode(byte[] bytes) throws BadFrameException {
        List<LogEntry> entries = read(new PeerReader(ByteBuffer.wrap(bytes)));
        return entries.isEmpty() ? Batch.EMPTY : new Batch(entries);
    }

    /** Appends entries, with nothing that says how many. */
    static void write(List<LogEntry> entries, PeerWriter out) {
        int origin = 0;
        long next = 0;
        for (int i = 0; i < entries.size(); i++) {
            LogEntry entry = entries.get(i);
            boolean follows = entry.origin() == origin && entry.sequence() == next;
            write(entry.command(), follows ? 1 : 0, out);
            if (!follows) out.number(entry.origin()).number(entry.sequence());
            origin = entry.origin();
            next = entry.sequence() + 1;
        }
    }

    /** Reads entries up to the end of what there is. */
    static List<LogEntry> read(PeerReader in) throws BadFrameException {
        if (!in.hasMore()) return List.of();
        ArrayList<LogEntry> entries = new ArrayList<>(1);
        int origin = 0;
        long next = 0;
        while (in.hasMore()) {
            int head = in.integer();
            Command command = command(head >> 1, in);
            if ((head & 1) == 0) {
                int lastOrigin = origin;
                origin = in.integer();
                long sequence = in.number();
                in.expect(origin != lastOrigin || sequence != next, "an entry that follows");
                next = sequence;
            }
            entries.add(new LogEntry(origin, next, command));
            next++;
        }
        return entries;
    }

    private static void write(Command command, int follows, PeerWriter out) {
        if (command instanceof Command.Set set) {
            out.kind(2 * SET + follows).text(set.path()).signed(set.rev()).bytes(set.value());
        } else if (command instanceof Command.Delete delete) {
            out.kind(2 * DELETE + follows).text(delete.path()).signed(delete.rev());
        } else if (command instanceof Command.Nop) {
            out.kind(2 * NOP + follows);
        } else if (command instanceof Command.Empty empty) {
            out.kind(2 * EMPTY + follows).text(empty.reason());
        } else if (command instanceof Command.Ready ready) {
            out.kind(2 * READY + follows).number(ready.member());
        } else if (command instanceof Command.Join join) {
            out.kind(2 * JOIN + follows).profile(join.profile());
        } else if (command instanceof Command.Leave leave) {
            out.kind(2 * LEAVE + follows).number(leave.member());
        } else if (command instanceof Command.Config config) {
            out.kind(2 * CONFIG + follows).number(config.version()).voters(config.voters());
        } else if (command instanceof Command.Slot slot) {
            out.kind(2 * SLOT + follows).number(slot.version()).text(slot.path())
                    .signed(slot.rev()).flag(slot.value() != null);
            if (slot.value() != null) out.bytes(slot.value());
        } else if (command instanceof Command.Level level) {
            out.kind(2 * LEVEL + follows).number(level.level());
        } else {
            writeOfSessions(command, follows, out);
        }
    }

    /** The commands that came with level 2. */
    private static void writeOfSessions(Command command, int follows, PeerWriter out) {
        if (command instanceof Command.Refused refused) {
            out.kind(2 * REFUSED + follows).number(refused.code().number()).text(refused.detail());
        } else if (command instanceof Command.Open open) {
            out.kind(2 * OPEN + follows).number(open.ttlMillis()).bytes(open.name());
        } else if (command instanceof Command.Keep keep) {
            out.kind(2 * KEEP + follows).ids(keep.sessions());
        } else if (command instanceof Command.Close close) {
            out.kind(2 * CLOSE + follows).number(close.session());
        } else if (command instanceof Command.Clock clock) {
            out.kind(2 * CLOCK + follows).ballot(clock.ballot()).number(clock.millis());
        } else if (command instanceof Command.InSession in) {
            out.kind(2 * IN_SESSION + follows).number(in.session()).number(in.sequence())
                    .number(in.acked());
            write(in.command(), 0, out);
        } else if (command instanceof Command.Ephemeral set) {
            out.kind(2 * EPHEMERAL + follows).text(set.path()).signed(set.rev())
                    .bytes(set.value());
        } else if (command instanceof Command.Transaction transaction) {
            out.kind(2 * TRANSACTION + follows).txn(transaction.txn());
        } else {
            Command.Next next = (Command.Next) command;
            out.kind(2 * NEXT + follows).text(next.path());
        }
    }

    private static Command command(int kind, PeerReader in) throws BadFrameException {
        return switch (kind) {
            case SET -> new Command.Set(in.path(), in.signed(), in.bytes());
            case DELETE -> new Command.Delete(in.path(), in.signed());
            case NOP -> THE_NOP;
            case EMPTY -> new Command.Empty(in.text());
            case READY -> new Command.Ready(in.positive());
            case JOIN -> new Command.Join(in.profile());
            case LEAVE -> new Command.Leave(in.positive());
            case CONFIG -> new Command.Config(in.number(), in.voters());
            case SLOT -> new Command.Slot(in.number(), slotPath(in), in.signed(),
                    in.flag() ? in.bytes() : null);
            case LEVEL -> new Command.Level(in.integer());
            default -> commandOfSessions(kind, in);
        };
    }

    private static Command commandOfSessions(int kind, PeerReader in) throws BadFrameException {
        return switch (kind) {
            case REFUSED -> in.refused();
            case OPEN -> new Command.Open(in.positive(), in.bytes());
            case KEEP -> new Command.Keep(in.ids());
            case CLOSE -> new Command.Close(in.number());
            case CLOCK -> new Command.Clock(in.ballot(), in.number());
            case IN_SESSION -> new Command.InSession(in.number(), in.number(), in.number(),
                    ofOneSession(in));
            case EPHEMERAL -> new Command.Ephemeral(in.path(), in.signed(), in.bytes());
            case TRANSACTION -> new Command.Transaction(in.txn());
            case NEXT -> new Command.Next(in.path());
            default -> throw in.bad("a command that this version knows, not one of kind " + kind);
        };
    }

    /** A command within one of a session: none that has to do with other sessions, or members. */
    private static Command ofOneSession(PeerReader in) throws BadFrameException {
        int head = in.kind();
        in.expect((head & 1) == 0, "a command that follows no other");
        return switch (head >> 1) {
            case SET, DELETE, NOP, EMPTY, SLOT, REFUSED, EPHEMERAL, TRANSACTION, NEXT ->
                    command(head >> 1, in);
            default -> throw in.bad("a command of a session, not one of kind " + (head >> 1));
        };
    }

    private static String slotPath(PeerReader in) throws BadFrameException {
        String path = in.path();
        in.expect(Reserved.isSlot(path), "the path of a voter's slot");
        return path;
    }
}
