package doozer.wire;

/**
 * Where a server listens or is reached: a host and a TCP port. Text only: nothing is looked up
 * here, so that a pure room may hold one. Two spellings of one IP address are equal.
 *
 * @param host a name or an IPv4 or IPv6 address in its canonical form, without brackets; empty
 *     means all interfaces
 * @param port 0 to 65535; 0 lets the system choose one when listening
 */
public record Address(String host, int port) {
    /** The port that is meant where none is written. */
    public static final int DEFAULT_PORT = 8046;

    /** Characters of an address that are read; more than any name, zone and port need. */
    private static final int MAX_TEXT = 320;
    private static final int MAX_NAME = 253;
    private static final int MAX_PORT = 65535;
    private static final int MAX_QUOTED = 80;
    private static final int NO_PORT = -1;
    private static final int GROUPS = 8;

    /**
     * Brings {@code host} to its canonical form: lower case, IPv6 as in RFC 5952, an IPv4 address
     * within IPv6 as IPv4.
     *
     * @throws IllegalArgumentException if the host or the port is none
     */
    public Address {
        if (port < 0 || port > MAX_PORT) throw bad("port " + port + " is not from 0 to 65535");
        host = canonicalHost(host);
    }

    /**
     * Reads {@code host:port}, {@code [IPv6]:port}, {@code :port} for all interfaces, or a host
     * alone, which means port 8046. More than one colon without brackets is an IPv6 address alone.
     *
     * @throws IllegalArgumentException with one line that names the text and what is wrong with it
     */
    public static Address parse(String text) {
        return parse(text, DEFAULT_PORT);
    }

    /**
     * Like {@link #parse}, but a text without a port is an error.
     *
     * @throws IllegalArgumentException with one line that names the text and what is wrong with it
     */
    public static Address parseWithPort(String text) {
        return parse(text, NO_PORT);
    }

    /** Whether all interfaces are meant: no address that another host could connect to. */
    public boolean isWildcard() {
        return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
    }

    /** Whether only this host can connect to it, as far as the text tells: names are not asked. */
    public boolean isLoopback() {
        if (host.equals("localhost") || host.equals("::1")) return true;
        return host.startsWith("127.") && endsInNumber(host);
    }

    /** The canonical text, always with the port, IPv6 in brackets; {@link #parse} reads it. */
    @Override
    public String toString() {
        if (host.indexOf(':') >= 0) return "[" + host + "]:" + port;
        return host + ":" + port;
    }

    // By hand, as is hashCode: a record's own are linked at their first call, which takes longer
    // than all else that a server does with addresses while it starts.
    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    /** {@code text} between quotes, cut if long, in printable ASCII: it cannot forge a line. */
    static String quoted(String text) {
        // Somebody may have put a whole URI where an address belongs, with the secret in it.
        int secret = text.indexOf("sk=");
        if (secret >= 0) return quoted(text.substring(0, secret) + "sk:***");
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length() && i < MAX_QUOTED; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                out.append(c);
            } else {
                String hex = Integer.toHexString(c);
                out.append("\\u").append("0000", hex.length(), 4).append(hex);
            }
        }
        return out.append(text.length() > MAX_QUOTED ? "...\"" : "\"").toString();
    }

    private static Address parse(String text, int portIfNone) {
        try {
            return split(text, portIfNone);
        } catch (IllegalArgumentException e) {
            throw bad("bad address " + quoted(text) + ": " + e.getMessage());
        }
    }

    private static Address split(String text, int portIfNone) {
        if (text.isEmpty()) throw bad("it is empty: write HOST:PORT, or :PORT for all interfaces");
        if (text.length() > MAX_TEXT) throw bad("it is longer than " + MAX_TEXT + " characters");
        if (text.charAt(0) == '[') {
            int close = text.indexOf(']');
            if (close < 0) throw bad("the bracket is not closed: write [IPv6]:PORT");
            String host = text.substring(1, close);
            if (host.indexOf(':') < 0) throw bad("brackets are for IPv6 addresses only");
            return new Address(host, port(text.substring(close + 1), portIfNone));
        }
        int colon = text.indexOf(':');
        boolean isHostAlone = colon < 0 || text.indexOf(':', colon + 1) >= 0;
        int end = isHostAlone ? text.length() : colon;
        return new Address(text.substring(0, end), port(text.substring(end), portIfNone));
    }

    private static int port(String rest, int portIfNone) {
        if (rest.isEmpty()) {
            if (portIfNone == NO_PORT) throw bad("the port is missing: write HOST:PORT");
            return portIfNone;
        }
        if (rest.charAt(0) != ':') throw bad("after ] comes :PORT or nothing");
        int port = decimal(rest, 1, rest.length(), MAX_PORT);
        if (port < 0) {
            throw bad("port " + quoted(rest.substring(1)) + " is not a number from 0 to 65535");
        }
        return port;
    }

    /** The number from {@code from} to {@code end}; -1 if there is none, or it is over max. */
    private static int decimal(String text, int from, int end, int max) {
        int value = from < end && end - from <= 5 ? 0 : -1;
        for (int i = from; i < end && value >= 0; i++) {
            char c = text.charAt(i);
            value = c >= '0' && c <= '9' ? value * 10 + c - '0' : -1;
        }
        return value <= max ? value : -1;
    }

    private static String canonicalHost(String host) {
        if (host.isEmpty()) return host;
        if (host.indexOf(':') >= 0) return Ip6.canonical(host);
        if (endsInNumber(host)) {
            ip4(host);
            return host;
        }
        return name(host);
    }

    /**
     * Whether a resolver would take the host for an IPv4 address, be it one or not. Only the plain
     * form is let through then: 010.0.0.1, 127.1 or 0x7f.1 mean different things to different
     * resolvers.
     */
    private static boolean endsInNumber(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        boolean isHex = last.startsWith("0x") || last.startsWith("0X");
        for (int i = isHex ? 2 : 0; i < last.length(); i++) {
            if (Character.digit(last.charAt(i), isHex ? 16 : 10) < 0) return false;
        }
        return !last.isEmpty();
    }

    /** The 32 bits of an IPv4 address of four decimal numbers without leading zeros. */
    private static int ip4(String host) {
        int bits = 0;
        int from = 0;
        for (int i = 0; i < 4; i++) {
            int end = i < 3 ? host.indexOf('.', from) : host.length();
            int octet = end - from > 3 ? -1 : decimal(host, from, end, 255);
            if (octet < 0 || end - from > 1 && host.charAt(from) == '0') throw badIp4(host);
            bits = bits << 8 | octet;
            from = end + 1;
        }
        return bits;
    }

    private static IllegalArgumentException badIp4(String host) {
        String hint = host.indexOf('.') < 0 ? "; for a port alone write :" + host : "";
        return bad(quoted(host) + " is no IPv4 address (four numbers from 0 to 255)" + hint);
    }

    private static String name(String host) {
        StringBuilder lower = new StringBuilder(host.length());
        char before = '.';
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
            boolean isInside = c == '-' || c == '.';
            boolean isLetter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
            if (!isLetter && !isInside || isInside && before == '.') throw badName(host);
            lower.append(c);
            before = c;
        }
        if (host.length() > MAX_NAME) throw bad("a name has up to " + MAX_NAME + " characters");
        return lower.toString();
    }

    private static IllegalArgumentException badName(String host) {
        return bad(quoted(host) + " is no host name (letters, digits, '-', '_' and '.')");
    }

    private static IllegalArgumentException bad(String message) {
        return new IllegalArgumentException(message);
    }

    /** Reading and writing IPv6 addresses; a class of its own, as few servers ever load it. */
    private static final class Ip6 {
        static String canonical(String host) {
            int percent = host.indexOf('%');
            int[] groups = parse(host, percent < 0 ? host.length() : percent);
            if (percent >= 0) return text(groups) + "%" + zone(host.substring(percent + 1));
            if (isIp4(groups)) return ip4Text(groups);
            return text(groups);
        }

        private static int[] parse(String host, int length) {
            int[] groups = new int[GROUPS];
            boolean startsWithGap = host.startsWith("::");
            int gap = startsWithGap ? 0 : -1;
            int at = startsWithGap ? 2 : 0;
            int count = 0;
            while (at < length) {
                int colon = host.indexOf(':', at);
                int end = colon < 0 || colon > length ? length : colon;
                String part = host.substring(at, end);
                boolean isIp4 = end == length && part.indexOf('.') >= 0;
                if (count + (isIp4 ? 2 : 1) > GROUPS) throw badIp6(host);
                int bits = isIp4 ? ip4(part) : hex(part, host);
                if (isIp4) groups[count++] = bits >>> 16;
                groups[count++] = bits & 0xffff;
                at = end + 1;
                if (at == length) throw badIp6(host);
                if (at < length && host.charAt(at) == ':') {
                    if (gap >= 0) throw badIp6(host);
                    gap = count;
                    at++;
                }
            }
            // A gap stands for one group of zeros at least.
            if (gap < 0 ? count != GROUPS : count == GROUPS) throw badIp6(host);
            return gap < 0 ? groups : widen(groups, gap, count);
        }

        /** Moves what follows the gap to the end. */
        private static int[] widen(int[] groups, int gap, int count) {
            int[] wide = new int[GROUPS];
            System.arraycopy(groups, 0, wide, 0, gap);
            System.arraycopy(groups, gap, wide, GROUPS - (count - gap), count - gap);
            return wide;
        }

        private static int hex(String part, String host) {
            int value = part.isEmpty() || part.length() > 4 ? -1 : 0;
            for (int i = 0; i < part.length() && value >= 0; i++) {
                char c = part.charAt(i);
                int digit = c < 128 ? Character.digit(c, 16) : -1;
                value = digit < 0 ? -1 : value << 4 | digit;
            }
            if (value < 0) throw badIp6(host);
            return value;
        }

        private static String zone(String zone) {
            boolean isGood = !zone.isEmpty();
            for (int i = 0; i < zone.length(); i++) {
                char c = zone.charAt(i);
                isGood &= c < 128 && Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0;
            }
            if (!isGood) throw bad(quoted(zone) + " is no zone of an IPv6 address");
            return zone;
        }

        /** Whether it is ::ffff:a.b.c.d, which is the IPv4 address to every socket of Java. */
        private static boolean isIp4(int[] groups) {
            for (int i = 0; i < 5; i++) {
                if (groups[i] != 0) return false;
            }
            return groups[5] == 0xffff;
        }

        private static String ip4Text(int[] groups) {
            return (groups[6] >> 8) + "." + (groups[6] & 255) + "."
                    + (groups[7] >> 8) + "." + (groups[7] & 255);
        }

        /** As RFC 5952 has it: the first of the longest runs of zeros, if two or more, is "::". */
        private static String text(int[] groups) {
            int start = 0;
            int longest = 1;
            for (int i = 0; i < GROUPS; i++) {
                int end = i;
                while (end < GROUPS && groups[end] == 0) end++;
                if (end - i > longest) {
                    start = i;
                    longest = end - i;
                }
            }
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < GROUPS; i++) {
                if (longest > 1 && i == start) {
                    out.append(i == 0 ? "::" : ":");
                    i += longest - 1;
                } else {
                    out.append(Integer.toHexString(groups[i])).append(i < GROUPS - 1 ? ":" : "");
                }
            }
            return out.toString();
        }

        private static IllegalArgumentException badIp6(String host) {
            return bad(quoted(host) + " has more than one colon and is no IPv6 address");
        }
    }
}
