package doozer.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

/** Random messages, their bytes, and a text of them that shows every field. Any thread. */
final class FrameSamples {
    private static final int MAX_VALUE = 1 << 20;
    private static final int[] NUMBERS = {0, 1, -1, 127, 128, 300, Integer.MAX_VALUE,
        Integer.MIN_VALUE};

    private FrameSamples() {
    }

    static Request request(Random random) {
        Request request = new Request();
        if (random.nextBoolean()) request.tag(number(random));
        if (random.nextInt(8) > 0) request.verbNumber(number(random));
        if (random.nextBoolean()) request.path(text(random));
        if (random.nextBoolean()) request.value(bytes(random));
        if (random.nextInt(4) == 0) request.otherTag(number(random));
        if (random.nextInt(4) == 0) request.offset(number(random));
        if (random.nextInt(4) == 0) request.limit(number(random));
        if (random.nextBoolean()) request.rev(longNumber(random));
        return request;
    }

    static Response response(Random random) {
        Response response = new Response();
        if (random.nextBoolean()) response.flags(number(random));
        if (random.nextBoolean()) response.rev(longNumber(random));
        if (random.nextBoolean()) response.path(text(random));
        if (random.nextBoolean()) response.value(bytes(random));
        if (random.nextInt(4) == 0) response.len(number(random));
        if (random.nextInt(4) == 0) response.errCode(1 + random.nextInt(130));
        if (random.nextInt(4) == 0) response.errDetail(text(random));
        return response;
    }

    /** A tag, or none. */
    static long tag(Random random) {
        return random.nextInt(4) == 0 ? Request.NO_TAG : number(random);
    }

    private static int number(Random random) {
        return random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextInt();
    }

    private static long longNumber(Random random) {
        return random.nextBoolean() ? number(random) : random.nextLong();
    }

    private static String text(Random random) {
        String[] signs = {"/", "a", "b-", "é", "日", "🐢", "\u0000", "x_."};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) text.append(signs[random.nextInt(8)]);
        return text.toString();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000)
                : random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The frame, its length first. */
    static byte[] encode(Request request) {
        Output out = new Output(16);
        request.encode(out);
        return out.toByteArray();
    }

    /** A frame around those bytes. */
    static byte[] frame(byte[] body) {
        Output out = new Output(body.length + 4);
        out.putInt(body.length);
        out.putBytes(body);
        return out.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        Output out = new Output(64);
        for (byte[] part : parts) out.putBytes(part);
        return out.toByteArray();
    }

    static RequestDecoder requests() {
        return new RequestDecoder(MAX_VALUE);
    }

    /** The one request in that frame. */
    static Request decode(byte[] frame) throws BadFrameException {
        ByteBuffer in = ByteBuffer.wrap(frame);
        Request request = requests().next(in);
        if (request == null || in.hasRemaining()) throw new AssertionError("not one whole frame");
        return request;
    }

    /** The texts of all messages in those bytes, handed over in pieces of the given sizes. */
    static List<String> decodeAll(FrameDecoder<?> decoder, byte[] bytes, IntSupplier sizes)
            throws BadFrameException {
        List<String> found = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int end = Math.min(bytes.length, at + sizes.getAsInt());
            // Copied: a decoder that looks beyond its piece would see nothing of use.
            ByteBuffer in = ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, end));
            for (Object message = decoder.next(in); message != null; message = decoder.next(in)) {
                found.add(textOf(message));
            }
            if (in.hasRemaining()) throw new AssertionError("bytes are left without a message");
            at = end;
        }
        return found;
    }

    /** Every field of a request or a tagged response, absent ones left out. */
    static String textOf(Object message) {
        if (message instanceof Request request) return textOfRequest(request);
        ResponseDecoder.Tagged tagged = (ResponseDecoder.Tagged) message;
        return textOfResponse(tagged.tag(), tagged.response());
    }

    private static String textOfRequest(Request request) {
        StringBuilder text = new StringBuilder("request");
        if (request.tag() != Request.NO_TAG) text.append(" tag=").append(request.tag());
        text.append(" verb=").append(request.verb()).append('/').append(request.verbNumber());
        if (request.hasCas()) text.append(" cas");
        if (request.path() != null) text.append(" path=").append(request.path());
        if (request.value() != null) append(text, request.value());
        if (request.isValueTooLong()) text.append(" tooLong");
        text.append(" valueLength=").append(request.valueLength());
        if (request.hasOtherTag()) text.append(" otherTag=").append(request.otherTag());
        if (request.hasOffset()) text.append(" offset=").append(request.offset());
        if (request.hasLimit()) text.append(" limit=").append(request.limit());
        if (request.hasRev()) text.append(" rev=").append(request.rev());
        return text.toString();
    }

    static String textOfResponse(long tag, Response response) {
        StringBuilder text = new StringBuilder("response");
        if (tag != Request.NO_TAG) text.append(" tag=").append(tag);
        if (response.hasFlags()) text.append(" flags=").append(response.flags());
        if (response.hasRev()) text.append(" rev=").append(response.rev());
        if (response.path() != null) text.append(" path=").append(response.path());
        if (response.value() != null) append(text, response.value());
        if (response.hasLen()) text.append(" len=").append(response.len());
        text.append(" error=").append(response.errCode()).append('/').append(response.error());
        if (response.errDetail() != null) text.append(" detail=").append(response.errDetail());
        return text.toString();
    }

    private static void append(StringBuilder text, byte[] value) {
        text.append(" value=").append(value.length).append('#').append(Arrays.hashCode(value));
    }
}
