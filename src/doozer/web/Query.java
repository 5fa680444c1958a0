package doozer.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The parameters behind a question mark. Immutable. */
final class Query {
    private static final int MAX_PARAMETERS = 128;
    private static final int MAX_DIGITS = 18;

    /** Names, each followed by its value. */
    private final List<String> pairs = new ArrayList<>();

    Query(String text) throws HttpException {
        if (text.isEmpty()) return;
        for (String part : text.split("&")) {
            int equals = part.indexOf('=');
            pairs.add(decoded(equals < 0 ? part : part.substring(0, equals)));
            pairs.add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
            if (pairs.size() > 2 * MAX_PARAMETERS) {
                throw bad("there are more than " + MAX_PARAMETERS + " parameters");
            }
        }
    }

    private static String decoded(String text) throws HttpException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) throw bad("behind a % there are no two digits");
                out.write(high * 16 + low);
                i += 2;
            } else {
                out.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("a parameter is no UTF-8");
        }
    }

    /** The value of a parameter, the first of that name; null if there is none. */
    String text(String name) {
        return HttpRequest.find(pairs, name);
    }

    boolean has(String name) {
        return text(name) != null;
    }

    List<String> all(String name) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) all.add(pairs.get(i + 1));
        }
        return all;
    }

    /** A whole number from 0, or what is meant where it is not there. */
    long number(String name, long otherwise) throws HttpException {
        String text = text(name);
        if (text == null) return otherwise;
        long value = parse(text);
        if (value < 0) throw bad(name + " is no whole number from 0");
        return value;
    }

    /** A whole number from 0; -1 for what is none. */
    static long parse(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) return -1;
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') return -1;
            value = value * 10 + c - '0';
        }
        return value;
    }

    private static HttpException bad(String why) {
        return new HttpException(400, why);
    }
}
