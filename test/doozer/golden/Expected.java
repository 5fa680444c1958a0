package doozer.golden;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Foretells what our server answers to each line, as recorded or as listed. One thread's. */
final class Expected {
    private static final Pattern NOW_AND_MORE = Pattern.compile("now(?:\\+(\\d))?");
    private static final String HISTORY = "-hist";

    private final Servers servers;
    private final Revisions revisions;
    private final Differences differences;
    private final List<String> args;
    /** Our revision after each line. */
    private final Map<String, Long> after = new HashMap<>();

    Expected(Servers servers, Revisions revisions, Differences differences, Line start) {
        this.servers = servers;
        this.revisions = revisions;
        this.differences = differences;
        args = start.args();
    }

    void onReplayed(Line line) {
        after.put(line.name(), revisions.ours());
    }

    /** What is to be sent instead of the recorded bytes. */
    byte[] request(Line line) throws IOException {
        byte[] bytes = line.request();
        List<Message> messages = Message.decodeFrames(bytes);
        if (messages == null) return bytes;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Message message : messages) out.writeBytes(request(line, message).frame());
        return out.toByteArray();
    }

    private Message request(Line line, Message recorded) throws IOException {
        Message request = recorded;
        Long revision = recorded.number(Caller.REV);
        if (revision != null) {
            boolean waits = recorded.int32(Caller.VERB) == Verbs.WAIT;
            long ours = waits ? revisions.waited(revision) : revisions.asked(revision);
            if (ours != revision) request = request.with(Caller.REV, ours);
        }
        if (line.isVolatile("request.path")) {
            request = request.with(Caller.PATH, ours(line, recorded.text(Caller.PATH)));
        }
        return request;
    }

    /** What the recording comes to here; null when it names a revision that ours never had. */
    Outcome recorded(Line line, Caller caller) throws IOException {
        if (line.isKind("udp")) return Outcome.UDP;
        switch (line.outcome()) {
            case "no-reply":
                return Outcome.SILENT;
            case "closed":
                return line.leftServerAlive() ? Outcome.CLOSED : Outcome.DEAD;
            case "refused":
                return Outcome.DEAD;
            default:
                List<Message> replies = new ArrayList<>();
                for (Message reply : line.responses()) {
                    Message ours = reply(line, reply);
                    if (ours == null) return null;
                    replies.add(withRules(ours, caller));
                }
                return Outcome.replies(replies);
        }
    }

    private Message reply(Line line, Message recorded) throws IOException {
        Message reply = recorded;
        Long revision = recorded.number(Responses.REV);
        if (revision != null) {
            Long ours = revisions.answered(revision);
            if (ours == null) return null;
            reply = reply.with(Responses.REV, ours);
        }
        if (line.isVolatile("response.path") && recorded.text(Responses.PATH) != null) {
            reply = reply.with(Responses.PATH, ours(line, recorded.text(Responses.PATH)));
        }
        if (line.isVolatile("response.value") && recorded.text(Responses.VALUE) != null) {
            byte[] value = ours(line, recorded.text(Responses.VALUE));
            reply = reply.with(Responses.VALUE, value);
        }
        return reply;
    }

    private byte[] ours(Line line, String recorded) throws IOException {
        return servers.ours(line, recorded).getBytes(StandardCharsets.UTF_8);
    }

    /** What the list says that we do, with the revisions as they are before the line. */
    Outcome listed(Line line, Differences.Entry entry, Caller caller) {
        return entry.outcome(new Names(line, caller));
    }

    /** An answer with what the general rules add to it. */
    Message withRules(Message reply, Caller caller) {
        Message complete = reply;
        Differences.Names names = new Names(null, caller);
        boolean isList = reply.bytes(Responses.PATH) != null;
        boolean isBare = reply.number(Responses.FLAGS) == null && !isList;
        if (caller.isUndecided() && isBare) {
            String flags = differences.rule("flags undecided", names);
            complete = complete.with(Responses.FLAGS, Long.parseLong(flags));
        }
        Long code = reply.number(Responses.ERR_CODE);
        if (code != null && reply.bytes(Responses.ERR_DETAIL) == null) {
            String name = (String) Responses.valueOf(Responses.ERR_CODE, code);
            String detail = differences.rule("detail " + name, names);
            if (detail != null) {
                complete = complete.with(Responses.ERR_DETAIL,
                    detail.getBytes(StandardCharsets.UTF_8));
            }
        }
        return complete;
    }

    /** What the names in the list stand for at one line. */
    private final class Names implements Differences.Names {
        private final Line line;
        private final Caller caller;
        private final long now = revisions.ours();

        Names(Line line, Caller caller) {
            this.line = line;
            this.caller = caller;
        }

        @Override
        public String valueOf(String name) {
            Matcher revision = NOW_AND_MORE.matcher(name.equals("new") ? "now+1" : name);
            if (revision.matches()) {
                String more = revision.group(1);
                return String.valueOf(now + (more == null ? 0 : Long.parseLong(more)));
            }
            if (after.containsKey(name)) return String.valueOf(after.get(name));
            if (name.equals("oldest")) return String.valueOf(oldest());
            try {
                return servers.of(line).valueOf(name);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private long oldest() {
            int history = args.indexOf(HISTORY);
            return history < 0 ? 1 : now - Long.parseLong(args.get(history + 1)) + 1;
        }

        /** Echoes the tag of the request, unless the list has one. */
        @Override
        public List<Message> complete(List<Message> replies) {
            if (line.isKind("server")) return replies;
            Long tag = line.responses().isEmpty()
                ? Message.decodeFrames(line.request()).get(0).number(Caller.TAG)
                : line.responses().get(0).number(Responses.TAG);
            List<Message> complete = new ArrayList<>();
            for (Message reply : replies) {
                boolean needsTag = reply.number(Responses.TAG) == null && tag != null;
                Message tagged = needsTag ? reply.with(Responses.TAG, tag) : reply;
                complete.add(withRules(tagged, caller));
            }
            return complete;
        }
    }
}
