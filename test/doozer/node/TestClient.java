package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.BadFrameException;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.RequestDecoder;
import doozer.wire.Response;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection and the client at its other end, as the shell has them: requests go through the
 * decoder, none is delivered while the connection is paused, and answers pile up to a bound.
 */
final class TestClient {
    private final TestNode host;
    private final int number;
    private final boolean isText;
    private final RequestDecoder decoder;
    private final ArrayDeque<Request> inbox = new ArrayDeque<>();
    private final List<Answer> answers = new ArrayList<>();
    /** Those of the answers that came although it takes no more. */
    private final List<Answer> surplus = new ArrayList<>();
    private int nextTag = 1;
    private int capacity = Integer.MAX_VALUE;
    private int queued;
    private boolean isCongested;
    private boolean isPaused;
    private boolean isEnding;
    private boolean isEnded;
    private boolean isClosing;
    private String closeReason;

    TestClient(TestNode host, int number, boolean isText) {
        this.host = host;
        this.number = number;
        this.isText = isText;
        decoder = new RequestDecoder(host.maxValue());
    }

    /** Whether a person or a script reads at the other end. */
    boolean isText() {
        return isText;
    }

    int number() {
        return number;
    }

    boolean isPaused() {
        return isPaused;
    }

    boolean isCongested() {
        return isCongested;
    }

    /** Whether the node has asked for it to be closed. */
    boolean isClosing() {
        return isClosing;
    }

    String closeReason() {
        return closeReason;
    }

    /** Whether something has been sent that the node has not been told of. */
    boolean hasUndelivered() {
        return !inbox.isEmpty() || isEnding && !isEnded;
    }

    // What the client does.

    /** Sends a request, under a tag of its own unless it has one; it arrives with the next turn. */
    int send(Request request) {
        if (request.tag() == Request.NO_TAG) request.tag(nextTag++);
        sendUntagged(request);
        return (int) request.tag();
    }

    void sendUntagged(Request request) {
        Output out = new Output(64);
        request.encode(out);
        sendBytes(out.toByteArray());
    }

    void sendBytes(byte[] frame) {
        try {
            inbox.add(decoder.next(ByteBuffer.wrap(frame)));
        } catch (BadFrameException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a request and gives its one answer, as {@link Answer#text}. */
    String ask(Request request) {
        int tag = send(request);
        host.settle();
        assertThat(answersTo(tag)).hasSize(1);
        return answersTo(tag).get(0);
    }

    /** Sends a request and gives all that comes of it for now. */
    List<String> askAll(Request request) {
        int tag = send(request);
        host.settle();
        return answersTo(tag);
    }

    /** Sends nothing more. */
    void end() {
        isEnding = true;
    }

    boolean isEnding() {
        return isEnding;
    }

    /** Is gone, from one moment to the next. */
    void close() {
        host.closed(this);
    }

    /** From now on takes no more than so many answers before each {@link #drain}. */
    void takesOnly(int newCapacity) {
        capacity = newCapacity;
        queued = 0;
    }

    /** Takes what was queued for it. */
    void drain() {
        queued = 0;
        if (!isCongested) return;
        isCongested = false;
        if (!isClosing) host.step(new Input.Drained(number));
    }

    /** Takes everything from now on. */
    void drainForGood() {
        capacity = Integer.MAX_VALUE;
        drain();
    }

    // What the connection does.

    /** Delivers the next thing that was sent, if it may; false when there is none. */
    boolean deliverOne() {
        if (isPaused || isClosing || !hasUndelivered()) return false;
        if (inbox.isEmpty()) {
            isEnded = true;
            host.step(new Input.Ended(number));
        } else {
            host.step(new Input.Received(number, inbox.remove()));
        }
        return true;
    }

    Request nextToDeliver() {
        return inbox.peek();
    }

    // What the node asks for.

    boolean take(long tag, Response response) {
        if (isClosing) return true;
        Answer answer = new Answer(tag, response);
        answers.add(answer);
        if (isCongested) surplus.add(answer);
        if (++queued > capacity) isCongested = true;
        return !isCongested;
    }

    void pause() {
        assertThat(isPaused).as("paused already").isFalse();
        isPaused = true;
    }

    void resume() {
        assertThat(isPaused).as("paused at all").isTrue();
        isPaused = false;
    }

    void beginClosing(String reason) {
        assertThat(isClosing).as("closing already").isFalse();
        isClosing = true;
        closeReason = reason;
    }

    // What came of it.

    List<Answer> answers() {
        return answers;
    }

    List<Answer> surplus() {
        return surplus;
    }

    /** All answers under a tag so far, as {@link Answer#text}. */
    List<String> answersTo(int tag) {
        return answers.stream().filter(answer -> answer.tag() == tag).map(Answer::text).toList();
    }

    /** All answers since the last call, each with its tag. */
    List<String> takeLines() {
        List<String> lines = answers.stream().map(Answer::line).toList();
        answers.clear();
        return lines;
    }

    /** Sends a request without waiting for anything, in a chain of calls. */
    TestClient sends(Request request) {
        send(request);
        return this;
    }
}
