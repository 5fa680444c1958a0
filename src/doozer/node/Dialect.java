package doozer.node;

import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;

/**
 * The generations of the protocol that are served on one port. A connection shows which it speaks
 * by what it sends, and the first sign counts for good.
 */
enum Dialect {
    /**
     * Nothing has shown it yet. Answers carry the flags that the seed era needs and later clients
     * ignore.
     */
    UNDECIDED,
    /** 0.4 and 0.5: WATCH, and many answers to one WALK or GETDIR. */
    SEED,
    /** 0.6 to 0.9: one answer a request, WAIT, flags nowhere else but in WALK. */
    NINE,
    /** Our own client, after HELLO: the streams of the seed era beside everything newer. */
    OWN;

    /**
     * The version of our own dialect that is spoken here; HELLO settles on the lower one. 2 brought
     * sessions, transactions and the options of watches; all of 1 is as it was.
     */
    static final int VERSION = 2;

    static Dialect initially(Settings.Compat compat) {
        return switch (compat) {
            case AUTO -> UNDECIDED;
            case SEED -> SEED;
            case NINE -> NINE;
        };
    }

    /** What a connection speaks that has sent this request and spoke this dialect before. */
    Dialect after(Request request, boolean isFirst) {
        Verb verb = request.verb();
        if (verb == Verb.HELLO && isFirst && request.rev() >= 1) return OWN;
        if (this != UNDECIDED || verb == null) return this;
        return switch (verb) {
            case WATCH, CANCEL -> SEED;
            case WALK, GETDIR -> request.hasLimit() || !request.hasOffset() ? SEED : this;
            case WAIT, SELF, ACCESS -> NINE;
            default -> request.hasLimit() ? SEED : this;
        };
    }

    /** True when that verb means something in this dialect, {@code isFirst} or not. */
    boolean serves(Verb verb, boolean isFirst) {
        return switch (verb) {
            case WATCH, CANCEL -> this != NINE;
            case WAIT -> this != SEED;
            case HELLO -> isFirst;
            case INFO, MONITOR, LEAVE, OPEN, KEEP, CLOSE, TXN, NEXT, DUMP, RECOVER ->
                    this == OWN;
            default -> true;
        };
    }

    /** True when WALK and GETDIR are answered entry by entry in one stream. */
    boolean streamsLists() {
        return this == SEED || this == OWN;
    }

    /** Marks a response that is the only one to its request. */
    Response only(Response response) {
        return this == NINE ? response : response.flags(Flags.VALID | Flags.DONE);
    }
}
