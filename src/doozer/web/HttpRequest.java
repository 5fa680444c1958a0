package doozer.web;

import java.util.List;

/**
 * A whole request.
 *
 * @param path as it was sent, from its slash up to a question mark
 * @param query what comes behind that, "" for nothing
 * @param authority which host it is for, as it was sent; null when it does not say
 * @param headers names in lower case, each followed by its value: a byte is a character
 * @param keepsAlive whether its connection goes on
 */
record HttpRequest(String method, String path, String query, String authority,
        List<String> headers, byte[] body, boolean keepsAlive) {

    /** The value of the first header of that name in lower case, or null. */
    String header(String name) {
        return find(headers, name);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    static String find(List<String> headers, String name) {
        for (int i = 0; i < headers.size(); i += 2) {
            if (headers.get(i).equals(name)) return headers.get(i + 1);
        }
        return null;
    }

    static int count(List<String> headers, String name) {
        int count = 0;
        for (int i = 0; i < headers.size(); i += 2) {
            if (headers.get(i).equals(name)) count++;
        }
        return count;
    }
}
