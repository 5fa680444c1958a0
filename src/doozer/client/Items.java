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
        return new Event(path(answer), answer.rev(), kind, Call.body(answer));
    }

    private static String path(Response answer) {
        if (answer.path() != null) return answer.path();
        throw Failures.malformed("the server's answer names no path");
    }
}
