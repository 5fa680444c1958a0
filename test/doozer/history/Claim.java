package doozer.history;

import doozer.wire.ErrorCode;
import java.util.Arrays;
import java.util.List;

/** What an answer says of the state: true at some indices of the log, and false at the others. */
interface Claim {
    /** The first index from one on where it is true, or {@link EventLog#NONE}. */
    int next(int from);

    /** Whether it is true at an index. */
    default boolean isTrueAt(int index) {
        return next(index) == index;
    }

    /** What the answer to an operation says; null when it says nothing of the state. */
    static Claim of(Operation operation, States states) {
        Answer answer = operation.answer();
        Ask ask = operation.ask();
        if (answer instanceof Answer.Failed failed) return ofFailure(ask, failed.code(), states);
        if (ask instanceof Ask.Get get && answer instanceof Answer.File file) {
            return ofFile(states, states.path(get.path()), file);
        }
        if (ask instanceof Ask.Stat stat && answer instanceof Answer.Stat said) {
            return ofStat(states, stat.path(), said);
        }
        if (ask instanceof Ask.Rev && answer instanceof Answer.Revision revision) {
            return only(states.log.indexOf(revision.revision()));
        }
        if (ask instanceof Ask.Dir dir && answer instanceof Answer.Names names) {
            if (names.names().isEmpty() && !dir.path().equals("/")) return only(EventLog.NONE);
            NameStates view = states.names(dir.path());
            return from -> view.next(from, names.names());
        }
        if (ask instanceof Ask.Walk walk && answer instanceof Answer.Files files) {
            return ofWalk(states, walk, files.files());
        }
        throw new IllegalStateException("no such answer exists: " + operation);
    }

    private static Claim only(int index) {
        return from -> from <= index ? index : EventLog.NONE;
    }

    private static Claim ofFailure(Ask ask, ErrorCode code, States states) {
        if (ask instanceof Ask.Write write) return ofFailedWrite(write, code, states);
        String path = ask instanceof Ask.Dir dir ? dir.path() : FileOperation.path(ask);
        if (path == null) return null;
        return switch (code) {
            case NOENT -> missing(states, path);
            case ISDIR -> ofKind(states.path(path), PathStates.Kind.DIRECTORY);
            case NOTDIR -> ofKind(states.path(path), PathStates.Kind.FILE);
            default -> null;
        };
    }

    private static Claim ofFailedWrite(Ask.Write write, ErrorCode code, States states) {
        boolean isAboutState = code == ErrorCode.REV_MISMATCH || code == ErrorCode.ISDIR
                || code == ErrorCode.NOTDIR;
        // What is reserved has rules of its own; what was jumped over meets no condition.
        boolean isAsked = isAboutState && !Case.isReserved(write.path())
                && !states.log.isInGap(write.ifRevision());
        if (!isAsked) return null;
        PathStates view = states.path(write.path());
        return from -> view.next(from, segment -> view.judge(segment, write.ifRevision()) == code);
    }

    private static Claim missing(States states, String path) {
        PathStates view = states.path(path);
        return from -> view.next(from, segment -> isMissing(view, segment));
    }

    private static boolean isMissing(PathStates view, int segment) {
        PathStates.Kind kind = view.kind(segment);
        return kind == PathStates.Kind.MISSING || kind == PathStates.Kind.UNDER_A_FILE;
    }

    private static Claim ofKind(PathStates view, PathStates.Kind kind) {
        return from -> view.next(from, segment -> view.kind(segment) == kind);
    }

    private static Claim ofFile(States states, PathStates view, Answer.File file) {
        if (file.revision() == 0 && file.value().length == 0) {
            return from -> view.next(from, segment -> isMissing(view, segment));
        }
        int written = states.log.indexOf(file.revision());
        boolean isWritten = written > 0
                && Arrays.equals(states.log.event(written).value(), file.value());
        return isWritten ? during(view, written) : only(EventLog.NONE);
    }

    /** That the file of an event is there: from that event on, to the next of its path. */
    private static Claim during(PathStates view, int written) {
        if (view.file(view.segmentAt(written)) != written) return only(EventLog.NONE);
        return from -> {
            int index = Math.max(from, written);
            return view.file(view.segmentAt(index)) == written ? index : EventLog.NONE;
        };
    }

    private static Claim ofStat(States states, String path, Answer.Stat said) {
        PathStates view = states.path(path);
        if (said.revision() == -2) {
            NameStates names = states.names(path);
            // Only the root can be a directory without entries.
            if (said.length() == 0 && !path.equals("/")) return only(EventLog.NONE);
            return from -> names.nextWithCount(from, said.length());
        }
        if (said.revision() == 0 && said.length() == 0) return missing(states, path);
        int written = states.log.indexOf(said.revision());
        boolean isWritten = written > 0
                && states.log.event(written).value().length == said.length();
        return isWritten ? during(view, written) : only(EventLog.NONE);
    }

    /**
     * That these files match, and no others: each is there from its event to the next of its path,
     * and in what is common to them all there are as many matching files as were told.
     */
    private static Claim ofWalk(States states, Ask.Walk walk, List<Answer.Found> files) {
        GlobStates view = states.glob(walk.glob());
        int first = 0;
        int end = states.last();
        for (int i = 0; i < files.size(); i++) {
            Answer.Found file = files.get(i);
            int written = states.log.indexOf(file.revision());
            boolean isFine = written > 0 && isFileOf(states, written, file)
                    && view.matches(file.path())
                    && (i == 0 || isBefore(files.get(i - 1).path(), file.path()));
            if (!isFine) return only(EventLog.NONE);
            first = Math.max(first, written);
            end = Math.min(end, states.nextOfPath(written) - 1);
        }
        int from = first;
        int to = end;
        return least -> Math.max(least, from) > to ? EventLog.NONE
                : view.nextWithCount(Math.max(least, from), to, files.size());
    }

    private static boolean isBefore(String one, String other) {
        return States.WALK_ORDER.compare(one, other) < 0;
    }

    private static boolean isFileOf(States states, int written, Answer.Found file) {
        PathStates view = states.path(file.path());
        return view.file(view.segmentAt(written)) == written
                && Arrays.equals(states.log.event(written).value(), file.value());
    }
}
