package doozer.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a client is told of a cluster: {@code doozer:?ca=HOST:PORT&ca=HOST:PORT&cn=NAME&sk=SECRET}.
 * Values are percent-encoded, and {@code +} is a blank, as the Go client has it. Immutable; no
 * text or message made here ever shows the secret.
 *
 * @param addresses members to connect to, in the order given; empty if there is only a name
 * @param name the cluster's name, to be looked up in another cluster; "" if none
 * @param secret what ACCESS is to be asked with; "" if none
 */
public record DoozerUri(List<Address> addresses, String name, String secret) {
    private static final String PREFIX = "doozer:?";
    private static final String RIGHT_FORM = "write doozer:?ca=HOST:PORT";
    private static final int MAX_NAME = 255;

    /** Copies the list of addresses. */
    public DoozerUri {
        addresses = List.copyOf(addresses);
    }

    /**
     * Reads a URI; a {@code ca} without a port means port 8046. At least one {@code ca} or a
     * {@code cn} has to be there; whoever cannot look names up asks whether there are addresses.
     *
     * @throws IllegalArgumentException with one line that says what is wrong and what to write
     */
    public static DoozerUri parse(String text) {
        if (text.startsWith("doozer?:")) {
            throw bad("the '?' comes after the ':', unlike in an old manual: " + RIGHT_FORM);
        }
        if (!text.startsWith(PREFIX)) throw bad(shown(text) + ": " + RIGHT_FORM);
        Reading reading = new Reading();
        int from = PREFIX.length();
        while (from < text.length()) {
            int and = text.indexOf('&', from);
            int end = and < 0 ? text.length() : and;
            if (end > from) reading.pair(text.substring(from, end));
            from = end + 1;
        }
        if (reading.addresses.isEmpty() && reading.name == null) {
            throw bad("it names no address: " + RIGHT_FORM);
        }
        String name = reading.name == null ? "" : reading.name;
        String secret = reading.secret == null ? "" : reading.secret;
        return new DoozerUri(reading.addresses, name, secret);
    }

    /** Whether a cluster may be called so: 1 to 255 of {@code [A-Za-z0-9._-]}, as in a path. */
    public static boolean isClusterName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) return false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!isLetter && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-') return false;
        }
        return true;
    }

    /** The URI, but for the secret, which is shown as {@code ***}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(PREFIX);
        String separator = "";
        for (Address address : addresses) {
            // A zone of IPv6 is all that can need an escape.
            out.append(separator).append("ca=").append(address.toString().replace("%", "%25"));
            separator = "&";
        }
        if (!name.isEmpty()) {
            out.append(separator).append("cn=").append(name);
            separator = "&";
        }
        if (!secret.isEmpty()) out.append(separator).append("sk=***");
        return out.toString();
    }

    /** As much of a text that is no URI as cannot hold a secret. */
    private static String shown(String text) {
        // Other programs' URIs have a password before an '@'.
        if (text.indexOf('@') >= 0) return "a text with '@'";
        int end = 0;
        while (end < text.length() && "?&=".indexOf(text.charAt(end)) < 0) end++;
        return Address.quoted(text.substring(0, end)) + (end < text.length() ? "..." : "");
    }

    private static IllegalArgumentException bad(String message) {
        return new IllegalArgumentException("invalid uri: " + message);
    }

    /** What has been read so far. Owned by the call of {@link #parse} that made it. */
    private static final class Reading {
        final List<Address> addresses = new ArrayList<>();
        String name;
        String secret;

        void pair(String pair) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals), "a key");
            boolean isKnown = key.equals("ca") || key.equals("cn") || key.equals("sk");
            if (!isKnown) {
                throw bad(Address.quoted(key) + " is no key: there are ca, cn and sk");
            }
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), key);
            if (key.equals("ca")) {
                addresses.add(address(value));
            } else if (key.equals("cn")) {
                if (name != null) throw bad("cn is given twice");
                name = clusterName(value);
            } else {
                if (secret != null) throw bad("sk is given twice");
                secret = value;
            }
        }

        private static Address address(String value) {
            Address address;
            try {
                address = Address.parse(value);
            } catch (IllegalArgumentException e) {
                throw bad("ca: " + e.getMessage());
            }
            if (address.port() == 0) throw bad("ca: nobody can connect to port 0 of " + address);
            return address;
        }

        private static String clusterName(String value) {
            if (isClusterName(value)) return value;
            throw bad("cn: " + Address.quoted(value)
                    + " is no cluster name: 1 to 255 letters, digits, '.', '-' and '_'");
        }

        private static String decode(String text, String where) {
            byte[] in = text.getBytes(StandardCharsets.UTF_8);
            byte[] out = new byte[in.length];
            int length = 0;
            for (int i = 0; i < in.length; i++) {
                byte b = in[i];
                if (b == '+') b = ' ';
                if (b == '%') {
                    int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
                    int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
                    if (low < 0) throw badEscape(in, i, where);
                    b = (byte) (high << 4 | low);
                    i += 2;
                }
                out[length++] = b;
            }
            String decoded = new String(out, 0, length, StandardCharsets.UTF_8);
            byte[] again = decoded.getBytes(StandardCharsets.UTF_8);
            // Otherwise two different secrets could become one and the same.
            if (!Arrays.equals(again, 0, again.length, out, 0, length)) {
                throw bad(where + ": its bytes are not UTF-8");
            }
            return decoded;
        }

        private static IllegalArgumentException badEscape(byte[] in, int at, String where) {
            int length = Math.min(3, in.length - at);
            // Not even three characters of a secret.
            boolean isSecret = !where.equals("ca") && !where.equals("cn");
            String escape = isSecret ? ""
                    : " " + Address.quoted(new String(in, at, length, StandardCharsets.UTF_8));
            return bad(where + ": invalid URL escape" + escape + ": write % as %25");
        }
    }
}
