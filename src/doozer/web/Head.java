package doozer.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The head of a request, read as strictly as RFC 9112 allows: what two programs could read in two
 * ways is refused. Immutable.
 */
final class Head {
    private static final int MAX_METHOD = 16;
    private static final int MAX_LENGTH_DIGITS = 9;
    private static final String SCHEME = "http://";
    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    private final String method;
    private final String target;
    private final String authority;
    private final List<String> headers;
    private final boolean keepsAlive;
    private final int contentLength;

    private Head(String firstLine, List<String> headers) throws HttpException {
        this.headers = headers;
        int first = firstLine.indexOf(' ');
        int last = firstLine.lastIndexOf(' ');
        if (first <= 0 || last <= first + 1 || firstLine.indexOf(' ', first + 1) != last) {
            throw bad("the first line is no METHOD TARGET HTTP/1.1");
        }
        method = firstLine.substring(0, first);
        if (!isToken(method) || method.length() > MAX_METHOD) throw bad("there is no such method");
        boolean isOne = isVersionOne(firstLine.substring(last + 1));
        String sent = firstLine.substring(first + 1, last);
        String host = host(isOne);
        int slash = sent.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? sent.indexOf('/', SCHEME.length()) : 0;
        if (slash > 0) {
            authority = sent.substring(SCHEME.length(), slash);
            target = sent.substring(slash);
        } else {
            authority = host;
            target = sent;
        }
        checkTarget();
        keepsAlive = isOne && !hasClose();
        contentLength = length(isOne);
        if (HttpRequest.find(headers, "expect") != null) {
            throw new HttpException(417, "nothing is expected here: leave Expect out");
        }
    }

    /** The head that stands in the bytes from one place to another, up to its blank line. */
    static Head parse(byte[] bytes, int from, int to) throws HttpException {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n");
        String firstLine = text.substring(0, end);
        List<String> headers = new ArrayList<>();
        int at = end + 2;
        while (text.charAt(at) != '\r') {
            end = text.indexOf("\r\n", at);
            addHeader(text.substring(at, end), headers);
            at = end + 2;
        }
        return new Head(firstLine, headers);
    }

    private static void addHeader(String line, List<String> headers) throws HttpException {
        if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            throw bad("a header goes on in the next line: write it in one");
        }
        int colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.substring(0, colon))) {
            throw bad("a header is no NAME: VALUE");
        }
        headers.add(line.substring(0, colon).toLowerCase(Locale.ROOT));
        headers.add(line.substring(colon + 1).strip());
    }

    HttpRequest request(byte[] body) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return new HttpRequest(method, path, query, authority, headers, body, keepsAlive);
    }

    int contentLength() {
        return contentLength;
    }

    private static boolean isVersionOne(String version) throws HttpException {
        boolean isVersion = version.length() == 8 && version.startsWith("HTTP/")
                && isDigit(version.charAt(5)) && version.charAt(6) == '.'
                && isDigit(version.charAt(7));
        if (!isVersion) throw bad("the first line does not end with HTTP/1.1");
        if (version.charAt(5) != '1') {
            throw new HttpException(505, "this is " + version + "; spoken here is HTTP/1.1");
        }
        return version.charAt(7) != '0';
    }

    private String host(boolean isOne) throws HttpException {
        int hosts = HttpRequest.count(headers, "host");
        if (hosts > 1 || isOne && hosts == 0) throw bad("there has to be one Host, not " + hosts);
        return HttpRequest.find(headers, "host");
    }

    private void checkTarget() throws HttpException {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c > '~' || c == '#') throw bad("a target has a sign that is in none");
        }
        if (target.charAt(0) != '/' && !target.equals("*")) throw bad("a target begins with /");
    }

    private boolean hasClose() {
        for (int i = 0; i < headers.size(); i += 2) {
            if (!headers.get(i).equals("connection")) continue;
            for (String option : headers.get(i + 1).split(",")) {
                if (option.strip().equalsIgnoreCase("close")) return true;
            }
        }
        return false;
    }

    private int length(boolean isOne) throws HttpException {
        int lengths = HttpRequest.count(headers, "content-length");
        if (HttpRequest.find(headers, "transfer-encoding") != null) {
            if (lengths > 0 || !isOne) throw bad("Transfer-Encoding has no place here");
            throw new HttpException(501, "no Transfer-Encoding is read: send Content-Length");
        }
        if (lengths > 1) throw bad("there are " + lengths + " Content-Length");
        boolean isPost = method.equals("POST");
        if (lengths == 0 && isPost) throw new HttpException(411, "send Content-Length");
        if (lengths == 0) return 0;
        long length = digits(HttpRequest.find(headers, "content-length"));
        if (length > Inbox.MAX_BODY) {
            throw new HttpException(413, "a body has " + Inbox.MAX_BODY + " bytes at most");
        }
        if (length > 0 && !isPost) throw bad("a request of " + method + " has no body here");
        return (int) length;
    }

    private static long digits(String text) throws HttpException {
        if (text.isEmpty()) throw bad("Content-Length is no number");
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) throw bad("Content-Length is no number");
            // However long it is, it is too much.
            if (i <= MAX_LENGTH_DIGITS) value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) return false;
        }
        return !text.isEmpty();
    }

    static boolean isTokenCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c)
                || TOKEN_SIGNS.indexOf(c) >= 0;
    }

    private static HttpException bad(String why) {
        return new HttpException(400, why);
    }
}
