package doozer.node;

import doozer.tree.Path;
import doozer.wire.BadFrameException;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Txn;
import doozer.wire.Verb;

/**
 * Makes commands of what clients want written, or says what is wrong with it on its face. Any
 * thread.
 */
final class Asks {
    static final String NO_SESSION = "the id of a session is missing";
    static final String NO_NUMBER = "the numbers of a session are from 1 to 2^62 - 1";
    private static final byte[] EMPTY = new byte[0];
    private static final Command.Nop NOP = new Command.Nop();

    private final int maxValue;

    /** For values of up to so many bytes. */
    Asks(int maxValue) {
        this.maxValue = maxValue;
    }

    /** A command, or else why there is none. */
    record Answer(Command command, Result refusal) {
        private static Answer refused(ErrorCode code, String detail) {
            return new Answer(null, Result.refused(code, detail));
        }
    }

    /** Whether others can be told of that number. */
    static boolean isNumber(long number) {
        return number >= 0 && number <= PeerWriter.MAX_NUMBER;
    }

    /** What a request of no session comes to; one of an older dialect knows of none. */
    Answer plain(Request request, boolean isOwn) {
        boolean isOrphan = request.hasOption(Request.EPHEMERAL) || request.sequence() != 0
                || request.acked() != 0;
        return isOwn && isOrphan ? Answer.refused(ErrorCode.MISSING_ARG, NO_SESSION)
                : answer(request, false);
    }

    private Answer answer(Request request, boolean isOfSession) {
        Result wrong = wrong(request);
        if (wrong != null) return new Answer(null, wrong);
        return switch (request.verb()) {
            case SET -> new Answer(set(request, isOfSession), null);
            case DEL -> new Answer(new Command.Delete(request.path(), request.rev()), null);
            case NEXT -> new Answer(new Command.Next(request.path()), null);
            case TXN -> transaction(request);
            case OPEN -> open(request);
            case CLOSE -> Answer.refused(ErrorCode.MISSING_ARG, NO_SESSION);
            default -> new Answer(NOP, null);
        };
    }

    private static Command set(Request request, boolean isOfSession) {
        byte[] value = request.value() == null ? EMPTY : request.value();
        return isOfSession && request.hasOption(Request.EPHEMERAL)
                ? new Command.Ephemeral(request.path(), request.rev(), value)
                : new Command.Set(request.path(), request.rev(), value);
    }

    /**
     * What a request comes to that names a session. What is wrong with one that has a sequence
     * number is a command, too: that number is used up.
     */
    Answer inSession(Request request) {
        boolean isNumbered = request.sequence() != 0;
        if (!isNumber(request.session()) || !isNumber(request.sequence())
                || !isNumber(request.acked())) {
            return Answer.refused(ErrorCode.RANGE, NO_NUMBER);
        }
        if (request.verb() == Verb.CLOSE) {
            return new Answer(new Command.Close(request.session()), null);
        }
        Answer plain = answer(request, true);
        if (request.verb() == Verb.OPEN) return plain;
        Command command = plain.command;
        if (command == null && !isNumbered) return plain;
        if (command == null) {
            String detail = plain.refusal.detail();
            command = new Command.Refused(plain.refusal.code(), detail == null ? "" : detail);
        }
        long acked = Math.min(request.acked(), request.sequence());
        return new Answer(new Command.InSession(request.session(), request.sequence(), acked,
                command), null);
    }

    /** What is wrong with the fields that verbs have in common; null for nothing. */
    private Result wrong(Request request) {
        Verb verb = request.verb();
        boolean hasPath = verb == Verb.SET || verb == Verb.DEL || verb == Verb.NEXT;
        boolean needsRev = hasPath && verb != Verb.NEXT;
        if (hasPath && (request.path() == null || needsRev && !request.hasRev())) {
            return Result.refused(ErrorCode.MISSING_ARG, null);
        }
        if (hasPath && !Path.isValid(request.path())) {
            return Result.refused(ErrorCode.BAD_PATH, badPath(request.path()));
        }
        if (!request.isValueTooLong()) return null;
        return Result.refused(ErrorCode.RANGE, "a value of " + request.valueLength()
                + " bytes is over the limit of " + maxValue + " (-maxvalue)");
    }

    private static String badPath(String path) {
        return path.length() <= Path.MAX_LENGTH ? null
                : "the path is longer than " + Path.MAX_LENGTH + " bytes";
    }

    private static Answer transaction(Request request) {
        Txn txn;
        try {
            txn = Txn.decode(request.value() == null ? EMPTY : request.value());
        } catch (BadFrameException e) {
            return Answer.refused(ErrorCode.RANGE, e.getMessage());
        }
        for (Txn.Operation one : txn.operations()) {
            if (Path.isValid(one.path())) continue;
            return Answer.refused(ErrorCode.BAD_PATH, "\"" + shown(one.path()) + "\" is no path");
        }
        return new Answer(new Command.Transaction(txn), null);
    }

    /** A path that is none: what is shown of it is replicated, and so has to be plain text. */
    private static String shown(String path) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < path.length() && i < 64; i++) {
            char c = path.charAt(i);
            shown.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return path.length() > 64 ? shown.append("...").toString() : shown.toString();
    }

    private static Answer open(Request request) {
        int millis = request.ttlMillis() == 0 ? Sessions.USUAL_MILLIS : request.ttlMillis();
        byte[] name = request.value() == null ? EMPTY : request.value();
        if (millis < Sessions.SHORTEST_MILLIS || millis > Sessions.LONGEST_MILLIS) {
            return Answer.refused(ErrorCode.RANGE, "a session lives from "
                    + Sessions.SHORTEST_MILLIS + " to " + Sessions.LONGEST_MILLIS
                    + " ms without a sign of life, not " + millis);
        }
        if (name.length > Sessions.MAX_NAME) {
            return Answer.refused(ErrorCode.RANGE, "the name of a session has at most "
                    + Sessions.MAX_NAME + " bytes, not " + name.length);
        }
        return new Answer(new Command.Open(millis, name), null);
    }
}
