package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResponseTest {
    private final Output body = new Output(64);

    private static ResponseDecoder.Tagged decode(byte[] frame) throws BadFrameException {
        ByteBuffer in = ByteBuffer.wrap(frame);
        ResponseDecoder.Tagged tagged = new ResponseDecoder().next(in);
        assertThat(in.hasRemaining()).isFalse();
        return tagged;
    }

    private static byte[] encode(long tag, Response response) {
        Output out = new Output(16);
        response.encode(tag, out);
        return out.toByteArray();
    }

    @Test
    void responseIsTheseBytes() {
        Response response = new Response().flags(3).rev(5).path("/a").value(new byte[] {'x'})
                .len(1).errCode(127).errDetail("no");

        assertThat(encode(0, response)).asHexString().isEqualTo("00000017" + "0800" + "1003"
                + "1805" + "2A022F61" + "320178" + "4001" + "A0067F" + "AA06026E6F");
    }

    @Test
    void ownerIsBeforeTheValueAndNobodyIsNotTold() throws BadFrameException {
        Response owned = new Response().rev(5).path("/a").value(new byte[] {'x'}).owner(300);
        byte[] bytes = encode(0, owned);

        assertThat(bytes).asHexString().isEqualTo("0000000E" + "0800" + "1805" + "2A022F61"
                + "58AC02" + "320178");
        assertThat(decode(bytes).response().owner()).isEqualTo(300);
        assertThat(owned.endsWithValue(1)).isTrue();
        Output head = new Output(16);
        owned.encodeUpToValue(0, head);
        head.putBytes(owned.value());
        assertThat(head.toByteArray()).isEqualTo(bytes);
        byte[] nobodys = encode(0, new Response().rev(5).owner(0));
        assertThat(nobodys).asHexString().isEqualTo("00000004" + "0800" + "1805");
        assertThat(decode(nobodys).response().owner()).isZero();
    }

    @Test
    void presentFieldOfNothingIsNotAnAbsentOne() throws BadFrameException {
        ResponseDecoder.Tagged empty = decode(encode(0, new Response().flags(0).rev(0).path("")
                .value(new byte[0]).len(0).errDetail("")));
        assertThat(empty.tag()).isZero();
        assertThat(empty.response().hasFlags() && empty.response().hasRev()).isTrue();
        assertThat(empty.response().hasLen()).isTrue();
        assertThat(empty.response().path()).isEmpty();
        assertThat(empty.response().value()).isEmpty();
        assertThat(empty.response().errDetail()).isEmpty();

        byte[] nothing = encode(Request.NO_TAG, new Response());
        assertThat(nothing).asHexString().isEqualTo("00000000");
        ResponseDecoder.Tagged absent = decode(nothing);
        assertThat(absent.tag()).isEqualTo(Request.NO_TAG);
        assertThat(absent.response().hasFlags() || absent.response().hasRev()).isFalse();
        assertThat(absent.response().hasLen()).isFalse();
        assertThat(absent.response().path()).isNull();
        assertThat(absent.response().value()).isNull();
        assertThat(absent.response().errDetail()).isNull();
        assertThat(absent.response().error()).isNull();
    }

    @Test
    void sharedAnswerIsTheSameBytesHoweverItIsWritten() {
        for (int seed = 0; seed < 300; seed++) {
            long tag = FrameSamples.tag(new Random(seed));
            byte[] plain = encode(tag, FrameSamples.response(new Random(seed)));
            Response shared = FrameSamples.response(new Random(seed)).shared();

            assertThat(encode(tag, shared)).as("seed %d", seed).isEqualTo(plain);
            Output head = new Output(16);
            shared.encodeSharedHead(tag, head);
            assertThat(FrameSamples.concat(head.toByteArray(), shared.sharedBytes()))
                    .as("seed %d", seed).isEqualTo(plain);
        }
    }

    @Test
    void answerIsEncodedOnceForAllWhoShareIt() {
        Response shared = new Response().value(new byte[10]).shared();

        assertThat(shared.shared().sharedBytes()).isSameAs(shared.sharedBytes());
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorArrivesWithItsDetail(ErrorCode code) throws BadFrameException {
        Response response = decode(encode(9, Response.error(code, "because"))).response();

        assertThat(response.error()).isEqualTo(code);
        assertThat(response.errDetail()).isEqualTo("because");
    }

    @Test
    void unknownErrorIsNoneAndKeepsItsNumber() throws BadFrameException {
        Response response = decode(encode(9, new Response().errCode(5_000))).response();

        assertThat(response.error()).isNull();
        assertThat(response.errCode()).isEqualTo(5_000);
    }

    @Test
    void valueOfAFrameThatIsFullArrivesWhole() throws BadFrameException {
        byte[] value = new byte[Limits.MAX_FRAME - 5];
        new Random(8046).nextBytes(value);
        byte[] frame = encode(Request.NO_TAG, new Response().value(value));
        assertThat(frame).hasSize(4 + Limits.MAX_FRAME);

        assertThat(decode(frame).response().value()).isEqualTo(value);
    }

    @Test
    void fieldsOfAnotherWireTypeAndUnknownOnesAreSkipped() throws BadFrameException {
        body.putBytesField(Response.TAG, new byte[] {1});
        body.putBytesField(Response.FLAGS, new byte[] {1});
        body.putVarintField(Response.VALUE, 1);
        body.putVarintField(Response.ERR_DETAIL, 1);
        body.putVarintField(77, 1);
        body.putVarintField(Response.REV, 3);

        ResponseDecoder.Tagged tagged = decode(FrameSamples.frame(body.toByteArray()));
        assertThat(FrameSamples.textOf(tagged)).isEqualTo(
                FrameSamples.textOfResponse(Request.NO_TAG, new Response().rev(3)));
    }

    @Test
    void nothingOfOneFrameIsLeftInTheNext() throws BadFrameException {
        Response full = FrameSamples.response(new Random(1)).rev(1).flags(1).len(1).path("/a")
                .value(new byte[1]).errCode(1).errDetail("x");
        byte[] bytes = FrameSamples.concat(encode(7, full), encode(Request.NO_TAG, new Response()));

        assertThat(FrameSamples.decodeAll(new ResponseDecoder(), bytes, () -> bytes.length))
                .element(1).isEqualTo(FrameSamples.textOfResponse(Request.NO_TAG, new Response()));
    }
}
