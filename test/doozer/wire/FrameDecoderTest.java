package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.build.Counts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private final Output body = new Output(64);

    private Request decoded() throws BadFrameException {
        return FrameSamples.decode(FrameSamples.frame(body.toByteArray()));
    }

    private void assertBad(String reason) {
        assertThatThrownBy(this::decoded).isInstanceOf(BadFrameException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void requestsAreTheSameInWhateverPiecesTheyArrive() throws BadFrameException {
        for (int seed = 0; seed < Counts.of(300, 5_000); seed++) {
            Random random = new Random(seed);
            Output out = new Output(64);
            List<String> sent = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                Request request = FrameSamples.request(random);
                request.encode(out);
                sent.add(FrameSamples.textOf(request));
            }
            byte[] bytes = out.toByteArray();

            assertThat(FrameSamples.decodeAll(FrameSamples.requests(), bytes, () -> 1))
                    .as("byte by byte, seed %d", seed).isEqualTo(sent);
            assertThat(FrameSamples.decodeAll(FrameSamples.requests(), bytes, () -> bytes.length))
                    .as("at once, seed %d", seed).isEqualTo(sent);
            assertThat(FrameSamples.decodeAll(FrameSamples.requests(), bytes,
                    () -> 1 + random.nextInt(50))).as("in pieces, seed %d", seed).isEqualTo(sent);
        }
    }

    @Test
    void responsesAreTheSameInWhateverPiecesTheyArrive() throws BadFrameException {
        for (int seed = 0; seed < Counts.of(300, 5_000); seed++) {
            Random random = new Random(seed);
            Output out = new Output(64);
            List<String> sent = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                long tag = FrameSamples.tag(random);
                Response response = FrameSamples.response(random);
                if (random.nextBoolean()) response.shared();
                response.encode(tag, out);
                sent.add(FrameSamples.textOfResponse(tag, response));
            }
            byte[] bytes = out.toByteArray();

            assertThat(FrameSamples.decodeAll(new ResponseDecoder(), bytes, () -> 1))
                    .as("byte by byte, seed %d", seed).isEqualTo(sent);
            assertThat(FrameSamples.decodeAll(new ResponseDecoder(), bytes, () -> bytes.length))
                    .as("at once, seed %d", seed).isEqualTo(sent);
            assertThat(FrameSamples.decodeAll(new ResponseDecoder(), bytes,
                    () -> 1 + random.nextInt(50))).as("in pieces, seed %d", seed).isEqualTo(sent);
        }
    }

    @Test
    void frameThatIsNotWholeIsNoMessageAndSaysSo() throws BadFrameException {
        byte[] frame = FrameSamples.encode(new Request(Verb.GET).tag(1).path("/a"));
        for (int length = 0; length < frame.length; length++) {
            RequestDecoder decoder = FrameSamples.requests();

            assertThat(decoder.next(ByteBuffer.wrap(frame, 0, length))).isNull();
            assertThat(decoder.isMidFrame()).as("after %d bytes", length).isEqualTo(length > 0);

            assertThat(decoder.next(ByteBuffer.wrap(frame, length, frame.length - length)))
                    .isNotNull();
            assertThat(decoder.isMidFrame()).isFalse();
        }
    }

    @Test
    void bytesOfTheNextFrameAreLeftAlone() throws BadFrameException {
        byte[] one = FrameSamples.encode(new Request(Verb.NOP));
        ByteBuffer in = ByteBuffer.wrap(FrameSamples.concat(one, one));

        assertThat(FrameSamples.requests().next(in)).isNotNull();

        assertThat(in.remaining()).isEqualTo(one.length);
    }

    @Test
    void emptyFrameIsARequestWithoutFields() throws BadFrameException {
        assertThat(FrameSamples.textOf(decoded())).isEqualTo(FrameSamples.textOf(new Request()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, Limits.MAX_FRAME + 1, 1 << 24})
    void lengthBeyondTheMaximumIsRefusedWithItsFourthByte(int length) throws BadFrameException {
        RequestDecoder decoder = FrameSamples.requests();
        ByteBuffer in = ByteBuffer.allocate(4).putInt(length).flip();

        assertThat(decoder.next(in.slice(0, 3))).isNull();

        assertThatThrownBy(() -> decoder.next(in.slice(3, 1)))
                .isInstanceOf(BadFrameException.class)
                .hasMessage("frame length " + length + " is not from 0 to 16777215");
    }

    @Test
    void unknownFieldsOfEveryKindAreSkipped() throws BadFrameException {
        body.putVarintField(10, -1);
        body.putVarint(11 << 3 | 1);
        body.putBytes(new byte[8]);
        body.putBytesField(12, new byte[5_000]);
        body.putBytesField(13, new byte[0]);
        body.putVarint(14 << 3 | 5);
        body.putBytes(new byte[4]);
        body.putVarint(0x1fffffffL << 3);
        body.putByte(1);
        body.putVarintField(Request.TAG, 7);

        assertThat(FrameSamples.textOf(decoded()))
                .isEqualTo(FrameSamples.textOf(new Request().tag(7)));
    }

    @Test
    void groupIsSkippedWithAllThatIsInIt() throws BadFrameException {
        body.putVarintField(Request.TAG, 7);
        body.putVarint(20 << 3 | 3);
        body.putVarintField(Request.TAG, 8);
        body.putBytesField(Request.VALUE, new byte[3]);
        body.putVarint(21 << 3 | 3);
        body.putVarintField(Request.CAS, 1);
        body.putVarint(Request.PATH << 3 | 5);
        body.putBytes(new byte[4]);
        body.putVarint(21 << 3 | 4);
        body.putVarintField(Request.VERB, 1);
        body.putVarint(20 << 3 | 4);
        body.putVarintField(Request.REV, 9);

        assertThat(FrameSamples.textOf(decoded()))
                .isEqualTo(FrameSamples.textOf(new Request().tag(7).rev(9)));
    }

    @Test
    void groupsWithinGroupsAreFollowedToAHundred() throws BadFrameException {
        nest(100, 100);
        decoded();

        body.clear();
        nest(101, 101);
        assertBad("groups too deep");
    }

    @Test
    void groupHasToEndAndToBegin() {
        nest(3, 2);
        assertBad("a group has no end");

        body.clear();
        nest(2, 3);
        assertBad("a group ends that never began");
    }

    private void nest(int begins, int ends) {
        for (int i = 0; i < begins; i++) body.putVarint(20 << 3 | 3);
        for (int i = 0; i < ends; i++) body.putVarint(20 << 3 | 4);
    }

    @Test
    void overLongNumberIsTakenUpToTenBytes() throws BadFrameException {
        body.putVarint(Request.TAG << 3);
        body.putBytes(varint(10, 5));
        assertThat(decoded().tag()).isEqualTo(5);

        body.clear();
        body.putBytes(varint(10, Request.TAG << 3));
        body.putByte(6);
        assertThat(decoded().tag()).isEqualTo(6);

        body.clear();
        body.putVarint(Request.TAG << 3);
        body.putBytes(varint(11, 5));
        assertBad("a number has more than ten bytes");
    }

    /** The number in so many bytes, most of which are not needed. */
    private static byte[] varint(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x80);
        bytes[0] |= (byte) value;
        bytes[length - 1] = 0;
        return bytes;
    }

    @Test
    void fieldNumbersThatCannotBeAreRefused() {
        body.putVarintField(0, 1);
        assertBad("field number 0 is none");

        body.clear();
        body.putVarint(0x20000000L << 3);
        assertBad("field number 536870912 is none");

        body.clear();
        body.putVarint(-1);
        assertBad("is none");
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7})
    void wireTypesThatDoNotExistAreRefused(int type) {
        body.putVarint(Request.TAG << 3 | type);
        assertBad("wire type " + type + " is none");
    }

    @ParameterizedTest
    @ValueSource(ints = {Request.PATH, Request.VALUE, 30})
    void fieldThatRunsOverItsFrameIsRefusedBeforeItsBytesArrive(int field) {
        for (long size : new long[] {6, Integer.MAX_VALUE, 1L << 32, 1L << 62, -1}) {
            body.clear();
            body.putVarint(field << 3 | 2);
            body.putVarint(size);
            body.putBytes(new byte[5]);
            assertBad("a field of " + size + " bytes in the last 5 of its frame");
        }
    }

    @Test
    void fieldsOfFixedSizeHaveToFitToo() {
        body.putVarint(30 << 3 | 1);
        body.putBytes(new byte[7]);
        assertBad("runs over the end");

        body.clear();
        body.putVarint(30 << 3 | 5);
        body.putBytes(new byte[3]);
        assertBad("runs over the end");
    }

    @Test
    void frameMayNotEndWithinAField() {
        body.putVarint(Request.TAG << 3);
        assertBad("a field has no end");

        body.putByte(0x80);
        assertBad("a field has no end");

        body.clear();
        body.putByte(0x88);
        assertBad("a field has no end");

        body.clear();
        body.putVarint(Request.VALUE << 3 | 2);
        assertBad("a field has no end");
    }

    @Test
    void failureCostsNoStackTrace() {
        assertThat(new BadFrameException("x").getStackTrace()).isEmpty();
    }
}
