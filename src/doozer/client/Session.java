package doozer.client;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A place in the cluster that lives as long as this process shows signs of life: the files that it
 * has {@linkplain #setEphemeral set as ephemeral} are deleted with it. Any thread.
 *
 * <p>Its writes are done exactly once and in the order in which they were given, whatever
 * connections are lost in between: what is not answered is sent again until it is, or until the
 * session is lost. They throw what those of {@link DoozerClient} do, and {@link
 * SessionLostException} for what was not done as the session is lost. {@link
 * OutcomeUnknownException} remains for what was under way when the session was lost, and for
 * whose time-out has passed: that one is done still, and in its order, unless the session is lost.
 *
 * <p>At most 256 writes are under way; whoever has another one waits, one that gives a future too.
 *
 * <p>A sign of life is sent every third of its time to live. The session counts as lost when none
 * was answered that was sent within the last four fifths of it, by the longer of the two clocks
 * that a machine has: so a process that was asleep knows before it does anything else, and before
 * the cluster gives its files to others.
 */
public final class Session extends Writes implements AutoCloseable {
    private final DoozerClient client;
    private final SessionPipe pipe;
    private final SessionLife life;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Session(DoozerClient client, SessionPipe pipe, SessionLife life) {
        this.client = client;
        this.pipe = pipe;
        this.life = life;
    }

    /** What asks for one. */
    static Request request(Duration ttl, String name) {
        Request request = new Request(Verb.OPEN)
                .ttlMillis((int) Math.min(Integer.MAX_VALUE, TimeUnit.MILLISECONDS.convert(ttl)));
        return name.isEmpty() ? request : request.value(name.getBytes(StandardCharsets.UTF_8));
    }

    /** Opens one. */
    static Session open(DoozerClient client, Time time, Request request) {
        SessionClock.Moment asked = SessionClock.Moment.now(time);
        Call opened = client.call(request);
        long id = opened.revision();
        long ttlNanos = Duration.ofMillis(opened.answer().len()).toNanos();
        SessionClock clock = new SessionClock(ttlNanos, asked);
        SessionLife life = new SessionLife(client, time, id, clock);
        SessionPipe pipe = new SessionPipe(client, life);
        life.begin(pipe);
        return new Session(client, pipe, life);
    }

    /** The client whose session it is. */
    public DoozerClient client() {
        return client;
    }

    /**
     * Opens one that nobody keeps but {@link #keep}: for who has no process to live in.
     *
     * @return its id
     */
    public static long begin(DoozerClient client, Duration ttl, String name) {
        return client.call(request(ttl, name)).revision();
    }

    /**
     * A sign of life of a session, whoever has opened it.
     *
     * @throws NotFoundException when it has ended
     */
    public static void keep(DoozerClient client, long id) {
        client.call(new Request(Verb.KEEP).session(id)).answer();
    }

    /**
     * Ends a session, whoever has opened it: its files are deleted.
     *
     * @throws NotFoundException when it has ended already
     */
    public static void end(DoozerClient client, long id) {
        client.call(new Request(Verb.CLOSE).session(id)).answer();
    }

    /** Its id, by which {@code /ctl/sess/<id>} is called: the revision at which it was opened. */
    public long id() {
        return life.id();
    }

    /** How long it lives without a sign of life, as the cluster has granted it. */
    public Duration ttl() {
        return Duration.ofNanos(life.ttlNanos());
    }

    /** Whether it can be relied on, at this very moment; once false, false for good. */
    public boolean isAlive() {
        return life.check() == null;
    }

    /**
     * Has {@code action} run, on the callback thread, once, when the session is lost; if it is
     * already, at once. Closing it is not losing it.
     */
    public void onLost(Runnable action) {
        life.onLost(action);
    }

    /**
     * Sets a file that is deleted when this session ends, whoever sets it later.
     *
     * @param revision as in {@link #set}; a file that exists has to be one of this session
     * @return the new revision: the fencing token of a lock
     * @throws RevisionMismatchException when the file is newer than that, or not of this session
     */
    public long setEphemeral(String path, long revision, byte[] body) {
        return call(set(path, body).rev(revision).option(Request.EPHEMERAL)).revision();
    }

    /** {@link #setEphemeral} as a future. */
    public CompletableFuture<Long> setEphemeralAsync(String path, long revision, byte[] body) {
        return async(set(path, body).rev(revision).option(Request.EPHEMERAL), Call::revision);
    }

    @Override
    Channel channel() {
        return pipe;
    }

    @Override
    Deadline deadline() {
        return client.deadline();
    }

    @Override
    Callbacks callbacks() {
        return client.callbacks();
    }

    /**
     * Ends it, once the writes under way are done: its files are deleted when this returns, unless
     * the cluster cannot be reached within the time-out of the client, or the session's time to
     * live, which then ends it. A second call does nothing but wait for the first. Throws nothing.
     */
    @Override
    public void close() {
        Deadline deadline = client.deadline();
        if (!pipe.closeForNew()) {
            awaitClosed();
            return;
        }
        try {
            pipe.awaitEmpty(deadline);
            life.close(deadline);
            pipe.close();
        } finally {
            closed.countDown();
        }
    }

    /** Whoever closes the client next must not cut off what another thread has begun here. */
    private void awaitClosed() {
        try {
            if (isAlive()) closed.await(life.ttlNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
