package doozer.client;

import doozer.wire.Flags;
import doozer.wire.Response;

/** What the items of lists and watches mean. */
final class Items {
    private Items() {
    }

    static DirectoryEntry entry(Response item) {
        return new DirectoryEntry(path(item), item.rev(), item.len());
    }

    static WalkedFile file(Response item) {
        return new WalkedFile(path(item), item.rev(), Call.body(item));
    }

    static Event event(Response answer) {
        boolean isSet = (answer.flags() & Flags.SET) != 0;
        boolean isDel = (answer.flags() & Flags.DEL) != 0;
        Event.Kind kind = isSet ? Event.Kind.SET : isDel ? Event.Kind.DEL : Event.Kind.NOP;
        boolean hasMore = (answer.flags() & Flags.MORE) != 0;
        return new Event(path(answer), answer.rev(), kind, Call.body(answer), previous(answer),
                hasMore, answer.owner(), answer.len());
    }

    static DumpedFile dumped(Response item) {
        return new DumpedFile(path(item), item.rev(), item.owner(), item.len(), Call.body(item));
    }

    static Event mark(Response answer) {
        return new Event("/", answer.rev(), Event.Kind.MARK, Call.NO_BODY, null, false);
    }

    private static FileBody previous(Response answer) {
        if (!answer.hasPrevious()) return null;
        byte[] body = answer.previousValue();
        return new FileBody(answer.previousRev(), body == null ? Call.NO_BODY : body);
    }

    private static String path(Response answer) {
        if (answer.path() != null) return answer.path();
        throw Failures.malformed("the server's answer names no path");
    }
}
