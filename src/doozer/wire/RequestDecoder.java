package doozer.wire;

/** Takes the frames of a client apart. Owned by the thread that reads the connection. */
public final class RequestDecoder extends FrameDecoder<Request> {
    private final int maxValue;
    private Request request = new Request();

    /** One that keeps values of up to {@code maxValue} bytes, and skips longer ones. */
    public RequestDecoder(int maxValue) {
        this.maxValue = maxValue;
    }

    @Override
    int keep(int field, int size) {
        return switch (field) {
            case Request.PATH -> Limits.MAX_PATH_KEPT;
            // One too many is kept, so that it is seen; the rest is passed over.
            case Request.GLOB -> request.globs().size() > Limits.MAX_GLOBS ? -1
                    : Limits.MAX_PATH_KEPT;
            case Request.VALUE -> size <= maxValue ? size : 0;
            default -> -1;
        };
    }

    @Override
    void onVarint(int field, long value) {
        switch (field) {
            case Request.TAG -> request.tag((int) value);
            case Request.VERB -> request.verbNumber((int) value);
            case Request.CAS -> request.cas();
            case Request.OTHER_TAG -> request.otherTag((int) value);
            case Request.OFFSET -> request.offset((int) value);
            case Request.LIMIT -> request.limit((int) value);
            case Request.REV -> request.rev(value);
            case Request.SESSION -> request.session(value);
            case Request.SEQUENCE -> request.sequence(value);
            case Request.ACKED -> request.acked(value);
            case Request.TTL -> request.ttlMillis((int) value);
            case Request.OPTIONS -> request.options((int) value);
            default -> { }
        }
    }

    @Override
    void onBytes(int field, byte[] bytes, int size) {
        if (field == Request.PATH) request.path(text(bytes));
        else if (field == Request.GLOB) request.glob(text(bytes));
        else if (size > maxValue) request.valueTooLong(size);
        else request.value(bytes);
    }

    @Override
    void onSkipped(int field) {
        if (field == Request.CAS) request.cas();
    }

    @Override
    Request finish() {
        Request done = request;
        request = new Request();
        return done;
    }
}
