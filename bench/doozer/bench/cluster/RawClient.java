package doozer.bench.cluster;

import doozer.wire.BadFrameException;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.ResponseDecoder;
import doozer.wire.Verb;
import java.io.IOException;

/** A client of Doozer without the library's threads. Owned by one thread. */
final class RawClient extends Pipe {
    private final Output frame = new Output(1 << 10);
    private final ResponseDecoder decoder = new ResponseDecoder();

    RawClient(int port) throws IOException {
        super(port);
    }

    /** Has that go out with the next {@link #flush}. */
    void queue(Request request) {
        frame.clear();
        request.encode(frame);
        out.put(frame.array(), 0, frame.length());
    }

    /** Has a set of whatever is there go out. */
    void queueSet(int tag, String path, byte[] value) {
        queue(new Request(Verb.SET).tag(tag).path(path).value(value).rev(-1));
    }

    /** The next answer or event, which must not be a refusal. */
    ResponseDecoder.Tagged receive() throws IOException {
        try {
            while (true) {
                ResponseDecoder.Tagged next = decoder.next(in);
                if (next == null) {
                    fill();
                    continue;
                }
                int code = next.response().errCode();
                if (code == 0) return next;
                throw new IOException("refused: " + code + ", " + next.response().errDetail());
            }
        } catch (BadFrameException e) {
            throw new IOException(e);
        }
    }
}
