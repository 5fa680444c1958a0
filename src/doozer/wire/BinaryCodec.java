package doozer.wire;

import java.nio.ByteBuffer;

/** Frames, as clients speak. Owned by the thread that reads and writes the connection. */
public final class BinaryCodec implements Codec {
    private static final Output NOTHING = new Output(0);

    private final RequestDecoder decoder;

    /** One that keeps values of up to {@code maxValue} bytes, and skips longer ones. */
    public BinaryCodec(int maxValue) {
        decoder = new RequestDecoder(maxValue);
    }

    @Override
    public Request next(ByteBuffer in) throws BadFrameException {
        return decoder.next(in);
    }

    @Override
    public Request atEnd() throws BadFrameException {
        if (isMidRequest()) throw new BadFrameException("its input ended within a frame");
        return null;
    }

    @Override
    public boolean isBusy() {
        return false;
    }

    @Override
    public boolean isMidRequest() {
        return decoder.isMidFrame();
    }

    @Override
    public void encode(long tag, Response response, Output out) {
        response.encode(tag, out);
    }

    @Override
    public boolean sharesBytes() {
        return true;
    }

    @Override
    public Output replies() {
        return NOTHING;
    }

    @Override
    public String closing() {
        return null;
    }
}
