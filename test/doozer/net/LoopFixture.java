package doozer.net;

import doozer.wire.Address;
import doozer.wire.BadFrameException;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A loop on a thread of its own, a clock that stands until the test moves it, and a list of what
 * the loop has said. A connection of its own wakes the loop: it has number 0 and is never listed.
 */
final class LoopFixture implements Handler, AutoCloseable {
    static final LoopOptions OPTIONS =
            options(1000, 1 << 20, TimeUnit.SECONDS.toNanos(30));

    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final List<Said> said = new ArrayList<>();
    private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
    private final Loop loop;
    private final Thread thread;
    private final int port;
    private final LoopPeer waker;
    /** How many of the tasks are announced. */
    private int due;
    private volatile Throwable failure;
    private volatile RequestListener requests = (connection, request) -> { };
    private volatile DrainListener drains = connection -> { };
    private volatile boolean closesWhenEnded = true;

    /** Something that the loop has said. */
    record Said(String what, Connection connection, Request request, String reason) { }

    /** Takes requests, on the loop's thread. */
    interface RequestListener {
        void onRequest(Connection connection, Request request);
    }

    /** Takes the news that there is room again, on the loop's thread. */
    interface DrainListener {
        void onDrained(Connection connection);
    }

    static LoopOptions options(int maxConnections, int outBufferBytes, long halfFrameNanos) {
        return new LoopOptions(maxConnections, outBufferBytes, 1 << 20, halfFrameNanos, 1 << 20,
                links(""));
    }

    /** The bounds of links, for those who know that secret. */
    static LoopOptions.Links links(String secret) {
        return new LoopOptions.Links(new PeerSecret(secret), 1 << 20, 10_000_000_000L);
    }

    LoopFixture() throws IOException {
        this(OPTIONS);
    }

    LoopFixture(LoopOptions options) throws IOException {
        this(options, null);
    }

    /** One with that clock; null for one that the test moves. */
    LoopFixture(LoopOptions options, LongSupplier clock) throws IOException {
        loop = new Loop(this, options, clock == null ? nowNanos::get : clock);
        port = loop.listen(new Address("127.0.0.1", 0));
        thread = new Thread(this::run, "loop under test");
        thread.start();
        waker = connect();
        onLoop(() -> { });
    }

    private void run() {
        try {
            loop.run();
        } catch (Throwable e) {
            failure = e;
        }
    }

    Loop loop() {
        return loop;
    }

    int port() {
        return port;
    }

    Thread thread() {
        return thread;
    }

    Throwable failure() {
        return failure;
    }

    LoopPeer connect() throws IOException {
        return LoopPeer.connect(port);
    }

    void onRequests(RequestListener listener) {
        requests = listener;
    }

    void onDrains(DrainListener listener) {
        drains = listener;
    }

    /** Leaves it to the test to close what has sent its last. */
    void keepsHalfClosed() {
        closesWhenEnded = false;
    }

    /** Moves the clock, and has the loop look at it. */
    void advance(long time, TimeUnit unit) throws IOException {
        nowNanos.addAndGet(unit.toNanos(time));
        // Twice: the first turn may have begun with the old time.
        onLoop(() -> { });
        onLoop(() -> { });
    }

    /** What the clock says now. */
    long nowNanos() {
        return nowNanos.get();
    }

    /** Runs that on the loop's thread, and waits for it. What was ready before has been read. */
    void onLoop(Runnable task) throws IOException {
        FutureTask<Void> future = new FutureTask<>(task, null);
        tasks.add(future);
        waker.send(new Request(Verb.NOP));
        try {
            future.get(LoopPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError("on the loop: " + e, e);
        }
    }

    /** Waits until that is so, as seen on the loop's thread. */
    void until(BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LoopPeer.PATIENCE_MILLIS);
        boolean[] holds = new boolean[1];
        while (!holds[0]) {
            onLoop(() -> holds[0] = condition.getAsBoolean());
            if (System.nanoTime() - deadline > 0) throw new AssertionError("it never came to that");
        }
    }

    /** Takes the oldest of what the loop has said under that name, and waits for it if need be. */
    synchronized Said await(String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LoopPeer.PATIENCE_MILLIS);
        while (true) {
            for (Said one : said) {
                if (one.what.equals(what) && said.remove(one)) return one;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("no " + what + " among " + said.size() + " others");
            }
            wait(left);
        }
    }

    /** How often the loop has said that, without what was taken. */
    synchronized long count(String what) {
        return said.stream().filter(one -> one.what.equals(what)).count();
    }

    private synchronized void say(Said one) {
        if (one.connection != null && one.connection.number() == 0) return;
        said.add(one);
        notifyAll();
    }

    @Override
    public void onOpened(Connection connection) {
        say(new Said("opened", connection, null, null));
    }

    @Override
    public void onRequest(Connection connection, Request request) {
        if (connection.number() == 0) {
            due++;
            return;
        }
        requests.onRequest(connection, request);
        say(new Said("request", connection, request, null));
    }

    @Override
    public void onInputEnded(Connection connection) {
        if (closesWhenEnded) connection.close(null);
        else say(new Said("ended", connection, null, null));
    }

    @Override
    public void onDrained(Connection connection) {
        drains.onDrained(connection);
        say(new Said("drained", connection, null, null));
    }

    @Override
    public void onClosed(Connection connection, String reason) {
        // Whoever logs it asks then for the peer.
        say(new Said("closed", connection, null, reason == null ? null
                : connection.peer() + " " + reason));
    }

    @Override
    public void onRefused(String peer, String reason) {
        say(new Said("refused", null, null, peer + " " + reason));
    }

    @Override
    public void onLinkOpened(Link link) {
        say(new Said("link-opened", null, null, "" + link.number()));
    }

    @Override
    public void onLinkAccepted(Link link) {
        say(new Said("link-accepted", null, null, "" + link.number()));
    }

    @Override
    public void onLinkReceived(Link link, ByteBuffer message) throws BadFrameException {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        if (bytes.length == 3) throw new BadFrameException("it has three bytes");
        say(new Said("link-received", null, null, link.number() + " " + bytes.length + " "
                + Arrays.hashCode(bytes)));
    }

    @Override
    public void onLinkDrained(Link link) {
        say(new Said("link-drained", null, null, "" + link.number()));
    }

    @Override
    public void onLinkClosed(Link link, LinkEnd how, String reason) {
        say(new Said("link-closed", null, null, link.number() + " " + how + " " + reason));
    }

    @Override
    public long onTurn(long now) {
        // Each in the turn that has read what announces it, and all that was there before.
        for (; due > 0; due--) tasks.remove().run();
        return Long.MAX_VALUE;
    }

    /** An answer with that number in it and nothing else. */
    static Response numbered(long number) {
        return new Response().rev(number);
    }

    @Override
    public void close() throws IOException {
        loop.stop();
        waker.close();
        try {
            thread.join(LoopPeer.PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) throw new AssertionError("the loop does not stop");
    }
}
