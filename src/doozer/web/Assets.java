package doozer.web;

import java.util.List;
import java.util.zip.CRC32C;

/**
 * The page's own files, as whoever starts the server has read them. Immutable.
 *
 * @param html of /
 * @param script of /page.js
 * @param style of /page.css
 * @param icon of /icon.svg
 */
public record Assets(byte[] html, byte[] script, byte[] style, byte[] icon) {
    /** Where they are among the resources, beside this class, in the order of the components. */
    public static final List<String> NAMES =
            List.of("page/page.html", "page/page.js", "page/page.css", "page/icon.svg");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none';"
            + " frame-ancestors 'none'";

    /** The answer for that path; null if there is none. */
    Reply at(HttpRequest request) {
        return switch (request.path()) {
            case "/" -> file(request, "text/html; charset=utf-8", html);
            case "/page.js" -> file(request, "text/javascript; charset=utf-8", script);
            case "/page.css" -> file(request, "text/css; charset=utf-8", style);
            case "/icon.svg" -> file(request, "image/svg+xml", icon);
            default -> null;
        };
    }

    private static Reply file(HttpRequest request, String type, byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        String tag = "\"" + Long.toHexString(checksum.getValue()) + "-" + bytes.length + "\"";
        boolean isKnown = tag.equals(request.header("if-none-match"));
        Reply reply = isKnown ? Reply.empty(304) : Reply.of(200, type, bytes);
        // Not only for HTML: a script that is opened as a page, or an image, is one as well.
        return reply.cacheable(tag).header("Content-Security-Policy", POLICY);
    }
}
