package doozer.node;

import doozer.paxos.Paxos;
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
    private static final int NO_PART = 1;
    private static final String ENDING = "the node is about to stop";
    private static final String DENIED = "permission denied";
    /** The revision that asks for what a node has, whether or not others have more. */
    private static final long AS_IS = -1;

    private final Settings settings;
    private final Replica replica;
    private final Outbox outbox;
    private final Paxos paxos;
    private final Monitors monitors;
    private final ServeQueue toServe;
    private final KeepAlives keepAlives;
    private final Asks asks;
    private long count;
    private boolean isRefusing;

    Requests(Settings settings, Replica replica, Ways ways) {
        this.settings = settings;
        this.replica = replica;
        outbox = replica.outbox();
        paxos = replica.paxos();
        monitors = ways.monitors;
        toServe = ways.toServe;
        keepAlives = ways.keepAlives;
        asks = new Asks(settings.bounds().maxValue());
    }

    /** Where requests go. */
    record Ways(ServeQueue toServe, KeepAlives keepAlives, Monitors monitors) { }

    /** Takes no more writes: they are refused, and never happen. */
    void refuseWrites() {
        isRefusing = true;
    }

    /** Whether it takes no more writes. */
    boolean isRefusing() {
        return isRefusing;
    }

    /** How many requests have come in. */
    long count() {
        return count;
    }

    void onRequest(Client client, Request request) {
        count++;
        client.meter().onRequest(request.verb());
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
            case OPEN, KEEP, CLOSE, TXN, NEXT -> newer(client, request);
            case REV, CANCEL -> read(client, request);
            case MONITOR -> monitor(client, request);
            case LEAVE -> leave(client, request);
            case RECOVER -> recover(client, request);
            case DUMP -> dump(client, request);
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
        Response hello = new Response().rev(Math.min(request.rev(), Dialect.VERSION))
                .value(cluster());
        if (replica.isStopped()) hello.len(NO_PART);
        client.answer(request.tag(), hello);
    }

    /** Which cluster this is; empty while this node belongs to none. */
    private byte[] cluster() {
        Genesis genesis = replica.machine().genesis();
        return genesis == null ? EMPTY : ascii(genesis.id().text());
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

    /** Few may be under way, and the reserved files are in it: so it is for those who may write. */
    private void dump(Client client, Request request) {
        if (!client.may(Secrets.WRITE)) {
            client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
        } else if (request.hasRev() && request.rev() != AS_IS) {
            client.refuse(request.tag(), ErrorCode.RANGE,
                    "DUMP is of the present state: it takes no rev, or -1 for what this node has");
        } else {
            read(client, request);
        }
    }

    /** Answered before it begins: its end may be that of the process. */
    private void leave(Client client, Request request) {
        if (!client.may(Secrets.WRITE)) {
            client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
        } else if (replica.number() != 0 && replica.machine().members().isAlone()) {
            client.refuse(request.tag(), ErrorCode.OTHER,
                    "it is the only member: stop it instead, and all is gone");
        } else if (replica.membership().recovery().isFrozen()) {
            // Nobody could drop it; and what it has may be the only copy.
            client.refuse(request.tag(), ErrorCode.OTHER, "it takes no part, and cannot leave: it "
                    + replica.membership().recovery().text() + ". Stop it instead if it is to be"
                    + " given up, after a doozer backup -local");
        } else {
            client.answer(request.tag(), new Response());
            replica.membership().departure().leave();
        }
    }

    /** Answered before it begins, with which all connections end. */
    private void recover(Client client, Request request) {
        if (!client.may(Secrets.WRITE)) {
            client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
            return;
        }
        byte[] epoch = request.value() == null ? EMPTY : request.value();
        String refusal = replica.membership().recovery()
                .begin(new String(epoch, StandardCharsets.UTF_8));
        if (refusal == null) client.answer(request.tag(), new Response());
        else client.refuse(request.tag(), ErrorCode.OTHER, refusal);
    }

    private void read(Client client, Request request) {
        client.began();
        long batch = isQuorumRead(request) ? paxos.requestRead() : 0;
        client.queue.add(new QueuedRead(request.dropValue(), batch, client.writesBegun(),
                client.meter().cameNanos()));
        toServe.add(client);
    }

    /** Whether it asks for the state of now: that is what a majority knows of. */
    private boolean isQuorumRead(Request request) {
        // A backup is of everything, however reads are answered.
        if (request.verb() == Verb.DUMP) return !request.hasRev();
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
            client.refuse(request.tag(), ErrorCode.READONLY, ENDING);
            return;
        }
        boolean isOwn = client.dialect() == Dialect.OWN;
        // The fields of sessions mean something in our own dialect alone.
        Asks.Answer asked = isOwn && request.session() != 0 ? asks.inSession(request)
                : asks.plain(request, isOwn);
        if (isOwn && request.session() != 0 && !knowsSessions(client, request)) return;
        if (asked.refusal() == null) {
            outbox.add(client, new ClientWrite.Asked(request.tag(), request.verb(),
                    asked.command()));
        } else {
            client.refuse(request.tag(), asked.refusal().code(), asked.refusal().detail());
        }
    }

    /** A write of those that not every version knows; a sign of life is one that is gathered. */
    private void newer(Client client, Request request) {
        if (!client.may(Secrets.WRITE)) {
            client.refuse(request.tag(), ErrorCode.OTHER, DENIED);
        } else if (isRefusing) {
            client.refuse(request.tag(), ErrorCode.READONLY, ENDING);
        } else if (!knowsSessions(client, request)) {
            return;
        } else if (request.verb() != Verb.KEEP) {
            write(client, request);
        } else if (request.session() == 0) {
            client.refuse(request.tag(), ErrorCode.MISSING_ARG, Asks.NO_SESSION);
        } else if (!Asks.isNumber(request.session())) {
            client.refuse(request.tag(), ErrorCode.RANGE, Asks.NO_NUMBER);
        } else {
            keepAlives.add(client, request.tag(), request.session());
        }
    }

    /** Whether all members know what has come with sessions; refuses it if not. */
    private boolean knowsSessions(Client client, Request request) {
        if (replica.machine().level() >= Leases.LEVEL) return true;
        client.refuse(request.tag(), ErrorCode.READONLY,
                "not before all members are of a version that knows it");
        return false;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
