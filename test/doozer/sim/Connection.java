package doozer.sim;

import doozer.node.Input;
import doozer.wire.BadFrameException;
import doozer.wire.Flags;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.RequestDecoder;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client's connection, both sides of it: requests go through the real decoder, none is delivered
 * while the node has paused it, and answers pile up to a bound. Owned by the run's thread.
 */
final class Connection implements Numbered {
    /** Who has opened it. */
    interface Owner {
        /** An answer has come. */
        void onAnswer(Connection connection, long tag, Response response);

        /** It is gone: nothing more comes, and nobody knows what was done. */
        void onClosed(Connection connection);
    }

    final int id;
    final Process process;
    final boolean isText;
    private final World world;
    private final Owner owner;
    private final int number;
    private final RequestDecoder decoder;
    private final long slowNanos;
    private boolean isOpenHere = true;
    private boolean isOpenThere = true;
    private boolean isClosing;
    private boolean isCutOff;
    private boolean isPaused;
    private boolean isCongested;
    private int queued;
    private long lastRequest;
    private long lastAnswer;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    /** What the node owes an answer, by tag, in the order received. */
    private final Map<Long, Owed> owed = new LinkedHashMap<>();

    private record Owed(Verb verb, long receivedNanos) { }

    Connection(Owner owner, Process process, boolean isText) {
        this.owner = owner;
        this.process = process;
        this.isText = isText;
        world = process.world;
        id = world.nextConnection();
        number = process.allocate(this);
        decoder = new RequestDecoder(world.plan.bounds.maxValue());
        boolean isSlow = world.plan.has(Fault.CLIENTS) && world.network.dice.oneIn(6);
        slowNanos = isSlow ? world.network.dice.millis(1, 10) : 0;
        world.connections.add(this);
        process.deliver(() -> step(new Input.Opened(number, isText)));
    }

    private void step(Input input) {
        if (!isOpenThere) return;
        world.trace.mix(number);
        process.step(input);
    }

    boolean isOpen() {
        return isOpenHere;
    }

    boolean isDone() {
        return !isOpenHere && !isOpenThere;
    }

    // What the client does.

    void send(Request request) {
        Output out = new Output(64);
        request.encode(out);
        byte[] frame = out.toByteArray();
        lastRequest = Math.max(lastRequest, world.timeline.now() + world.network.delay());
        world.timeline.at(lastRequest, () -> {
            if (!isCutOff) process.deliver(() -> receive(frame));
        });
    }

    /** Is gone from one moment to the next, maybe before all that it sent has arrived. */
    void abandon() {
        if (!isOpenHere) return;
        isOpenHere = false;
        isCutOff = world.network.dice.oneIn(2);
        lastRequest = Math.max(lastRequest, world.timeline.now() + world.network.delay());
        world.timeline.at(lastRequest, () -> process.deliver(this::closeThere));
    }

    /** Sends nothing more, and waits for what it is owed. */
    void end() {
        lastRequest = Math.max(lastRequest, world.timeline.now() + world.network.delay());
        world.timeline.at(lastRequest, () -> process.deliver(() -> hold(
                () -> step(new Input.Ended(number)))));
    }

    // What the kernel and the loop do.

    /** Breaks: both sides hear of it. */
    void breakDown() {
        if (!isOpenHere) return;
        isCutOff = true;
        world.timeline.after(world.network.delay(), this::closeHere);
        world.timeline.after(world.network.dice.scale(10_000, 1_000_000_000),
                () -> process.deliver(this::closeThere));
    }

    private void closeHere() {
        if (!isOpenHere) return;
        isOpenHere = false;
        owner.onClosed(this);
    }

    private void closeThere() {
        if (!isOpenThere) return;
        step(new Input.Closed(number));
        isOpenThere = false;
        owed.clear();
        process.free(number);
    }

    @Override
    public void onKilled() {
        isOpenThere = false;
        long unsent = Math.max(0, lastAnswer - world.timeline.now()) + world.network.delay();
        world.timeline.after(world.network.dice.between(0, unsent), this::closeHere);
    }

    @Override
    public void onSilenced() {
        isOpenThere = false;
        world.timeline.after(world.network.dice.millis(100, 6_000), this::closeHere);
    }

    private void receive(byte[] frame) {
        if (isOpenThere && !isClosing) hold(() -> deliver(frame));
    }

    private void hold(Runnable input) {
        if (isPaused || !held.isEmpty()) held.add(input);
        else input.run();
    }

    private void deliver(byte[] frame) {
        if (isClosing || !isOpenThere) return;
        Request request;
        try {
            request = decoder.next(ByteBuffer.wrap(frame));
        } catch (BadFrameException e) {
            throw new Violation("a client's frame is no request", e);
        }
        if (isOwed(request)) {
            owed.put(request.tag(), new Owed(request.verb(), process.activeNanos()));
        }
        if (world.trace.isDetailed()) {
            world.trace.detail(process.name(), "<- c" + id + " " + request.verb() + " "
                    + request.path() + " tag " + request.tag() + " rev " + request.rev());
        }
        step(new Input.Received(number, request));
    }

    /** Whether the node has to answer it by itself. */
    private boolean isOwed(Request request) {
        return switch (request.verb()) {
            case WAIT, WATCH -> false;
            case GET, STAT, GETDIR, WALK, REV -> !request.hasRev()
                    || request.rev() <= process.peek.tree().revision();
            default -> true;
        };
    }

    /** Nobody waits longer than that for what the node can answer or refuse by itself. */
    void checkPatience(long boundNanos) {
        if (owed.isEmpty() || !isOpenThere || isClosing || isCongested) return;
        Map.Entry<Long, Owed> first = owed.entrySet().iterator().next();
        long waited = process.activeNanos() - first.getValue().receivedNanos;
        if (waited <= boundNanos) return;
        throw new Violation(process + " neither answers " + first.getValue().verb + ", tag "
                + first.getKey() + " of c" + id + ", nor closes: for " + waited / 1_000_000
                + " ms");
    }

    // What the node asks for.

    boolean answer(long tag, Response response) {
        if (isClosing) return true;
        settle(tag, response);
        queued++;
        lastAnswer = Math.max(lastAnswer, world.timeline.now())
                + (world.isFaulty() ? slowNanos : 0);
        lastAnswer = Math.max(lastAnswer, world.timeline.now() + world.network.delay());
        world.trace.mix(tag);
        world.trace.mix(response.rev());
        if (world.trace.isDetailed()) {
            world.trace.detail(process.name(), "-> c" + id + " tag " + tag + ": " + response);
        }
        boolean isLost = world.plan.has(Fault.CLIENTS) && isCutOff;
        world.timeline.at(lastAnswer, () -> {
            arrived();
            if (isOpenHere && !isLost) owner.onAnswer(this, tag, response);
        });
        if (queued > world.plan.clientAnswers) isCongested = true;
        return !isCongested;
    }

    private void settle(long tag, Response response) {
        Owed one = owed.get(tag);
        if (one == null) return;
        boolean isList = one.verb == Verb.WALK || one.verb == Verb.GETDIR;
        boolean isLast = !isList || response.errCode() != 0
                || (response.flags() & Flags.DONE) != 0;
        if (isLast) owed.remove(tag);
        if (isWrite(one.verb) && response.errCode() == 0) world.invariants.onAcknowledged(process);
    }

    private static boolean isWrite(Verb verb) {
        return switch (verb) {
            case SET, DEL, NOP, OPEN, CLOSE, TXN, NEXT -> true;
            default -> false;
        };
    }

    private void arrived() {
        queued--;
        if (!isCongested || queued > 0) return;
        isCongested = false;
        if (isOpenThere) process.deliver(() -> step(new Input.Drained(number)));
    }

    void pause() {
        if (isPaused) throw new Violation(process + " pauses c" + id + " twice");
        isPaused = true;
    }

    void resume() {
        if (!isPaused) throw new Violation(process + " resumes c" + id + ", which is not paused");
        isPaused = false;
        process.deliver(() -> {
            while (!isPaused && !held.isEmpty() && isOpenThere) held.poll().run();
        });
    }

    void closeByNode(String reason) {
        if (isClosing) throw new Violation(process + " closes c" + id + " twice");
        isClosing = true;
        if (world.trace.isDetailed()) world.trace.detail(process.name(), "closes c" + id + ": "
                + reason);
        owed.clear();
        long flushed = Math.max(lastAnswer, world.timeline.now());
        world.timeline.at(flushed + world.network.delay(), this::closeHere);
        world.timeline.at(flushed, () -> process.deliver(this::closeThere));
    }
}
