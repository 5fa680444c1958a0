package doozer.wire;

/**
 * Why a request was refused. No number is ever added to this list: clients written in 2011 drop
 * numbers that they do not know, and would then take the failure for a success.
 */
public enum ErrorCode {
    TAG_IN_USE(1),
    UNKNOWN_VERB(2),
    /** Not done, and never will be. A client of the seed era reads it as REDIRECT. */
    READONLY(3),
    TOO_LATE(4),
    REV_MISMATCH(5),
    BAD_PATH(6),
    MISSING_ARG(7),
    RANGE(8),
    NOTDIR(20),
    ISDIR(21),
    NOENT(22),
    /** Two old clients read this one as "no error": only where the original sent it. */
    OTHER(127);

    private static final ErrorCode[] BY_NUMBER = new ErrorCode[128];

    static {
        for (ErrorCode code : values()) BY_NUMBER[code.number] = code;
    }

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number that stands for it on the wire. */
    public int number() {
        return number;
    }

    /** The code with that number, or null when there is none. Any thread. */
    public static ErrorCode of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }
}
