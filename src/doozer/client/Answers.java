package doozer.client;

import doozer.wire.Flags;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What answers mean. Each method throws what has become of a request that was not done. */
final class Answers {
    private static final byte[] EMPTY = new byte[0];

    private Answers() {
    }

    static FileBody file(Collected call) {
        Response answer = call.answer();
        return new FileBody(answer.rev(), body(answer));
    }

    static Stat stat(Collected call) {
        Response answer = call.answer();
        return new Stat(answer.rev(), answer.len());
    }

    static Long revision(Collected call) {
        return call.answer().rev();
    }

    static String text(Collected call) {
        return new String(body(call.answer()), StandardCharsets.UTF_8);
    }

    static Event event(Collected call) {
        return event(call.answer());
    }

    static List<DirectoryEntry> entries(Collected call) {
        List<Response> items = call.items();
        List<DirectoryEntry> entries = new ArrayList<>(items.size());
        for (Response item : items) {
            entries.add(new DirectoryEntry(path(item), item.rev(), item.len()));
        }
        return entries;
    }

    static List<WalkedFile> files(Collected call) {
        List<Response> items = call.items();
        List<WalkedFile> files = new ArrayList<>(items.size());
        for (Response item : items) files.add(file(item));
        return files;
    }

    static WalkedFile file(Response item) {
        return new WalkedFile(path(item), item.rev(), body(item));
    }

    static Event event(Response answer) {
        boolean isSet = (answer.flags() & Flags.SET) != 0;
        boolean isDel = (answer.flags() & Flags.DEL) != 0;
        Event.Kind kind = isSet ? Event.Kind.SET : isDel ? Event.Kind.DEL : Event.Kind.NOP;
        return new Event(path(answer), answer.rev(), kind, body(answer));
    }

    private static byte[] body(Response answer) {
        return answer.value() == null ? EMPTY : answer.value();
    }

    private static String path(Response answer) {
        if (answer.path() != null) return answer.path();
        throw Failures.malformed("the server's answer names no path");
    }
}
