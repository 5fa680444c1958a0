package doozer.node;

import doozer.tree.Path;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * Decides what becomes of a request: refused for what is wrong on its face, proposed, or queued to
 * be read. In the original's order: verb, access, arguments, path. Owned by whoever steps the node.
 */
final class Requests {
    private static final byte[] EMPTY = new byte[0];
    private static final String DENIED = "permission denied";

    private final Settings settings;
    private final Log log;
    private final Monitors monitors;
    /** The clients whose writes are in the log, in its order. */
    private final ArrayDeque<PendingWrite> pending = new ArrayDeque<>();
    private final ArrayDeque<Client> toServe = new ArrayDeque<>();
    private long count;

    private record PendingWrite(long sequence, Client client, long tag, Verb verb) { }

    Requests(Settings settings, Log log, Monitors monitors) {
        this.settings = settings;
        this.log = log;
        this.monitors = monitors;
    }

    /** How many requests have come in. */
    long count() {
        return count;
    }

    void onRequest(Client client, Request request) {
        count++;
        monitors.onRequest(client, request);
        if (client.dialect() == Dialect.UNDECIDED && request.hasCas()) {
            client.refuseAndClose(request.tag(), "this client is of version 0.3.1 or older; served"
                    + " are the protocols of 0.4 to 0.9 and our own");
            return;
        }
        if (!client.serves(request)) {
            client.refuse(request.tag(), ErrorCode.UNKNOWN_VERB, null);
            return;
        }
        switch (request.verb()) {
            case HELLO -> hello(client, request);
            case ACCESS -> access(client, request);
            case SELF -> client.answer(request.tag(), new Response().value(
                    ascii(settings.identity().incarnation().id())));
            case SET, DEL, NOP -> write(client, request);
            case REV, CANCEL -> read(client, request);
            case MONITOR -> monitor(client, request);
            default -> {
                if (client.may(Secrets.READ)) read(client, request);
                else client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
            }
        }
    }

    private void hello(Client client, Request request) {
        if (!request.hasRev() || request.rev() < 1) {
            client.refuse(request.tag(), ErrorCode.MISSING_ARG,
                    "HELLO names in rev the highest version of the protocol that is spoken, 1 up");
            return;
        }
        client.answer(request.tag(),
                new Response().rev(Math.min(request.rev(), Dialect.VERSION)).value(EMPTY));
    }

    /** One old client sends the secret as the path: accepted there where there is no value. */
    private void access(Client client, Request request) {
        byte[] secret = request.value();
        if (secret == null && request.path() != null && !request.isValueTooLong()) {
            secret = request.path().getBytes(StandardCharsets.UTF_8);
        }
        if (secret == null) secret = EMPTY;
        int granted = request.isValueTooLong() ? Secrets.NONE : settings.secrets().granted(secret);
        client.grant(granted);
        if (granted == Secrets.NONE) client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
        else client.answer(request.tag(), new Response());
    }

    private void monitor(Client client, Request request) {
        if (client.may(Secrets.WRITE)) monitors.begin(client, request.tag());
        else client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
    }

    private void read(Client client, Request request) {
        client.began();
        client.queue.add(request);
        serveLater(client);
    }

    /** Has a client served at the end of this turn, if it has anything to be answered. */
    void serveLater(Client client) {
        if (client.isQueued || client.queue.isEmpty()) return;
        client.isQueued = true;
        toServe.add(client);
    }

    /** The next client to be served, or null. */
    Client nextToServe() {
        Client client = toServe.poll();
        if (client != null) client.isQueued = false;
        return client;
    }

    /** True when nobody waits to be served. */
    boolean isIdle() {
        return toServe.isEmpty();
    }

    private void write(Client client, Request request) {
        if (!client.may(Secrets.WRITE)) {
            client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
            return;
        }
        Verb verb = request.verb();
        if (verb != Verb.NOP) {
            if (request.path() == null || !request.hasRev()) {
                client.refuse(request.tag(), ErrorCode.MISSING_ARG, null);
                return;
            }
            if (!Path.isValid(request.path())) {
                client.refuse(request.tag(), ErrorCode.BAD_PATH, badPath(request.path()));
                return;
            }
        }
        if (request.isValueTooLong()) {
            client.refuse(request.tag(), ErrorCode.RANGE, "a value of " + request.valueLength()
                    + " bytes is over the limit of " + settings.bounds().maxValue()
                    + " (-maxvalue)");
            return;
        }
        client.began();
        long sequence = log.nextSequence();
        pending.add(new PendingWrite(sequence, client, request.tag(), verb));
        log.propose(command(sequence, request));
    }

    private static String badPath(String path) {
        return path.length() <= Path.MAX_LENGTH ? null
                : "the path is longer than " + Path.MAX_LENGTH + " bytes";
    }

    private static Command command(long sequence, Request request) {
        return switch (request.verb()) {
            case SET -> new Command.Set(sequence, request.path(), request.rev(),
                    request.value() == null ? EMPTY : request.value());
            case DEL -> new Command.Delete(sequence, request.path(), request.rev());
            default -> new Command.Nop(sequence);
        };
    }

    /** Answers the client whose command was applied, if it was a client's. */
    void onApplied(Command command, long revision, Response refusal) {
        PendingWrite write = pending.peek();
        if (write == null || write.sequence != command.sequence()) return;
        pending.remove();
        Client client = write.client;
        client.ended();
        if (refusal != null) {
            client.answer(write.tag, refusal);
            return;
        }
        Response done = new Response();
        // The clients of old get a revision from SET alone.
        if (write.verb == Verb.SET || client.dialect() == Dialect.OWN) done.rev(revision);
        client.answer(write.tag, done);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
