package doozer.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What comes of a line: answers, or something else. Equal answers are equal byte for byte. */
record Outcome(Kind kind, List<Message> replies) {
    static final Outcome SILENT = new Outcome(Kind.SILENT, List.of());
    static final Outcome CLOSED = new Outcome(Kind.CLOSED, List.of());
    static final Outcome ALIVE = new Outcome(Kind.ALIVE, List.of());
    static final Outcome DEAD = new Outcome(Kind.DEAD, List.of());
    static final Outcome NO_UDP = new Outcome(Kind.NO_UDP, List.of());
    static final Outcome UDP = new Outcome(Kind.UDP, List.of());

    enum Kind {
        /** These answers, on the line's connection. */
        REPLIES,
        /** Nothing at all. */
        SILENT,
        /** Nothing, and then a nop that we made is the first event to be told. */
        SILENT_UNTIL_NOP,
        /** The connection is closed, without an answer, and the server goes on. */
        CLOSED,
        /** A new connection gets its answers. */
        ALIVE,
        /** The server is gone. */
        DEAD,
        /** There is no UDP port to send to. */
        NO_UDP,
        /** There is one. */
        UDP
    }

    static Outcome replies(List<Message> replies) {
        return new Outcome(Kind.REPLIES, replies);
    }

    static Outcome reply(Message reply) {
        return replies(List.of(reply));
    }

    /** The same answers in an order that depends on their bytes alone. */
    Outcome inAnyOrder() {
        List<Message> sorted = new ArrayList<>(replies);
        sorted.sort(Comparator.comparing(Message::frame, Arrays::compare));
        return new Outcome(kind, sorted);
    }

    /** Whether these are answers and none is an error. */
    boolean isSuccess() {
        return kind == Kind.REPLIES
            && replies.stream().allMatch(reply -> reply.number(Responses.ERR_CODE) == null);
    }

    @Override
    public String toString() {
        return replies.isEmpty() ? kind.toString() : kind + " " + replies;
    }
}
