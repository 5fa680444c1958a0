package doozer.wire;

/**
 * Takes the frames of a server apart. Owned by the thread that reads the connection.
 */
public final class ResponseDecoder extends FrameDecoder<ResponseDecoder.Tagged> {

    /** A response and the tag it came with, {@link Request#NO_TAG} if it had none. */
    public record Tagged(long tag, Response response) { }

    private Response response = new Response();
    private long tag = Request.NO_TAG;

    @Override
    int keep(int field, int size) {
        return switch (field) {
            case Response.PATH, Response.VALUE, Response.PREVIOUS_VALUE,
                    Response.ERR_DETAIL -> size;
            default -> -1;
        };
    }

    @Override
    void onVarint(int field, long value) {
        switch (field) {
            case Response.TAG -> tag = (int) value;
            case Response.FLAGS -> response.flags((int) value);
            case Response.REV -> response.rev(value);
            case Response.LEN -> response.len((int) value);
            case Response.OWNER -> response.owner(value);
            case Response.PREVIOUS_REV -> response.previousRev(value);
            case Response.ERR_CODE -> response.errCode((int) value);
            default -> { }
        }
    }

    @Override
    void onBytes(int field, byte[] bytes, int size) {
        switch (field) {
            case Response.PATH -> response.path(text(bytes));
            case Response.VALUE -> response.value(bytes);
            case Response.PREVIOUS_VALUE -> response.previousValue(bytes);
            default -> response.errDetail(text(bytes));
        }
    }

    @Override
    Tagged finish() {
        Tagged done = new Tagged(tag, response);
        response = new Response();
        tag = Request.NO_TAG;
        return done;
    }
}
