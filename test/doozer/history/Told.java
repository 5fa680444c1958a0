package doozer.history;

import doozer.tree.Event;
import doozer.wire.ErrorCode;
import java.nio.charset.StandardCharsets;

/** A history and a log that a test writes by hand; each operation on a connection of its own. */
final class Told {
    static final ErrorCode MISMATCH = ErrorCode.REV_MISMATCH;

    final History history = new History();
    final EventLog log = new EventLog();
    private int connections = 100;

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Ask.Set set(String path, String value) {
        return new Ask.Set(path, -1, bytes(value));
    }

    static Ask.Set setIf(String path, long ifRevision, String value) {
        return new Ask.Set(path, ifRevision, bytes(value));
    }

    static Ask.Del del(String path) {
        return new Ask.Del(path, -1);
    }

    static Ask.Get get(String path) {
        return new Ask.Get(path);
    }

    static Answer done(long revision) {
        return new Answer.Done(revision);
    }

    static Answer file(long revision, String value) {
        return new Answer.File(revision, bytes(value));
    }

    static Answer missing() {
        return new Answer.File(0, Text.NOTHING);
    }

    static Answer failed(ErrorCode code) {
        return new Answer.Failed(code);
    }

    /** The next event of the log. */
    Event event(Event.Kind kind, String path, String value) {
        Event event = new Event(log.revision() + 1, kind, path, bytes(value));
        log.add(event);
        return event;
    }

    /** A SET that is in the log, next, and that was answered. */
    Operation wrote(String path, String value, long called, long returned) {
        event(Event.Kind.SET, path, value);
        return answered(set(path, value), called, returned, done(log.revision()));
    }

    /** The same for a DEL. */
    Operation deleted(String path, long called, long returned) {
        event(Event.Kind.DEL, path, "");
        return answered(del(path), called, returned, done(log.revision()));
    }

    /** An operation without an answer, on a connection of its own. */
    Operation unknown(Ask ask, long called) {
        return on(connections++, ask, called);
    }

    /** An operation with an answer, on a connection of its own. */
    Operation answered(Ask ask, long called, long returned, Answer answer) {
        Operation operation = unknown(ask, called);
        operation.answered(answer, returned);
        return operation;
    }

    /** An operation without an answer so far. */
    Operation on(int connection, Ask ask, long called) {
        return history.call(connection, connection, ask, called);
    }
}
