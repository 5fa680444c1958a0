package doozer.golden;

import doozer.server.OptionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays the recorded lines of one server to one of ours, and those of servers that were attached to
 * it to some of ours that are, and compares. One thread's.
 *
 * <p>Silence is shown without waiting: a question sent behind it, on the same connection, is the
 * first thing to be answered. And after each line our revision is the foretold one, with each
 * server, and nobody has got anything that the recording does not have.
 */
final class Replay implements AutoCloseable {
    /** What every recorded server stood at, whether or not the recording says so at its start. */
    private static final long RECORDED_BASE = 58;
    /** The connection on which each byte went by itself; only the last one was recorded. */
    private static final String SPLIT = "split";
    private static final String HALF_CLOSED = "halfclose";
    private static final String END_OF_INPUT = "shutdown(write)";
    /** After these, what follows would say nothing new. */
    private static final int FAILURES_A_SERVER = 5;

    private final Differences differences;
    private final Tally tally;
    private final Servers servers;
    private final Revisions revisions;
    private final Expected expected;
    /** The lines that somebody else's answer was waiting for, and on which connection. */
    private final Map<String, String> releases = new HashMap<>();

    /** The lines of servers that belong together, the start of the first one first. */
    static void run(List<Line> lines, Differences differences, Tally tally) {
        Line start = lines.get(0);
        Differences.Entry whole = differences.find(start);
        if (whole != null && whole.refusal() != null) {
            refuse(lines, whole.refusal(), tally);
        } else {
            play(lines, differences, tally);
        }
    }

    private static void refuse(List<Line> lines, String reason, Tally tally) {
        try (Served served = new Served(lines.get(0), null)) {
            tally.countFailed(lines.get(0), "it starts, at revision " + served.revision());
        } catch (OptionException e) {
            if (e.getMessage().contains(reason)) lines.forEach(line -> tally.countDeliberate());
            else tally.countFailed(lines.get(0), e.getMessage());
        } catch (IOException e) {
            tally.countFailed(lines.get(0), e.toString());
        }
    }

    private static void play(List<Line> lines, Differences differences, Tally tally) {
        int failedBefore = tally.failures().size();
        try (Replay replay = new Replay(lines, differences, tally)) {
            for (Line line : lines) {
                replay.play(line);
                if (tally.failures().size() - failedBefore == FAILURES_A_SERVER) return;
            }
        } catch (IOException | OptionException e) {
            tally.countFailed(lines.get(0), e.toString());
        }
    }

    private Replay(List<Line> lines, Differences differences, Tally tally)
            throws OptionException, IOException {
        this.differences = differences;
        this.tally = tally;
        for (Line line : lines) {
            if (line.releasedBy() != null) releases.put(line.releasedBy(), line.connection());
        }
        Line start = lines.get(0);
        servers = new Servers(start);
        long base = servers.first().revision();
        revisions = new Revisions(RECORDED_BASE, base);
        expected = new Expected(servers, revisions, differences, start);
    }

    private void play(Line line) throws IOException, OptionException {
        Differences.Entry entry = differences.find(line);
        try {
            String wrong = line.isKind("server") ? start(line, entry) : exchange(line, entry);
            if (wrong == null) wrong = unforetold(line);
            if (wrong != null) tally.countFailed(line, wrong);
            else if (entry != null) tally.countDeliberate();
            else tally.countMatched();
        } catch (IOException e) {
            tally.countFailed(line, e.toString());
        }
        expected.onReplayed(line);
    }

    /** Compares the revision of a fresh server, and then writes what the recording leaves out. */
    private String start(Line line, Differences.Entry entry) throws IOException, OptionException {
        if (line.isAttached()) return attach(line, entry);
        Outcome actual = Outcome.reply(new Message().with(Responses.REV, revisions.ours()));
        Long base = line.baseRevision() == null ? RECORDED_BASE : line.baseRevision();
        Outcome recorded = Outcome.reply(new Message().with(Responses.REV, base));
        Outcome listed = entry == null ? null : expected.listed(line, entry, null);
        String wrong = compare(recorded, listed, actual);
        if (line.server().equals("hist10")) {
            for (int i = 0; i < 40; i++) {
                servers.first().set("/h", String.valueOf(i));
                revisions.onWrite(true, true);
            }
        }
        return wrong;
    }

    /** Compares the revision at which an attached server takes writes. */
    private String attach(Line line, Differences.Entry entry) throws IOException, OptionException {
        Outcome listed = entry == null ? null : expected.listed(line, entry, null);
        Served attached = servers.attach(line);
        revisions.onAttached();
        Outcome actual = Outcome.reply(new Message().with(Responses.REV, attached.revision()));
        // The original gave no answer yet, and was read-only.
        return compare(Outcome.SILENT, listed, actual);
    }

    /** Sends what was sent, and says what is wrong with what comes of it, or null. */
    private String exchange(Line line, Differences.Entry entry) throws IOException {
        Caller caller = line.isKind("udp") ? null : servers.of(line).caller(line.connection());
        send(line, caller);
        Outcome listed = entry == null ? null : expected.listed(line, entry, caller);
        followWrites(line, caller, listed);
        Outcome recorded = expected.recorded(line, caller);
        Outcome wanted = listed != null ? listed : recorded;
        // A revision that ours never had is for the list: read on, so that only this line fails.
        if (wanted == null) wanted = Outcome.replies(line.responses());
        String wrong = compare(recorded, listed, observe(line, wanted, caller));
        if (listed != null) learn(line);
        return wrong;
    }

    private void send(Line line, Caller caller) throws IOException {
        if (END_OF_INPUT.equals(line.releasedBy())) caller.sendEnd();
        if (line.request() == null) return;
        if (line.connection().equals(SPLIT)) {
            sendSplit(servers.of(line), caller);
            return;
        }
        caller.send(expected.request(line));
        if (line.connection().equals(HALF_CLOSED)) caller.sendEnd();
    }

    /** Byte by byte: the answer to somebody else says that each has been read by itself. */
    private static void sendSplit(Served served, Caller caller) throws IOException {
        Message request = new Message().with(Caller.TAG, 1).with(Caller.VERB, Verbs.GET)
            .with(Caller.PATH, Responses.bytes("/a"));
        caller.note(request);
        for (byte next : request.frame()) {
            caller.sendPart(next);
            served.revision();
        }
    }

    /** Counts the revisions that the writes of a line take there and here. */
    private void followWrites(Line line, Caller caller, Outcome listed) {
        if (listed != null && listed.kind() == Outcome.Kind.SILENT_UNTIL_NOP) {
            revisions.onWrite(false, true);
        }
        if (line.request() == null || line.connection().equals(SPLIT)) return;
        List<Message> requests = Message.decodeFrames(line.request());
        if (requests == null) return;
        for (Message request : requests) {
            if (!Verbs.isWrite(request.int32(Caller.VERB))) continue;
            Message reply = replyTo(request, line.responses());
            boolean succeeded = reply != null && reply.number(Responses.ERR_CODE) == null;
            boolean tookOurs = listed == null ? succeeded : listed.isSuccess();
            revisions.onWrite(succeeded || isBurnt(reply), tookOurs);
        }
    }

    private static Message replyTo(Message request, List<Message> replies) {
        return replies.stream().filter(reply ->
            reply.int32(Responses.TAG) == request.int32(Caller.TAG)).findFirst().orElse(null);
    }

    /** Whether the original has used up a revision to say no. */
    private static boolean isBurnt(Message reply) {
        int code = reply == null ? 0 : reply.int32(Responses.ERR_CODE);
        return code == Responses.code("REV_MISMATCH") || code == Responses.code("ISDIR")
            || code == Responses.code("NOTDIR");
    }

    /** Where the two differ, the recording may show a revision that nothing has announced. */
    private void learn(Line line) {
        for (Message reply : line.responses()) {
            Long revision = reply.number(Responses.REV);
            if (revision != null) revisions.onRecorded(revision);
        }
    }

    private Outcome observe(Line line, Outcome wanted, Caller caller) throws IOException {
        Served served = servers.of(line);
        return switch (wanted.kind()) {
            case REPLIES -> replies(wanted.replies().size(), caller);
            case SILENT -> silence(served, caller);
            case SILENT_UNTIL_NOP -> silenceUntilNop(served, caller);
            case ALIVE -> silence(served, caller).equals(Outcome.SILENT)
                ? Outcome.ALIVE : Outcome.DEAD;
            case CLOSED, DEAD -> replies(1, caller);
            case NO_UDP, UDP -> served.hasUdp() ? Outcome.UDP : Outcome.NO_UDP;
        };
    }

    private static Outcome replies(int count, Caller caller) throws IOException {
        List<Message> replies = new ArrayList<>();
        while (replies.size() < count) {
            Message reply = caller.receive();
            if (reply == null) return Outcome.CLOSED;
            replies.add(reply);
        }
        return Outcome.replies(replies);
    }

    /** What comes before the answer to a question that is sent now. */
    private static Outcome silence(Served served, Caller caller) throws IOException {
        if (caller.isMidFrame()) {
            served.revision();
            return caller.unread() == 0 ? Outcome.SILENT : replies(1, caller);
        }
        caller.send(Served.question());
        List<Message> replies = new ArrayList<>();
        while (true) {
            Message reply = caller.receive();
            if (reply == null) return Outcome.CLOSED;
            if (Served.isAnswer(reply)) break;
            replies.add(reply);
        }
        return replies.isEmpty() ? Outcome.SILENT : Outcome.replies(replies);
    }

    private static Outcome silenceUntilNop(Served served, Caller caller) throws IOException {
        Outcome before = silence(served, caller);
        if (!before.equals(Outcome.SILENT)) return before;
        served.nop();
        Outcome then = replies(1, caller);
        return new Outcome(Outcome.Kind.SILENT_UNTIL_NOP, then.replies());
    }

    /** Says what is wrong, or null. Answers to several requests may come in any order. */
    private static String compare(Outcome recorded, Outcome listed, Outcome actual) {
        Outcome got = actual.inAnyOrder();
        boolean isAsRecorded = recorded != null && got.equals(recorded.inAnyOrder());
        if (listed == null) {
            String expected = recorded == null ? "a revision that ours never had" : "" + recorded;
            return isAsRecorded ? null : "expected " + expected + ", got " + actual;
        }
        if (isAsRecorded) return "it is as recorded and still on the list: " + actual;
        return got.equals(listed.inAnyOrder()) ? null
            : "the list says " + listed + ", got " + actual;
    }

    /** What is not as foretold although nobody asked: the revision, or answers to no question. */
    private String unforetold(Line line) throws IOException {
        for (Served served : servers.all()) {
            String wrong = unforetold(line, served);
            if (wrong != null) return wrong;
        }
        return null;
    }

    private String unforetold(Line line, Served served) throws IOException {
        long revision = served.revision();
        if (revision != revisions.ours()) {
            return "our revision should be " + revisions.ours() + " now, and is " + revision;
        }
        for (Map.Entry<String, Caller> caller : served.callers().entrySet()) {
            boolean isReleased = caller.getKey().equals(releases.get(line.name()));
            if (!isReleased && caller.getValue().unread() > 0) {
                return "unasked on " + caller.getKey() + ": " + caller.getValue().receive();
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        servers.close();
    }
}
