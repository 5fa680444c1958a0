package doozer.sim;

import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Txn;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a client wants done in the name of its session, once, however often it is sent. Owned by the
 * run's thread.
 */
final class Order {
    private static final long ALWAYS = -1;

    final long session;
    final long sequence;
    final Verb verb;
    final List<Txn.Operation> operations;
    /** What it is called in the values that it writes. */
    final String name;
    /** The error that it must come to, if its conditions hold; null for none. */
    ErrorCode mistake;
    /** Whether only this client writes where it writes: then the outcome is known beforehand. */
    boolean isPrivate;
    /** The token of a lock, for what only its holder may do. */
    long token;
    /** The first answer that tells what became of it. */
    Response outcome;

    Order(Sign sign, Verb verb, List<Txn.Operation> operations) {
        session = sign.session;
        sequence = sign.sequence;
        name = sign.toString();
        this.verb = verb;
        this.operations = List.copyOf(operations);
    }

    /** Which one of which session's it is. */
    record Sign(int client, long session, long sequence) {
        byte[] bytes() {
            return toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "k" + client + "." + session + "." + sequence;
        }
    }

    /** As it is sent. */
    Request request(long acked) {
        Txn.Operation first = operations.get(0);
        Request request = new Request(verb);
        if (verb == Verb.TXN) request.value(new Txn(operations).encode());
        else request.path(first.path());
        if (verb == Verb.SET || verb == Verb.DEL) request.rev(first.rev());
        if (verb == Verb.SET) request.value(first.value());
        if (first.kind() == Txn.Kind.EPHEMERAL && verb == Verb.SET) {
            request.option(Request.EPHEMERAL);
        }
        return request.session(session).sequence(sequence).acked(acked);
    }

    boolean isNext() {
        return verb == Verb.NEXT;
    }

    /** What it changes, in order: one event each. */
    List<Txn.Operation> changes() {
        return operations.stream().filter(one -> one.kind() != Txn.Kind.IF).toList();
    }

    boolean isDone() {
        return outcome != null && outcome.errCode() == 0;
    }

    boolean mightBeDone() {
        return outcome == null || outcome.errCode() == 0;
    }

    /** Takes an answer that tells what became of it; true for the first. */
    boolean take(Response response) {
        if (outcome == null) {
            outcome = response;
            return true;
        }
        boolean isSame = outcome.errCode() == response.errCode() && outcome.rev() == response.rev()
                && Objects.equals(outcome.errDetail(), response.errDetail())
                && Arrays.equals(outcome.value(), response.value());
        if (isSame) return false;
        throw new Violation(this + " is answered in two ways: " + outcome + " and " + response);
    }

    /** Whether a change may be made where the file has that revision, 0 for none. */
    static boolean isAllowed(Txn.Operation change, long there) {
        return change.rev() == ALWAYS || there <= change.rev();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append(' ').append(verb);
        for (Txn.Operation one : operations) {
            text.append(' ').append(one.kind()).append(' ').append(one.path()).append('@')
                    .append(one.rev());
        }
        return text.toString();
    }
}
