package doozer.node;

import doozer.paxos.Paxos;
import doozer.tree.Path;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;

/**
 * Decides what becomes of a request: refused for what is wrong on its face, proposed, or queued to
 * be read. In the original's order: verb, access, arguments, path. Owned by whoever steps the node.
 */
final class Requests {
    private static final byte[] EMPTY = new byte[0];
    private static final Command.Nop NOP = new Command.Nop();
    private static final String DENIED = "permission denied";

    private final Settings settings;
    private final Replica replica;
    private final Outbox outbox;
    private final Paxos paxos;
    private final Monitors monitors;
    private final ServeQueue toServe;
    private long count;
    private boolean isRefusing;

    Requests(Settings settings, Replica replica, ServeQueue toServe, Monitors monitors) {
        this.settings = settings;
        this.replica = replica;
        outbox = replica.outbox();
        paxos = replica.paxos();
        this.monitors = monitors;
        this.toServe = toServe;
    }

    /** Takes no more writes: they are refused, and never happen. */
    void refuseWrites() {
        isRefusing = true;
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
            case LEAVE -> leave(client, request);
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
        if (!client.may(Secrets.WRITE)) {
            client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
        } else if (monitors.isFull()) {
            client.refuse(request.tag(), ErrorCode.RANGE, "there are " + Monitors.MAX
                    + " monitors, as many as there may be");
        } else {
            monitors.begin(client, request.tag());
        }
    }

    /** Answered before it begins: its end may be that of the process. */
    private void leave(Client client, Request request) {
        if (!client.may(Secrets.WRITE)) {
            client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
        } else if (replica.number() != 0 && replica.machine().members().isAlone()) {
            client.refuse(request.tag(), ErrorCode.OTHER,
                    "it is the only member: stop it instead, and all is gone");
        } else {
            client.answer(request.tag(), new Response());
            replica.membership().leave();
        }
    }

    private void read(Client client, Request request) {
        client.began();
        long batch = isQuorumRead(request) ? paxos.requestRead() : 0;
        client.queue.add(new QueuedRead(request.dropValue(), batch, client.writesBegun()));
        toServe.add(client);
    }

    /** Whether it asks for the state of now: that is what a majority knows of. */
    private boolean isQuorumRead(Request request) {
        if (settings.cluster().localReads()) return false;
        return switch (request.verb()) {
            case GET, STAT, GETDIR, WALK, WAIT -> !request.hasRev();
            case WATCH -> !request.hasRev() || request.rev() == 0;
            case REV -> true;
            default -> false;
        };
    }

    private void write(Client client, Request request) {
        if (!client.may(Secrets.WRITE)) {
            client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
            return;
        }
        if (isRefusing) {
            client.refuse(request.tag(), ErrorCode.READONLY, "the node is about to stop");
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
        outbox.add(client, request.tag(), verb, command(request));
    }

    private static String badPath(String path) {
        return path.length() <= Path.MAX_LENGTH ? null
                : "the path is longer than " + Path.MAX_LENGTH + " bytes";
    }

    private static Command command(Request request) {
        return switch (request.verb()) {
            case SET -> new Command.Set(request.path(), request.rev(),
                    request.value() == null ? EMPTY : request.value());
            case DEL -> new Command.Delete(request.path(), request.rev());
            default -> NOP;
        };
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
