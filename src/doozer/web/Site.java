package doozer.web;

import doozer.node.Spectator;
import doozer.node.View;
import doozer.tree.Glob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The web page of one node as a state machine: bytes and ticks in, bytes out. Requests of one
 * connection are answered one after the other, one a turn, and so many a turn in all. Owned by the
 * thread that steps the node, which calls everything here.
 */
public final class Site implements Spectator {
    /** What answers may cost in one turn: 1 each, and 1 for each {@link #BYTES_A_COST}. */
    private static final int COST_A_TURN = 32;
    private static final int BYTES_A_COST = 4096;
    /** What a piece of a {@link LongAnswer} costs. */
    private static final int PIECE_COST = 8;
    /** Bytes of requests that wait on a connection; then it is not read any further. */
    private static final int FULL_INBOX = 24 << 10;
    /** Bytes of requests that wait on all of them. */
    private static final int MAX_WAITING = 8 << 20;

    private final View view;
    private final Effects effects;
    private final Guard guard;
    private final Router router;
    private final EventStreams streams;
    private final HttpDate date = new HttpDate();
    private final ArrayList<Visitor> visitors = new ArrayList<>();
    private final ArrayDeque<Visitor> ready = new ArrayDeque<>();
    private long waiting;
    /** How long all lists are together that are being made. */
    private long answered;
    private long nowNanos;
    private long wallMillis;

    /**
     * What a site asks its surroundings to do. Connections are small numbers, used again once they
     * were closed. None of these may call back.
     */
    public interface Effects {
        /** Queues bytes; false when no more should be until {@link Site#onDrained}. */
        boolean send(int connection, byte[] bytes);

        /** Whether it should take first what was sent; {@link Site#onDrained} follows then. */
        boolean isBlocked(int connection);

        /** Whether that many bytes more than are queued for all connections are too many. */
        boolean isFull(long more);

        /** Delivers no more bytes until {@link #resume}. */
        void pause(int connection);

        /** Delivers bytes again. */
        void resume(int connection);

        /** Closes it once all is written; {@link Site#onClosed} follows. */
        void close(int connection, String reason);

        /** From now on it has so much time to get on, or as much as it likes. */
        void mayStall(int connection, boolean hasToGetOn);

        /** What {@link MetricsText} tells of the node and its process. */
        byte[] metrics();

        /** The address of one of the node's clients, for people. */
        String clientPeer(int connection);

        /** How many bytes are queued for one of the node's clients. */
        int clientQueued(int connection);
    }

    /**
     * One of a node.
     *
     * @param view of the node, which has to tell it what a {@link Spectator} is told
     * @param hosts the names by which this machine may be asked for, in lower case
     */
    public Site(View view, Assets assets, List<String> hosts, Effects effects) {
        this.effects = effects;
        this.view = view;
        guard = new Guard(hosts, view);
        streams = new EventStreams(view, effects);
        router = new Router(view, assets, effects);
    }

    // What arrives.

    /** Somebody has connected. */
    public void onOpened(int connection, boolean isLoopback) {
        while (visitors.size() <= connection) visitors.add(null);
        visitors.set(connection, new Visitor(connection, isLoopback));
        effects.mayStall(connection, true);
    }

    /** Bytes have arrived, which are taken. */
    public void onBytes(int connection, ByteBuffer in) {
        Visitor visitor = visitors.get(connection);
        // What comes behind a request without an end is never answered.
        if (visitor.stream != null || visitor.isClosing) return;
        waiting += in.remaining();
        visitor.inbox.add(in);
        if (waiting > MAX_WAITING) {
            refuse(visitor, new HttpException(503, "too many requests are on their way"));
            return;
        }
        if (visitor.inbox.size() > FULL_INBOX && !visitor.isPaused) {
            visitor.isPaused = true;
            effects.pause(connection);
        }
        markReady(visitor);
    }

    /** It sends nothing more. */
    public void onInputEnded(int connection) {
        Visitor visitor = visitors.get(connection);
        visitor.isInputEnded = true;
        if (visitor.stream != null) close(visitor, null);
        else markReady(visitor);
    }

    /** It has taken what was sent. */
    public void onDrained(int connection) {
        Visitor visitor = visitors.get(connection);
        if (visitor.stream != null) streams.onDrained(visitor.stream);
        else markReady(visitor);
    }

    /** It is gone, by whichever side. */
    public void onClosed(int connection) {
        Visitor visitor = visitors.get(connection);
        forget(visitor);
        visitors.set(connection, null);
    }

    @Override
    public void onRevisions(long first, long last) {
        streams.onRevisions(first, last);
    }

    @Override
    public void onInstalled() {
        streams.onInstalled();
    }

    // What is said.

    /**
     * Ends a turn, once the node's own has ended.
     *
     * @param newNowNanos the time, from any origin
     * @param newWallMillis the time since the beginning of 1970
     * @return nanoseconds until the next tick is needed even if nothing happens: 0 for at once,
     *     {@link Long#MAX_VALUE} for not at all
     */
    public long tick(long newNowNanos, long newWallMillis) {
        nowNanos = newNowNanos;
        wallMillis = newWallMillis;
        int left = COST_A_TURN;
        for (int i = ready.size(); i > 0 && left > 0; i--) left -= serve(ready.poll());
        long wait = streams.tick(nowNanos);
        return ready.isEmpty() ? wait : 0;
    }

    private void markReady(Visitor visitor) {
        if (visitor.isReady || visitor.isClosing) return;
        visitor.isReady = true;
        ready.add(visitor);
    }

    /** Answers one request, or goes on with a long answer; gives what that has cost. */
    private int serve(Visitor visitor) {
        visitor.isReady = false;
        // One that has to be drained comes back then.
        if (visitor.isClosing || effects.isBlocked(visitor.connection)) return 0;
        try {
            if (visitor.answer != null) return goOn(visitor);
            HttpRequest request = next(visitor);
            if (request != null) return answer(visitor, request);
            if (visitor.isInputEnded) close(visitor, null);
            return 1;
        } catch (HttpException e) {
            return refuse(visitor, e);
        }
    }

    private HttpRequest next(Visitor visitor) throws HttpException {
        int before = visitor.inbox.size();
        HttpRequest request;
        try {
            request = visitor.inbox.next();
        } finally {
            // Also when it is refused: blank lines before it are gone by then.
            waiting -= before - visitor.inbox.size();
        }
        // Bytes and blank lines alone keep no connection open.
        if (request != null) effects.mayStall(visitor.connection, true);
        if (visitor.isPaused && visitor.inbox.size() <= FULL_INBOX) {
            visitor.isPaused = false;
            effects.resume(visitor.connection);
        }
        return request;
    }

    /** What is queued must not take the memory of what the server is there for. */
    private static HttpException noRoom() {
        return new HttpException(503, "too many answers are on their way: try again later");
    }

    private int answer(Visitor visitor, HttpRequest request) {
        try {
            guard.checkOrigin(request);
            guard.checkPrivacy(request, visitor.isLoopback);
            router.checkMethod(request);
            if (request.path().equals("/login")) {
                guard.checkLogin(request.body(), nowNanos);
                return reply(visitor, request, Reply.empty(204));
            }
            Reply open = router.openToAll(request);
            if (open != null) return reply(visitor, request, open);
            router.checkPath(request);
            guard.checkSecret(request, nowNanos);
            if (effects.isFull(answered)) return refuse(visitor, noRoom());
            Query query = new Query(request.query());
            if (request.path().equals("/events")) return beginEvents(visitor, request, query);
            visitor.answer = router.longAnswer(request, query);
            if (visitor.answer != null) {
                visitor.answersTo = request;
                return goOn(visitor);
            }
            return reply(visitor, request, router.json(request, query));
        } catch (HttpException e) {
            return reply(visitor, request, router.error(request, e));
        }
    }

    private int goOn(Visitor visitor) throws HttpException {
        if (effects.isFull(answered)) throw noRoom();
        Json json = visitor.answer.advance();
        int added = visitor.answer.length() - visitor.answered;
        visitor.answered += added;
        answered += added;
        if (json == null) {
            markReady(visitor);
            return PIECE_COST;
        }
        HttpRequest request = visitor.answersTo;
        endAnswer(visitor);
        return PIECE_COST + reply(visitor, request, Reply.json(json));
    }

    private void endAnswer(Visitor visitor) {
        visitor.answer = null;
        visitor.answersTo = null;
        answered -= visitor.answered;
        visitor.answered = 0;
    }

    private int reply(Visitor visitor, HttpRequest request, Reply reply) {
        boolean closes = !request.keepsAlive();
        byte[] bytes = reply.bytes(date.at(wallMillis), request.isHead(), closes);
        boolean hasRoom = effects.send(visitor.connection, bytes);
        effects.mayStall(visitor.connection, true);
        if (closes) close(visitor, null);
        // Beyond the bound it comes back when it is drained.
        else if (hasRoom && (!visitor.inbox.isEmpty() || visitor.isInputEnded)) markReady(visitor);
        return Router.cost(request) + bytes.length / BYTES_A_COST;
    }

    /** What came is no request: says why, and closes. */
    private int refuse(Visitor visitor, HttpException e) {
        Reply reply = Reply.text(e.status(), e.getMessage());
        effects.send(visitor.connection, reply.bytes(date.at(wallMillis), false, true));
        close(visitor, e.getMessage());
        return 1;
    }

    private int beginEvents(Visitor visitor, HttpRequest request, Query query)
            throws HttpException {
        List<Glob> globs = streams.globs(query);
        String last = request.header("last-event-id");
        long from = last == null ? query.number("from", -1) : Query.parse(last);
        Reply reply = Reply.events();
        if (request.isHead()) {
            effects.send(visitor.connection, reply.bytes(date.at(wallMillis), true, true));
            close(visitor, null);
            return 1;
        }
        effects.send(visitor.connection, reply.bytes(date.at(wallMillis), false, true));
        waiting -= visitor.inbox.size();
        visitor.inbox.clear();
        // What it sends from now on is dropped; its end is not.
        if (visitor.isPaused) effects.resume(visitor.connection);
        visitor.isPaused = false;
        effects.mayStall(visitor.connection, false);
        effects.send(visitor.connection,
                streams.begin(visitor, globs, new EventStreams.Since(from, query.text("epoch"))));
        if (visitor.isInputEnded) close(visitor, null);
        return 2 + streams.beginCost();
    }

    private void close(Visitor visitor, String reason) {
        forget(visitor);
        visitor.isClosing = true;
        effects.close(visitor.connection, reason);
    }

    private void forget(Visitor visitor) {
        visitor.isClosing = true;
        waiting -= visitor.inbox.size();
        visitor.inbox.clear();
        endAnswer(visitor);
        if (visitor.stream != null) streams.end(visitor.stream);
        visitor.stream = null;
    }

    /** The last words to a connection that is one too many, at that time. */
    public static byte[] full(long wallMillis) {
        return Reply.text(503, "there are as many connections to this page as there may be"
                + " (-maxweb)").header("Retry-After", "5")
                .bytes(new HttpDate().at(wallMillis), false, true);
    }

    /** Pages told of events, their different globs, and bytes that wait; for tests. */
    String load() {
        return streams.size() + " " + streams.globs() + " " + (waiting + answered);
    }
}
