package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    private final Output body = new Output(64);

    private Request decoded() throws BadFrameException {
        return FrameSamples.decode(FrameSamples.frame(body.toByteArray()));
    }

    private static Request roundTrip(Request request) throws BadFrameException {
        return FrameSamples.decode(FrameSamples.encode(request));
    }

    @Test
    void requestIsTheseBytes() {
        Request request = new Request(Verb.SET).tag(0).path("/a").value(new byte[] {'x'}).rev(-1);

        assertThat(FrameSamples.encode(request)).asHexString().isEqualTo(
                "00000016" + "0800" + "1002" + "22022F61" + "2A0178" + "48FFFFFFFFFFFFFFFFFF01");
    }

    @Test
    void presentFieldOfNothingIsNotAnAbsentOne() throws BadFrameException {
        Request empty = roundTrip(new Request().tag(0).path("").value(new byte[0]).otherTag(0)
                .offset(0).limit(0).rev(0));
        assertThat(empty.tag()).isZero();
        assertThat(empty.path()).isEmpty();
        assertThat(empty.value()).isEmpty();
        assertThat(empty.isValueTooLong()).isFalse();
        assertThat(empty.hasOtherTag() && empty.hasOffset() && empty.hasLimit()).isTrue();
        assertThat(empty.hasRev()).isTrue();

        Request absent = roundTrip(new Request());
        assertThat(absent.tag()).isEqualTo(Request.NO_TAG);
        assertThat(absent.verb()).isNull();
        assertThat(absent.path()).isNull();
        assertThat(absent.value()).isNull();
        assertThat(absent.isValueTooLong()).isFalse();
        assertThat(absent.hasOtherTag() || absent.hasOffset() || absent.hasLimit()).isFalse();
        assertThat(absent.hasRev() || absent.hasCas()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void everyVerbArrives(Verb verb) throws BadFrameException {
        assertThat(roundTrip(new Request(verb)).verb()).isEqualTo(verb);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 15, 98, 100, 101, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void unknownVerbIsNoneAndKeepsItsNumber(int number) throws BadFrameException {
        Request request = roundTrip(new Request().verbNumber(number));

        assertThat(request.verb()).isNull();
        assertThat(request.verbNumber()).isEqualTo(number);
    }

    @Test
    void numbersAreCutTo32BitsButForTheRevision() throws BadFrameException {
        for (int field : new int[] {Request.TAG, Request.VERB, Request.OTHER_TAG, Request.OFFSET,
            Request.LIMIT, Request.REV}) {
            body.putVarintField(field, 0x7_0000_0001L);
        }

        assertThat(FrameSamples.textOf(decoded())).isEqualTo(FrameSamples.textOf(
                new Request(Verb.GET).tag(1).otherTag(1).offset(1).limit(1).rev(0x7_0000_0001L)));
    }

    @Test
    void lastOfARepeatedFieldCounts() throws BadFrameException {
        body.putVarintField(Request.REV, 4);
        for (int i = 1; i <= 2; i++) {
            body.putVarintField(Request.TAG, i);
            body.putVarintField(Request.VERB, i);
            body.putStringField(Request.PATH, "/" + i);
            body.putBytesField(Request.VALUE, new byte[i]);
        }
        body.putVarintField(Request.REV, 3);

        assertThat(FrameSamples.textOf(decoded())).isEqualTo(FrameSamples.textOf(
                new Request(Verb.SET).tag(2).path("/2").value(new byte[2]).rev(3)));
    }

    @Test
    void lastValueCountsWhetherItOrTheOneBeforeIsTooLong() throws BadFrameException {
        body.putBytesField(Request.VALUE, new byte[2_000_000]);
        body.putBytesField(Request.VALUE, new byte[3]);
        assertThat(decoded().value()).hasSize(3);
        assertThat(decoded().valueLength()).isEqualTo(3);

        body.putBytesField(Request.VALUE, new byte[2_000_000]);
        assertThat(decoded().value()).isNull();
        assertThat(decoded().isValueTooLong()).isTrue();
        assertThat(decoded().valueLength()).isEqualTo(2_000_000);
    }

    @Test
    void fieldOfAnotherWireTypeIsSkippedAsUnknown() throws BadFrameException {
        for (int field : new int[] {Request.TAG, Request.VERB, Request.OTHER_TAG, Request.OFFSET,
            Request.LIMIT, Request.REV}) {
            body.putBytesField(field, new byte[] {1});
            body.putVarint(field << 3 | 5);
            body.putInt(1);
        }
        body.putVarintField(Request.PATH, 1);
        body.putVarintField(Request.VALUE, 1);
        body.putVarint(Request.VALUE << 3 | 1);
        body.putBytes(new byte[8]);

        assertThat(FrameSamples.textOf(decoded())).isEqualTo(FrameSamples.textOf(new Request()));
    }

    @Test
    void fieldThatOnlyOldClientsSendIsSeenInWhateverForm() throws BadFrameException {
        body.putVarintField(Request.CAS, 0);
        assertThat(decoded().hasCas()).isTrue();
        body.clear();
        body.putBytesField(Request.CAS, new byte[0]);
        assertThat(decoded().hasCas()).isTrue();
        body.clear();
        body.putVarint(Request.CAS << 3 | 1);
        body.putBytes(new byte[8]);
        assertThat(decoded().hasCas()).isTrue();
        body.clear();
        body.putVarint(Request.CAS << 3 | 3);
        body.putVarint(Request.CAS << 3 | 4);
        assertThat(decoded().hasCas()).isTrue();
    }

    @Test
    void longPathIsCutWhereItIsSeenToBeTooLong() throws BadFrameException {
        String longest = "/" + "a".repeat(4095);
        assertThat(roundTrip(new Request().path(longest)).path()).isEqualTo(longest);

        // Whatever follows it still arrives.
        Request cut = roundTrip(new Request().path(longest + "b".repeat(100_000)).rev(5));
        assertThat(cut.path()).isEqualTo(longest + "b");
        assertThat(cut.rev()).isEqualTo(5);
    }

    @Test
    void pathThatIsNoTextBecomesOneThatNoFileHas() throws BadFrameException {
        body.putBytesField(Request.PATH, new byte[] {'/', (byte) 0xff, 'a'});
        assertThat(decoded().path()).isEqualTo("/\ufffda");

        body.clear();
        body.putBytesField(Request.PATH, "/é日🐢".getBytes(StandardCharsets.UTF_8));
        assertThat(decoded().path()).isEqualTo("/é日🐢");
    }

    @Test
    void valueOfExactlyTheLimitIsTaken() throws BadFrameException {
        assertThat(roundTrip(new Request().value(new byte[1 << 20])).value()).hasSize(1 << 20);

        Request over = roundTrip(new Request().value(new byte[(1 << 20) + 1]).rev(5));
        assertThat(over.isValueTooLong()).isTrue();
        assertThat(over.valueLength()).isEqualTo((1 << 20) + 1);
        assertThat(over.rev()).isEqualTo(5);
    }
}
