package doozer.client;

import doozer.wire.Address;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection to one member at a time, and to another one when that is lost. Any thread.
 *
 * <pre>
 *   send ----> current ----answers----> OpenRequest
 *      |          |
 *      |         lost: what may be asked again
 *      v          v
 *     waiting: while there is no connection ----> the next one, in order
 * </pre>
 *
 * Its monitor is never held during input or output, nor while a request is told of anything.
 */
final class Cluster implements Channel, Home, Link.Keeper {
    /** Requests that wait for a connection; whoever has another one waits, if it may. */
    private static final int MAX_WAITING = 1 << 14;
    /** In silences: how long only another cluster has to have answered. */
    private static final int REPLACED = 3;
    private static final String MEMBERS = "/ctl/node/*/addr";

    private final Connector connector;
    private final AddressBook book;
    private final Timing timing;
    private final Clockwork clock;
    private final String name;
    private final long giveUpNanos;
    /** The newest revision that anybody here was told of. */
    private final AtomicLong seen = new AtomicLong();
    private final Random random = new Random();
    private final LinkedHashSet<OpenRequest> waiting = new LinkedHashSet<>();
    private final List<Link> retired = new ArrayList<>();
    private Link current;
    private Silence silence;
    private Address address;
    private long lostNanos;
    private long adoptedNanos;
    /** Whether a member without a quorum was left before. */
    private boolean hasMoved;
    private Loss lastLoss;
    /** Set once. */
    private volatile Loss end;
    private long refreshedNanos;
    /** The connector's thread: who answered of another cluster, in this round. */
    private DoozerException stranger;

    /**
     * What it is made of.
     *
     * @param giveUpNanos how long it may be without a connection until it ends; 0 for ever
     */
    record Parts(Connector connector, List<Address> addresses, Timing timing, Clockwork clock,
            long giveUpNanos) { }

    Cluster(Parts parts) {
        connector = parts.connector();
        timing = parts.timing();
        clock = parts.clock();
        giveUpNanos = parts.giveUpNanos();
        book = new AddressBook(parts.addresses(), random);
        name = parts.addresses().get(0).toString();
    }

    /** Begins with that connection. */
    void begin(Link first) {
        synchronized (this) {
            lostNanos = System.nanoTime();
        }
        if (!adopt(first, Address.parse(first.address()))) reconnect();
        clock.after(tickNanos(), this::tick);
    }

    private long tickNanos() {
        return Math.max(1, timing.silence() / 4);
    }

    @Override
    public String threadName(String role) {
        return "doozer client " + role + " " + name;
    }

    @Override
    public String identity() {
        return connector.identity();
    }

    @Override
    public Link another(Deadline deadline) {
        Link link;
        synchronized (this) {
            link = current;
        }
        if (link != null) return link.another(deadline);
        throw Failures.lost(end == null ? new Loss("no member is reached", null) : end, false);
    }

    @Override
    public void send(OpenRequest asking, Deadline deadline) {
        Link link;
        synchronized (this) {
            while (current == null && end == null && waiting.size() >= MAX_WAITING) {
                if (deadline.isOver() || !Waiting.on(this, deadline)) throw Failures.gaveUp();
            }
            link = current;
        }
        if (link != null && !link.awaitRoom(deadline)) throw Failures.gaveUp();
        send(asking);
    }

    @Override
    public void send(OpenRequest asking) {
        if (end != null) throw Failures.lost(end, false);
        asking.home(this);
        route(asking);
    }

    /** Sends it, or has it wait for a connection. */
    private void route(OpenRequest asking) {
        while (!asking.isAbandoned()) {
            Link link;
            synchronized (this) {
                link = current;
                if (link == null && end == null) {
                    waiting.add(asking);
                    return;
                }
            }
            if (link == null) {
                asking.end(end);
                return;
            }
            if (pass(asking, link)) return;
        }
    }

    /** False if that connection has ended, and it was not sent. */
    private static boolean pass(OpenRequest asking, Link link) {
        if (link.trySend(asking) != null) return !asking.leave(link, false);
        // By somebody who could not know where it was.
        if (asking.isAbandoned()) link.abandon(asking);
        return true;
    }

    @Override
    public boolean takesBack(OpenRequest asking, Link link, Lost lost) {
        if (end != null || !Repeats.afterLoss(asking.verb(), lost.isSent())) return false;
        if (asking.leave(link, lost.isSent())) route(asking);
        return true;
    }

    @Override
    public boolean takesBack(OpenRequest asking, Link link, Response refusal) {
        if (end != null || refusal.errCode() != ErrorCode.READONLY.number()) return false;
        // Another member may be on the side of the majority; if none is, they take turns.
        leave(link, new Loss("the server has no quorum", null));
        if (!Repeats.afterNoQuorum(asking.verb())) return false;
        if (!asking.leave(link, false)) return true;
        if (asking instanceof Call call) call.refusedFor(refusal);
        clock.after(timing.firstPause(), () -> route(asking));
        return true;
    }

    @Override
    public void onSeen(long revision) {
        if (revision > seen.get()) seen.accumulateAndGet(revision, Math::max);
    }

    @Override
    public synchronized void forget(OpenRequest asking) {
        waiting.remove(asking);
    }

    private void leave(Link link, Loss why) {
        synchronized (this) {
            // Without a quorum anywhere, each refusal would be a new connection.
            boolean isNew = System.nanoTime() - adoptedNanos < timing.longestPause();
            if (current != link || isNew && hasMoved) return;
            hasMoved = true;
            retired.add(link);
            lose(why);
        }
        reconnect();
        link.retire(why);
    }

    @Override
    public void onLost(Link link, Loss loss) {
        synchronized (this) {
            retired.remove(link);
            if (current != link) return;
            lose(loss);
        }
        reconnect();
    }

    private void lose(Loss loss) {
        current = null;
        lastLoss = loss;
        lostNanos = System.nanoTime();
        book.onFailure(address);
    }

    private void reconnect() {
        Thread thread = new Thread(this::connect, threadName("connector"));
        thread.setDaemon(true);
        thread.start();
    }

    /** What the connector's thread does, which is there while there is no connection. */
    private void connect() {
        Backoff backoff = new Backoff(timing.firstPause(), timing.longestPause(), random);
        long patienceNanos = Math.min(Connector.FIRST_PATIENCE_NANOS, timing.longestTry());
        while (true) {
            List<Address> round;
            synchronized (this) {
                round = book.round();
            }
            stranger = null;
            for (Address next : round) {
                if (isOver()) return;
                if (connect(next, patienceNanos)) return;
            }
            if (isReplaced()) return;
            patienceNanos = Math.min(timing.longestTry(), patienceNanos * 2);
            if (isOver() || !pause(backoff.nextNanos())) return;
        }
    }

    private boolean connect(Address next, long patienceNanos) {
        try {
            return adopt(connector.connect(next, Deadline.after(patienceNanos), seen.get()), next);
        } catch (DoozerException e) {
            synchronized (this) {
                book.onFailure(next);
            }
            boolean isLost = e instanceof ClusterLostException lost && lost.isCertain();
            if (e instanceof ClusterLostException) stranger = e;
            if (isLost) end(new Loss(e.getMessage(), null, Loss.Kind.CLUSTER));
            return isLost;
        }
    }

    /** Whether nobody needs a connection any more, or ever. */
    private boolean isOver() {
        Loss known;
        if (end != null) return true;
        synchronized (this) {
            if (giveUpNanos == 0 || System.nanoTime() - lostNanos < giveUpNanos) return false;
            known = lastLoss;
        }
        end(known);
        return true;
    }

    /** Whether nobody has answered for a while but another cluster; then this ends. */
    private boolean isReplaced() {
        if (stranger == null) return false;
        synchronized (this) {
            // One address may have become another cluster's, while the others are slow.
            if (System.nanoTime() - lostNanos < REPLACED * timing.silence()) return false;
        }
        end(new Loss(stranger.getMessage(), null, Loss.Kind.CLUSTER));
        return true;
    }

    /** False when this has ended meanwhile. */
    private synchronized boolean pause(long nanos) {
        Deadline deadline = Deadline.after(nanos);
        while (end == null && !deadline.isOver()) {
            if (!Waiting.on(this, deadline)) return false;
        }
        return end == null;
    }

    /** Makes it the current connection, once all that wait have been sent; false if it is lost. */
    private boolean adopt(Link link, Address at) {
        if (!link.keptBy(this)) return false;
        while (true) {
            OpenRequest next;
            synchronized (this) {
                if (end != null) break;
                if (waiting.isEmpty()) {
                    if (!link.isOpen()) return false;
                    current = link;
                    address = at;
                    adoptedNanos = System.nanoTime();
                    silence = new Silence(timing.silence());
                    book.onSuccess(at);
                    notifyAll();
                    break;
                }
                next = waiting.iterator().next();
                waiting.remove(next);
            }
            if (next.isAbandoned() || pass(next, link)) continue;
            // It is lost: back to the others that wait for the next one.
            route(next);
            return false;
        }
        if (end != null) link.end(end);
        else askForMembers(link);
        return true;
    }

    private void askForMembers(Link link) {
        synchronized (this) {
            refreshedNanos = System.nanoTime();
        }
        link.trySend(new Call(new Request(Verb.WALK).path(MEMBERS)) {
            @Override
            void onDone() {
                learn(this);
            }
        });
    }

    private void learn(Call answer) {
        try {
            List<Address> members = NameFolder.addresses(answer.files());
            synchronized (this) {
                book.learn(members);
            }
        } catch (DoozerException e) {
            // Then those that are known have to do.
        }
    }

    /** A look at the connections, from time to time; clock's thread. */
    private void tick() {
        List<Link> all;
        Silence verdict;
        Link link;
        synchronized (this) {
            if (end != null) return;
            link = current;
            verdict = silence;
            all = List.copyOf(retired);
        }
        long nowNanos = System.nanoTime();
        if (link != null) look(link, verdict, nowNanos);
        for (Link old : all) {
            if (nowNanos - old.heardNanos() > 2 * timing.silence()) lostForSilence(old);
        }
        clock.after(tickNanos(), this::tick);
    }

    private void look(Link link, Silence verdict, long nowNanos) {
        switch (verdict.look(nowNanos, link.heardNanos(), link.isAwaited())) {
            case ASK -> link.trySend(new Call(new Request(Verb.SELF)));
            case GIVE_UP -> lostForSilence(link);
            case WAIT -> {
                boolean isDue;
                synchronized (this) {
                    isDue = nowNanos - refreshedNanos > timing.refresh();
                }
                if (isDue) askForMembers(link);
            }
        }
    }

    private static void lostForSilence(Link link) {
        link.onLost(new IOException("the server is silent"));
    }

    @Override
    public void close() {
        end(Loss.closed("the client is closed"));
    }

    private void end(Loss why) {
        List<OpenRequest> orphans;
        List<Link> links;
        synchronized (this) {
            if (end != null) return;
            end = why;
            orphans = List.copyOf(waiting);
            waiting.clear();
            links = new ArrayList<>(retired);
            if (current != null) links.add(current);
            current = null;
            notifyAll();
        }
        for (Link link : links) link.end(why);
        for (OpenRequest orphan : orphans) orphan.end(why);
    }
}
