package doozer.client;

import doozer.wire.ErrorCode;
import doozer.wire.Response;

/**
 * What exceptions are made of. They are declared by their base and made here only, so that a short
 * command that goes well does not load their classes.
 */
final class Failures {
    private Failures() {
    }

    private static final String DENIED = "permission denied";
    private static final String UNKNOWN = "outcome unknown";

    /** The server's refusal, in the type of its kind. */
    static DoozerException refused(Response answer) {
        ErrorCode code = answer.error() == null ? ErrorCode.OTHER : answer.error();
        String detail = answer.errDetail();
        return switch (code) {
            case REV_MISMATCH -> new RevisionMismatchException(detail,
                    answer.hasRev() ? answer.rev() : RevisionMismatchException.UNKNOWN);
            case TOO_LATE -> new TooLateException(detail,
                    answer.hasRev() ? answer.rev() : numberAtEnd(detail));
            case READONLY -> new NoQuorumException(detail);
            case NOENT -> new NotFoundException(detail);
            case OTHER -> other(detail);
            default -> new DoozerException(code, detail);
        };
    }

    private static DoozerException other(String detail) {
        if (DENIED.equals(detail)) return new NotAllowedException(detail);
        if (UNKNOWN.equals(detail)) return new OutcomeUnknownException(detail);
        return new DoozerException(ErrorCode.OTHER, detail);
    }

    /** Only some answers have a field for the oldest revision; elsewhere it ends the detail. */
    private static long numberAtEnd(String detail) {
        if (detail == null) return 0;
        int start = detail.length();
        while (start > 0 && isDigit(detail.charAt(start - 1))) start--;
        int length = detail.length() - start;
        return length == 0 || length > 18 ? 0 : Long.parseLong(detail.substring(start));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** For a caller whose time is over. */
    static DoozerException timeout(boolean isOutcomeUnknown) {
        return inDoubt(new DoozerTimeoutException(), isOutcomeUnknown);
    }

    /** For this thread, which has ended a wait: it is interrupted, or its time is over. */
    static DoozerException gaveUp(boolean isOutcomeUnknown) {
        if (!Thread.currentThread().isInterrupted()) return timeout(isOutcomeUnknown);
        return inDoubt(new DoozerException("interrupted while waiting", null), isOutcomeUnknown);
    }

    /** As {@link #gaveUp(boolean)}, before anything was sent. */
    static DoozerException gaveUp() {
        return gaveUp(false);
    }

    /** The connection has ended, or was closed. */
    static DoozerException lost(Loss loss, boolean isOutcomeUnknown) {
        return inDoubt(loss.exception(), isOutcomeUnknown);
    }

    /** The failure of what is not a write, or of a write that was sent. */
    static DoozerException inDoubt(DoozerException failure, boolean isOutcomeUnknown) {
        return isOutcomeUnknown ? new OutcomeUnknownException(failure) : failure;
    }

    static DoozerException cannotConnect(Object address, String why, Exception cause) {
        return new ConnectionLostException("cannot connect to " + address + ": " + why, cause);
    }

    static DoozerException malformed(String what) {
        return new DoozerException(what, null);
    }
}
