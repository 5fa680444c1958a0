package doozer.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An answer being put together. Owned by who answers. */
final class Reply {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";
    private static final byte[] NOTHING = new byte[0];

    private final int status;
    private final StringBuilder headers = new StringBuilder();
    private final byte[] body;
    private boolean isCacheable;
    /** Whether the answer goes on until its connection ends. */
    private boolean isOpenEnded;

    private Reply(int status, String type, byte[] body) {
        this.status = status;
        this.body = body;
        if (type != null) header("Content-Type", type);
    }

    static Reply of(int status, String type, byte[] body) {
        return new Reply(status, type, body);
    }

    static Reply text(int status, String line) {
        return new Reply(status, TEXT, (line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    static Reply json(Json json) {
        return new Reply(200, JSON, json.bytes());
    }

    /** Without a body, as 204 and 304 are. */
    static Reply empty(int status) {
        return new Reply(status, null, NOTHING);
    }

    /** The beginning of a stream of events. */
    static Reply events() {
        Reply reply = new Reply(200, EVENTS, NOTHING);
        reply.isOpenEnded = true;
        return reply;
    }

    Reply header(String name, String value) {
        headers.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /** Its reader may keep it, and ask whether it is still the same. */
    Reply cacheable(String tag) {
        isCacheable = true;
        header("Cache-Control", "no-cache");
        return header("ETag", tag);
    }

    /**
     * All of it as bytes.
     *
     * @param isHead whether its body is only told about
     * @param closes whether its connection ends with it
     */
    byte[] bytes(String date, boolean isHead, boolean closes) {
        StringBuilder text = new StringBuilder(320 + headers.length());
        text.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
        text.append("Date: ").append(date).append("\r\n").append(headers);
        if (!isCacheable) text.append("Cache-Control: no-store\r\n");
        text.append("X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                + "Cross-Origin-Resource-Policy: same-origin\r\n");
        boolean hasLength = !isOpenEnded && status != 204 && status != 304;
        if (hasLength) text.append("Content-Length: ").append(body.length).append("\r\n");
        if (closes || isOpenEnded) text.append("Connection: close\r\n");
        byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        if (isHead || body.length == 0) return head;
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> throw new IllegalArgumentException("a status that is not used: " + status);
        };
    }
}
