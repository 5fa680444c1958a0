package doozer.web;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What has arrived on one connection and was not answered yet; finds the ends of heads as bytes
 * come, each looked at once, and refuses at the first byte that cannot be in one. Empty, it holds
 * no memory. Owned by the loop's thread.
 */
final class Inbox {
    /** Bytes of the first line, and of that with all headers. */
    static final int MAX_LINE = 8 << 10;
    static final int MAX_HEAD = 16 << 10;
    static final int MAX_HEADERS = 64;
    /** Bytes of a body. */
    static final int MAX_BODY = 4 << 10;

    private static final byte[] NOTHING = new byte[0];
    private static final int FIRST_BYTES = 512;
    /** Bytes of an array that are kept for what may come next. */
    private static final int MOST_UNUSED = 1024;

    private byte[] bytes = NOTHING;
    private int start;
    private int end;
    /** Up to where the head was looked at, where its present line begins, and its lines so far. */
    private int scanned;
    private int lineStart;
    private int lines;
    /** Where the body begins, once the head is whole; and what that says. */
    private int bodyStart;
    private Head head;

    int size() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    void add(ByteBuffer in) {
        int count = in.remaining();
        if (count > bytes.length - end) makeRoom(count);
        in.get(bytes, end, count);
        end += count;
    }

    private void makeRoom(int count) {
        int size = size();
        byte[] target = size + count <= bytes.length ? bytes
                : new byte[Math.max(FIRST_BYTES, Math.max(size + count, size * 2))];
        System.arraycopy(bytes, start, target, 0, size);
        scanned -= start;
        lineStart -= start;
        bodyStart -= start;
        bytes = target;
        start = 0;
        end = size;
    }

    void clear() {
        bytes = NOTHING;
        start = 0;
        end = 0;
        beginHead();
    }

    /** What is there begins anew, in an array that is not much longer. */
    private void goOn() {
        if (isEmpty()) {
            clear();
            return;
        }
        if (bytes.length > MOST_UNUSED + 4 * size()) {
            bytes = Arrays.copyOfRange(bytes, start, end);
            end -= start;
            start = 0;
        }
        beginHead();
    }

    /** How long its array is, for tests. */
    int capacity() {
        return bytes.length;
    }

    private void beginHead() {
        scanned = start;
        lineStart = start;
        lines = 0;
        bodyStart = 0;
        head = null;
    }

    /**
     * The next whole request, or null while there is none.
     *
     * @throws HttpException when there will never be one; the connection is of no further use
     */
    HttpRequest next() throws HttpException {
        if (head == null && !findHead()) return null;
        int bodyEnd = bodyStart + head.contentLength();
        if (end < bodyEnd) return null;
        HttpRequest request = head.request(Arrays.copyOfRange(bytes, bodyStart, bodyEnd));
        start = bodyEnd;
        goOn();
        return request;
    }

    private boolean findHead() throws HttpException {
        skipBlankLines();
        // The other half of an empty line may be on its way.
        if (size() == 1 && bytes[start] == '\r') return false;
        while (scanned < end) {
            byte c = bytes[scanned];
            check(c);
            scanned++;
            if (c != '\n') continue;
            if (scanned - lineStart == 2) {
                head = Head.parse(bytes, start, scanned);
                bodyStart = scanned;
                return true;
            }
            lineStart = scanned;
            if (++lines > MAX_HEADERS + 1) {
                throw new HttpException(431, "there are more than " + MAX_HEADERS + " headers");
            }
        }
        return false;
    }

    /** RFC 9112, 2.2: a client may send an empty line too many. */
    private void skipBlankLines() {
        if (scanned > start) return;
        while (end - start >= 2 && bytes[start] == '\r' && bytes[start + 1] == '\n') start += 2;
        goOn();
    }

    private void check(byte c) throws HttpException {
        int at = scanned - start;
        if (at == 0 && c != '\r' && !Head.isTokenCharacter((char) (c & 0xff))) {
            throw new HttpException(400, "byte " + (c & 0xff) + " begins no request of HTTP/1.1");
        }
        boolean isAfterReturn = at > 0 && bytes[scanned - 1] == '\r';
        if (isAfterReturn != (c == '\n')) {
            throw new HttpException(400, "a line ends with CR and LF, both");
        }
        if (c >= 0 && c < ' ' && c != '\r' && c != '\n' && c != '\t' || c == 127) {
            throw new HttpException(400, "byte " + c + " is in no head");
        }
        if (lines == 0 && at >= MAX_LINE) {
            throw new HttpException(414, "the first line is longer than " + MAX_LINE + " bytes");
        }
        if (at >= MAX_HEAD) {
            throw new HttpException(431, "the headers are longer than " + MAX_HEAD + " bytes");
        }
    }
}
