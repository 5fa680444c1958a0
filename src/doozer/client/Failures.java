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

    /** The server's refusal, in the type of its kind. */
    static DoozerException refused(Response answer) {
        ErrorCode code = answer.error() == null ? ErrorCode.OTHER : answer.error();
        String detail = answer.errDetail();
        return switch (code) {
            case REV_MISMATCH -> new RevisionMismatchException(detail);
            case TOO_LATE -> new TooLateException(detail,
                    answer.hasRev() ? answer.rev() : numberAtEnd(detail));
            default -> new DoozerException(code, detail);
        };
    }

    /** Only WATCH has a field for the oldest revision; elsewhere it ends the detail. */
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

    static DoozerException timeout(boolean isOutcomeUnknown) {
        return new DoozerTimeoutException(isOutcomeUnknown);
    }

    /** For this thread, which has ended a wait: it is interrupted, or its time is over. */
    static DoozerException gaveUp(boolean isOutcomeUnknown) {
        if (!Thread.currentThread().isInterrupted()) return timeout(isOutcomeUnknown);
        return new DoozerException("interrupted while waiting", null, isOutcomeUnknown);
    }

    /** The connection has ended, or was closed. */
    static DoozerException lost(Loss loss, boolean isOutcomeUnknown) {
        return loss.isClosed() ? new ClosedException(loss.message(), isOutcomeUnknown)
                : new ConnectionLostException(loss.message(), loss.cause(), isOutcomeUnknown);
    }

    static DoozerException cannotConnect(Object address, String why, Exception cause) {
        return new ConnectionLostException("cannot connect to " + address + ": " + why, cause,
                false);
    }

    static DoozerException malformed(String what) {
        return new DoozerException(what, null, false);
    }
}
