package doozer.wire;

import java.nio.charset.StandardCharsets;

/** Tells a browser from a person, and sends it away. Stateless; any thread. */
final class TextWeb {
    private TextWeb() {
    }

    /** Whether it is the first line of an HTTP request. */
    static boolean isRequest(byte[] line, boolean isFirst) {
        if (!isFirst) return false;
        String text = new String(line, StandardCharsets.ISO_8859_1);
        return text.endsWith(" HTTP/1.1") || text.endsWith(" HTTP/1.0");
    }

    /** Whether it is a line that a page can make a browser send, wherever it stands. */
    static boolean isHeader(byte[] line) {
        return begins(line, "host:") || begins(line, "post");
    }

    private static boolean begins(byte[] line, String lowerCase) {
        if (line.length < lowerCase.length()) return false;
        for (int i = 0; i < lowerCase.length(); i++) {
            int lower = line[i] >= 'A' && line[i] <= 'Z' ? line[i] + 'a' - 'A' : line[i];
            if (lower != lowerCase.charAt(i)) return false;
        }
        return true;
    }

    /** What a browser gets. */
    static String refusal(String webPage) {
        String body = "This port speaks the protocol of doozer, not HTTP. " + webPage + "\n";
        return "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
    }
}
