package doozer.client;

import doozer.wire.Verb;

/** What may be asked again, and when. Stateless. */
final class Repeats {
    private Repeats() {
    }

    /** Whether it changes something: done twice, it is not what it is when done once. */
    static boolean isWrite(Verb verb) {
        return switch (verb) {
            case SET, DEL, NOP, TXN, NEXT, LEAVE, RECOVER -> true;
            default -> false;
        };
    }

    /**
     * Whether it is to be asked again as its connection was lost. A second OPEN makes a second
     * session, of which the first is never heard of and ends by itself. LEAVE and RECOVER are
     * meant for one node, and go to no other.
     *
     * @param isSent whether the request may have reached the server
     */
    static boolean afterLoss(Verb verb, boolean isSent) {
        boolean isOfOneNode = verb == Verb.LEAVE || verb == Verb.RECOVER;
        return !isOfOneNode && !(isSent && isWrite(verb));
    }

    /** Whether it is to be asked again, elsewhere, as the server has no quorum. */
    static boolean afterNoQuorum(Verb verb) {
        return !isWrite(verb) && verb != Verb.OPEN;
    }
}
