package doozer.web;

import doozer.node.View;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Decides who is answered: only requests that were meant for this very server, and not sent by
 * another site in the name of whoever looks at it; and where secrets are set, who knows one. Owned
 * by the loop's thread.
 */
final class Guard {
    /** Wrong secrets a second, in all; then nobody is listened to until it is over. */
    static final int MAX_WRONG = 10;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final List<String> hosts;
    private final View view;
    private int wrong;
    private long wrongSinceNanos;

    /** One for requests to those hosts, in lower case, to localhost, and to any IP address. */
    Guard(List<String> hosts, View view) {
        this.hosts = hosts;
        this.view = view;
    }

    /** Refuses what was not meant for us, or comes from another site. */
    void checkOrigin(HttpRequest request) throws HttpException {
        String authority = request.authority();
        // Whoever asks this for a supervisor uses whatever name it has for us; it tells no secret.
        boolean isProbe = request.path().equals("/livez") || request.path().equals("/readyz");
        // Only tools of long ago name no host, and no browser.
        if (authority != null && !isProbe && !isOurs(authority.toLowerCase(Locale.ROOT))) {
            throw new HttpException(421, "no server of that name is here: use its IP address, or"
                    + " name it with -web or -advertise");
        }
        String origin = request.header("origin");
        if (origin != null && !isSame(origin, authority)) {
            throw new HttpException(403, "a page of another site asks for this");
        }
        String site = request.header("sec-fetch-site");
        boolean isOwn = site == null || site.equals("same-origin") || site.equals("none");
        if (!isOwn && !request.path().equals("/")) {
            throw new HttpException(403, "another site leads here: only / can be linked to");
        }
    }

    private boolean isOurs(String authority) {
        String host = authority;
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']')) {
            if (!isPort(authority.substring(colon + 1))) return false;
            host = authority.substring(0, colon);
        }
        return host.equals("localhost") || hosts.contains(host) || isLiteral(host);
    }

    private static boolean isPort(String text) {
        return text.isEmpty() || text.length() <= 5 && Query.parse(text) >= 0;
    }

    /** Whether it is an IP address: no name server was asked for that one. */
    private static boolean isLiteral(String host) {
        if (host.startsWith("[")) return host.endsWith("]") && host.indexOf(':') > 0;
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) return false;
        for (String part : parts) {
            long value = part.length() > 3 ? -1 : Query.parse(part);
            if (value < 0 || value > 255) return false;
        }
        return true;
    }

    /** Whether that is the origin of our own page, maybe behind a proxy that speaks TLS. */
    private static boolean isSame(String origin, String authority) {
        if (authority == null) return false;
        return origin.equalsIgnoreCase("https://" + without(":443", authority))
                || without(":80", origin).equalsIgnoreCase("http://" + without(":80", authority));
    }

    private static String without(String port, String text) {
        return text.endsWith(port) ? text.substring(0, text.length() - port.length()) : text;
    }

    /** Refuses secrets where anybody on the way could read them. */
    void checkPrivacy(HttpRequest request, boolean isLoopback) throws HttpException {
        boolean tellsSecret = request.header("authorization") != null
                || request.path().equals("/login");
        if (view.isOpenToAll() || isLoopback || !tellsSecret) return;
        throw new HttpException(403, "without TLS a secret is only taken from this machine: connect"
                + " to it through a tunnel, as with ssh -L 8080:127.0.0.1:8080, and use a new"
                + " secret if this one was sent here");
    }

    /** Refuses who does not know a secret, where there is one. */
    void checkSecret(HttpRequest request, long nowNanos) throws HttpException {
        if (view.isOpenToAll()) return;
        String given = request.header("authorization");
        if (given == null) throw new HttpException(401, "this needs a secret of the cluster");
        if (!isRight(secretOf(given), nowNanos)) {
            throw new HttpException(401, "that is no secret of the cluster");
        }
    }

    /** Refuses what is no secret. */
    void checkLogin(byte[] secret, long nowNanos) throws HttpException {
        if (view.isOpenToAll() || isRight(secret, nowNanos)) return;
        throw new HttpException(403, "that is no secret of the cluster");
    }

    private boolean isRight(byte[] secret, long nowNanos) throws HttpException {
        if (nowNanos - wrongSinceNanos >= SECOND_NANOS) wrong = 0;
        if (wrong >= MAX_WRONG) {
            throw new HttpException(429, "there were " + MAX_WRONG
                    + " wrong secrets in this second: wait for the next");
        }
        if (view.isSecret(secret)) return true;
        if (wrong++ == 0) wrongSinceNanos = nowNanos;
        return false;
    }

    /** The bytes of the secret: a character of a header is a byte. */
    private static byte[] secretOf(String given) {
        String scheme = given.toLowerCase(Locale.ROOT);
        if (scheme.startsWith(BEARER)) {
            return given.substring(BEARER.length()).strip().getBytes(StandardCharsets.ISO_8859_1);
        }
        if (!scheme.startsWith(BASIC)) return new byte[0];
        try {
            byte[] pair = Base64.getDecoder().decode(given.substring(BASIC.length()).strip());
            String text = new String(pair, StandardCharsets.ISO_8859_1);
            return text.substring(text.indexOf(':') + 1).getBytes(StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
