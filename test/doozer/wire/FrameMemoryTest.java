package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory is reserved as bytes arrive, never because a length says so. */
class FrameMemoryTest {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PIECE = 8192;

    private final byte[] piece = new byte[PIECE];
    private long allocatedBefore;

    private long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
    }

    private void startCounting() {
        allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    }

    /** The beginning of a frame that is full of one field, up to the first of its bytes. */
    private static ByteBuffer frameFullOf(int field) {
        Output head = new Output(16);
        head.putInt(Limits.MAX_FRAME);
        head.putVarint(field << 3 | 2);
        // The size takes four bytes itself.
        head.putVarint(Limits.MAX_FRAME - 5);
        return ByteBuffer.wrap(head.toByteArray());
    }

    private static ByteBuffer setWithValueOf(int size) {
        Output head = new Output(32);
        head.putInt(size + 7);
        head.putVarintField(Request.VERB, Verb.SET.number());
        head.putVarint(Request.VALUE << 3 | 2);
        head.putVarint(size);
        return ByteBuffer.wrap(head.toByteArray());
    }

    /** Feeds so many bytes in pieces; gives the message that they complete, or null. */
    private Request feed(RequestDecoder decoder, int count) throws BadFrameException {
        ByteBuffer in = ByteBuffer.wrap(piece);
        Request request = null;
        for (int left = count; left > 0 && request == null; left -= PIECE) {
            in.clear().limit(Math.min(left, PIECE));
            request = decoder.next(in);
        }
        return request;
    }

    @Test
    void valueOverTheLimitIsPassedOverAndOnlyItsLengthIsKept() throws BadFrameException {
        RequestDecoder decoder = new RequestDecoder(1000);
        int size = 15 << 20;
        ByteBuffer head = setWithValueOf(size);
        startCounting();

        decoder.next(head);
        Request request = feed(decoder, size);

        assertThat(allocated()).isLessThan(16 << 10);
        assertThat(request.isValueTooLong()).isTrue();
        assertThat(request.valueLength()).isEqualTo(size);
        assertThat(request.verb()).isEqualTo(Verb.SET);
    }

    @ParameterizedTest
    @ValueSource(ints = {Request.PATH, Request.CAS, 15})
    void longFieldThatNobodyWantsIsPassedOver(int field) throws BadFrameException {
        RequestDecoder decoder = new RequestDecoder(1000);
        ByteBuffer head = frameFullOf(field);
        startCounting();

        decoder.next(head);
        Request request = feed(decoder, Limits.MAX_FRAME - 5);

        // The first 4 KiB of a path are kept, in an array and then in a text.
        assertThat(allocated()).isLessThan(24 << 10);
        assertThat(request).isNotNull();
        assertThat(decoder.isMidFrame()).isFalse();
    }

    @Test
    void hugeLengthReservesNothingUntilItsBytesArrive() throws BadFrameException {
        RequestDecoder decoder = new RequestDecoder(Limits.MAX_VALUE);
        ByteBuffer head = setWithValueOf(Limits.MAX_VALUE);
        startCounting();

        decoder.next(head);
        assertThat(allocated()).isLessThan(8 << 10);

        feed(decoder, 3 * PIECE);
        assertThat(allocated()).isLessThan(12 * PIECE);
    }

    @Test
    void longAnswerIsNotBelievedEither() throws BadFrameException {
        ResponseDecoder decoder = new ResponseDecoder();
        ByteBuffer head = frameFullOf(Response.VALUE);
        startCounting();

        decoder.next(head);
        for (int i = 0; i < 3; i++) decoder.next(ByteBuffer.wrap(piece));

        assertThat(allocated()).isLessThan(12 * PIECE);
    }

    @Test
    void longValueIsNotCopiedMoreThanItHasTo() throws BadFrameException {
        RequestDecoder decoder = new RequestDecoder(Limits.MAX_VALUE);
        ByteBuffer head = setWithValueOf(Limits.MAX_VALUE);
        Arrays.fill(piece, (byte) 7);
        startCounting();

        decoder.next(head);
        Request request = feed(decoder, Limits.MAX_VALUE);

        // Twice while it grows, and itself.
        assertThat(allocated()).isLessThan(3L * Limits.MAX_VALUE + (16 << 10));
        byte[] expected = new byte[Limits.MAX_VALUE];
        Arrays.fill(expected, (byte) 7);
        assertThat(Arrays.equals(request.value(), expected)).isTrue();
    }

    @Test
    void thousandEmptyFramesCostAThousandRequests() throws BadFrameException {
        RequestDecoder decoder = new RequestDecoder(1000);
        ByteBuffer in = ByteBuffer.allocate(4 * 1000);
        startCounting();

        for (int i = 0; i < 1000; i++) decoder.next(in);

        assertThat(allocated()).isLessThan(1000 * 128);
    }
}
