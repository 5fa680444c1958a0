package doozer.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What a person types by telnet or nc, and what is shown. One command is done at a time, so that
 * answers come in the order of the commands; only the events of watches, and the lines of a
 * monitor, come in between. Owned by the thread that reads and writes the connection.
 *
 * <pre>
 *   line --> TextCommand --+--> request --> node --> TextAnswer --> lines
 *                          +--> {n}: raw bytes first
 *                          +--> reply, at once
 * </pre>
 *
 * <p>A web page must not be able to drive it (a browser sends what a page likes to any port): what
 * looks like HTTP is refused, and the connection closed.
 */
public final class TextCodec implements Codec {
    private final int maxValue;
    private final String webPage;
    private final TextReader reader = new TextReader();
    private final Output replies = new Output(64);
    /** The tags of watches and monitors that are open. */
    private final ArrayDeque<Integer> streams = new ArrayDeque<>(1);
    private TextCommand command;
    private TextAnswer answer;
    private int lastTag;
    private boolean isInRaw;
    private boolean isBusy;
    private boolean closesAfterwards;
    private Request followUp;
    private String closing;

    /**
     * One that takes values of up to {@code maxValue} bytes.
     *
     * @param webPage where browsers should go instead, in words
     */
    public TextCodec(int maxValue, String webPage) {
        this.maxValue = maxValue;
        this.webPage = webPage;
    }

    /** Whether a connection that begins with this byte is one of these. */
    public static boolean beginsWith(byte first) {
        int b = first & 0xff;
        return b >= ' ' && b < 0x7f || b == 0xff || b == '\r' || b == '\n' || b == '\t';
    }

    @Override
    public Request next(ByteBuffer in) throws BadFrameException {
        while (closing == null) {
            if (followUp != null) return takeFollowUp();
            if (isBusy) return null;
            Request request = isInRaw ? nextRaw(in) : nextLine(in);
            // Each reply is handed on by itself, so that they cannot pile up here.
            if (request != null || replies.length() > 0) return request;
            if (!in.hasRemaining()) return null;
        }
        in.position(in.limit());
        return null;
    }

    private Request takeFollowUp() {
        Request next = followUp;
        followUp = null;
        return next;
    }

    private Request nextRaw(ByteBuffer in) {
        if (!reader.readRaw(in)) return null;
        isInRaw = false;
        byte[] value = reader.takeRaw();
        Request request = command.request();
        return begin(value == null ? request.valueTooLong(command.rawSize())
                : request.value(value));
    }

    private Request nextLine(ByteBuffer in) throws BadFrameException {
        if (reader.readLine(in)) return onLine();
        return isFourLetterWord() ? onLine() : null;
    }

    /** ZooKeeper's tools send four letters and no line end, and wait for the connection's end. */
    private boolean isFourLetterWord() {
        if (!reader.isFirstLine() || reader.lineLength() != 4) return false;
        TextVerb verb = TextVerb.named(FrameDecoder.text(reader.peekLine()));
        return verb != null && verb.isFourLetterWord();
    }

    private Request onLine() {
        boolean isFirst = reader.isFirstLine();
        byte[] line = reader.takeLine();
        if (line == null) {
            replies.putText("-RANGE a line has at most " + TextReader.MAX_LINE + " bytes; for more,"
                    + " put {n} at its end, and n bytes behind it\n");
            // A browser may be behind a first line like that; a person is not.
            if (isFirst) closing = "its first line is too long";
            return null;
        }
        if (TextWeb.isRequest(line)) {
            replies.putText(TextWeb.refusal(webPage));
            closing = "it speaks HTTP";
            return null;
        }
        if (TextWeb.isHeader(line)) {
            closing = "it speaks HTTP";
            return null;
        }
        command = TextCommand.parse(line);
        if (command == null) return null;
        TextVerb verb = command.verb();
        closesAfterwards = isFirst && verb != null && verb.isFourLetterWord();
        if (command.reply() != null) return onReply();
        if (verb == TextVerb.QUIT) closing = "";
        if (verb == TextVerb.QUIT || verb == TextVerb.STOP && streams.isEmpty()) {
            replies.putText("+OK\n");
            return null;
        }
        if (verb == TextVerb.STOP) return begin(cancelNext());
        if (command.rawSize() >= 0) return beginRaw();
        return begin(command.request());
    }

    private Request onReply() {
        replies.putText(command.reply());
        if (closesAfterwards) closing = "";
        return null;
    }

    /** Begins to take raw bytes; for none of them the request is complete. */
    private Request beginRaw() {
        if (command.rawSize() > Limits.MAX_FRAME) {
            replies.putText("-RANGE {n} is at most " + Limits.MAX_FRAME + "\n");
            closing = "it announced " + command.rawSize() + " raw bytes";
            return null;
        }
        isInRaw = true;
        reader.expectRaw((int) command.rawSize(), command.rawSize() <= maxValue);
        return command.rawSize() == 0 ? nextRaw(ByteBuffer.allocate(0)) : null;
    }

    private Request begin(Request request) {
        isBusy = true;
        answer = new TextAnswer(command);
        byte[] value = request.value();
        if (value != null && value.length > maxValue) request.valueTooLong(value.length);
        return request.tag(++lastTag);
    }

    private Request cancelNext() {
        return new Request(Verb.CANCEL).otherTag(streams.poll());
    }

    @Override
    public Request atEnd() throws BadFrameException {
        if (isInRaw) {
            replies.putText("-RANGE the input has ended within the bytes of {n}: nothing done\n");
            isInRaw = false;
            closing = "its input ended within raw bytes";
            return null;
        }
        if (followUp != null) return takeFollowUp();
        if (isBusy || !reader.isMid() || closing != null) return null;
        Request last = onLine();
        return isInRaw ? atEnd() : last;
    }

    @Override
    public boolean isBusy() {
        return isBusy && followUp == null;
    }

    @Override
    public boolean isMidRequest() {
        return !isBusy && reader.isMid();
    }

    @Override
    public void encode(long tag, Response response, Output out) {
        if (tag != lastTag || !isBusy) {
            TextAnswer.event(response, out);
            if (response.errCode() != 0) streams.remove((int) tag);
            return;
        }
        if (command.verb() == TextVerb.STOP && !streams.isEmpty()) {
            followUp = cancelNext().tag(++lastTag);
            return;
        }
        if (!answer.take(response, out)) return;
        followUp = answer.followUp();
        if (followUp != null) {
            followUp.tag(++lastTag);
            return;
        }
        isBusy = false;
        if (command.verb().isStream() && response.errCode() == 0) streams.add((int) tag);
        if (closesAfterwards) closing = "";
    }

    @Override
    public boolean sharesBytes() {
        return false;
    }

    @Override
    public Output replies() {
        return replies;
    }

    @Override
    public String closing() {
        return closing;
    }
}
