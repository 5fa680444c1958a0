package doozer.server;

import doozer.node.Settings;
import doozer.wire.Address;
import doozer.wire.DoozerUri;
import doozer.wire.Limits;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** What the values of an option look like: how they are read, and written again. Immutable. */
final class Kind {
    /** No value at all: the option is there or not. */
    static final Kind SWITCH = new Kind(Form.SWITCH, "", 0, 0);
    static final Kind ADDRESS = new Kind(Form.ADDRESS, "ADDRESS", 0, 0);
    /** An address with its port, or {@code false}. */
    static final Kind WEB = new Kind(Form.WEB, "ADDRESS", 0, 0);
    /** Addresses that others can be reached at, with commas between them. */
    static final Kind ADDRESSES = new Kind(Form.ADDRESSES, "ADDRESSES", 0, 0);
    static final Kind NAME = new Kind(Form.NAME, "NAME", 0, 0);
    static final Kind COMPAT = new Kind(Form.COMPAT, "VERSION", 0, 0);
    static final Kind BOOLEAN = new Kind(Form.BOOLEAN, "true|false", 0, 0);
    static final Kind URI = new Kind(Form.URI, "URI", 0, 0);
    static final Kind FILE = new Kind(Form.FILE, "FILE", 0, 0);
    /** A time of UTC, as ISO 8601 has it. */
    static final Kind INSTANT = new Kind(Form.INSTANT, "TIME", 0, 0);
    /** Meant something to an earlier program: takes any value, and does nothing. */
    static final Kind IGNORED = new Kind(Form.IGNORED, "X", 0, 0);
    /** Will mean something one day: using it is an error, so that nobody trusts in it. */
    static final Kind NOT_BUILT = new Kind(Form.NOT_BUILT, "X", 0, 0);

    static final Kind HISTORY_BYTES = new Kind(Form.SIZE, "SIZE", 64 << 10, 1L << 40);
    static final Kind VALUE_BYTES = new Kind(Form.SIZE, "SIZE", 1, Limits.MAX_VALUE);
    static final Kind BUFFER_BYTES = new Kind(Form.SIZE, "SIZE", 4 << 10, 1 << 30);
    static final Kind SHORT_TIME = new Kind(Form.DURATION, "TIME", 1, 3_600_000);
    static final Kind DURATION = new Kind(Form.DURATION, "TIME", 100, 3_600_000);

    private enum Form {
        SWITCH, ADDRESS, WEB, ADDRESSES, NAME, COMPAT, BOOLEAN, URI, FILE, INSTANT, IGNORED,
        NOT_BUILT, NUMBER, SIZE, DURATION
    }

    private static final String ON = "true";
    private static final String OFF = "false";
    /** Many more than a cluster has voters: a longer list was made by a mistake. */
    private static final int MAX_ADDRESSES = 64;
    private static final int SECOND_MILLIS = 1000;
    private static final int MINUTE_MILLIS = 60 * SECOND_MILLIS;
    /** As many as the largest bound above has. */
    private static final int MAX_DIGITS = 13;

    private final Form form;
    private final String placeholder;
    private final long min;
    private final long max;

    private Kind(Form form, String placeholder, long min, long max) {
        this.form = form;
        this.placeholder = placeholder;
        this.min = min;
        this.max = max;
    }

    /** A whole number from 1 to {@code max}. */
    static Kind number(long max) {
        return new Kind(Form.NUMBER, "N", 1, max);
    }

    /** Whether flags of it add up: the values of all count together, with commas between them. */
    boolean addsUp() {
        return form == Form.ADDRESSES;
    }

    boolean takesValue() {
        return form != Form.SWITCH;
    }

    /** What stands for a value in the help text. */
    String placeholder() {
        return placeholder;
    }

    /** {@code value}, or the bound of this kind that it is beyond. */
    long clamp(long value) {
        return Math.max(min, Math.min(max, value));
    }

    /**
     * Checks a value, and gives it in its shortest form, which this method reads as well.
     *
     * @throws IllegalArgumentException with what is wrong with it, and what it should look like
     */
    String canonical(String text) {
        switch (form) {
            case ADDRESS:
                return Address.parse(text).toString();
            case WEB:
                return text.equals(OFF) ? OFF : Address.parseWithPort(text).toString();
            case ADDRESSES:
                return String.join(",", addresses(text));
            case URI:
                if (!DoozerUri.parse(text).addresses().isEmpty()) return text;
                throw new IllegalArgumentException("invalid uri: it needs an address:"
                        + " add ca=HOST:PORT");
            case BOOLEAN:
                if (text.equals(ON) || text.equals(OFF)) return text;
                throw bad(text, "is neither true nor false");
            case NAME:
                if (DoozerUri.isClusterName(text)) return text;
                throw bad(text, "is no name: 1 to 255 letters, digits, '.', '-' and '_'");
            case COMPAT:
                compat(text);
                return text;
            case NUMBER:
                return Long.toString(number(text));
            case SIZE:
                return sizeText(sizeBytes(text));
            case INSTANT:
                return instant(text).toString();
            case DURATION:
                return durationText(durationMillis(text));
            default:
                if (text.isEmpty()) throw bad(text, "is no file name");
                return text;
        }
    }

    /** What a value of {@link #INSTANT} stands for. */
    static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw bad(text, "is no time of UTC: write 2026-11-22T13:05:00Z");
        }
    }

    /** What a value of {@link #COMPAT} stands for. */
    static Settings.Compat compat(String text) {
        switch (text) {
            case "auto":
                return Settings.Compat.AUTO;
            case "seed":
                return Settings.Compat.SEED;
            case "0.9":
                return Settings.Compat.NINE;
            default:
                throw bad(text, "is none of auto, seed and 0.9");
        }
    }

    /** A value in its canonical form as anybody may see it: without the secret of a URI. */
    String shown(String text) {
        if (form != Form.URI || text.isEmpty()) return text;
        DoozerUri uri = DoozerUri.parse(text);
        return new DoozerUri(uri.addresses(), uri.name(), "").toString();
    }

    /** Whether a value of {@link #WEB} means none. */
    static boolean isOff(String text) {
        return text.equals(OFF);
    }

    /** A value of {@link #number}. */
    long number(String text) {
        long value = digits(text, 0, text.length());
        if (value < min || value > max) {
            throw bad(text, "is no whole number from " + min + " to " + max);
        }
        return value;
    }

    /** A size in bytes: a whole number, with k, m or g for its multiples of 1024. */
    long sizeBytes(String text) {
        int last = text.length() - 1;
        int unit = last < 0 ? -1 : "kmgKMG".indexOf(text.charAt(last));
        long number = digits(text, 0, unit < 0 ? text.length() : last);
        int shift = unit < 0 ? 0 : 10 * (unit % 3 + 1);
        // The upper bound first: what passes it can be shifted.
        if (number < 0 || number > max >> shift || number << shift < min) {
            throw bad(text, "is no size from " + sizeText(min) + " to " + sizeText(max)
                    + " (bytes, or with k, m or g)");
        }
        return number << shift;
    }

    static String sizeText(long bytes) {
        int unit = 0;
        while (unit < 3 && bytes != 0 && bytes % 1024 == 0) {
            bytes /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(bytes) : bytes + "kmg".substring(unit - 1, unit);
    }

    /** A duration in milliseconds, from {@code 500ms}, {@code 30s}, {@code 2m}, or seconds. */
    long durationMillis(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) >= 'a' && text.charAt(end - 1) <= 'z') end--;
        int unitMillis = unitMillis(text.substring(end));
        long thousandths = thousandths(text.substring(0, end));
        long microseconds = thousandths * unitMillis;
        boolean isRead = unitMillis > 0 && thousandths >= 0 && microseconds % 1000 == 0;
        if (!isRead || microseconds < min * 1000 || microseconds > max * 1000) {
            throw bad(text, "is no time from " + durationText(min) + " to " + durationText(max)
                    + " (as 500ms, 30s, 2m, or seconds)");
        }
        return microseconds / 1000;
    }

    static String durationText(long millis) {
        if (millis % SECOND_MILLIS != 0) return millis + "ms";
        if (millis % MINUTE_MILLIS != 0) return millis / SECOND_MILLIS + "s";
        return millis / MINUTE_MILLIS + "m";
    }

    private static int unitMillis(String unit) {
        if (unit.isEmpty() || unit.equals("s")) return SECOND_MILLIS;
        if (unit.equals("m")) return MINUTE_MILLIS;
        return unit.equals("ms") ? 1 : -1;
    }

    /** A decimal number of up to three decimals, times 1000; -1 if it is none. */
    private long thousandths(String text) {
        int point = text.indexOf('.');
        if (point < 0) point = text.length();
        // As in Go, ".5" and "5." are numbers. That "." is 0 then is no harm: 0 is too little.
        long whole = point == 0 ? 0 : digits(text, 0, point);
        int decimals = Math.max(0, text.length() - point - 1);
        long part = decimals == 0 ? 0 : digits(text, point + 1, text.length());
        if (whole < 0 || part < 0 || decimals > 3) return -1;
        // Whatever the unit, it is too much; and it might not fit a long once multiplied.
        if (whole > max) return -1;
        for (int i = decimals; i < 3; i++) part *= 10;
        return whole * 1000 + part;
    }

    /** The number that stands from {@code from} to {@code end}; -1 if none, or if far too long. */
    private static long digits(String text, int from, int end) {
        if (from == end || end - from > MAX_DIGITS) return -1;
        long value = 0;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') return -1;
            value = value * 10 + c - '0';
        }
        return value;
    }

    /** Each address of a list in its canonical form, and once. */
    static List<String> addresses(String text) {
        List<String> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String one = part.strip();
            if (one.isEmpty()) {
                throw bad(text, "has an empty address: write HOST:PORT, or HOST:PORT,HOST:PORT");
            }
            Address address = Address.parse(one);
            if (address.isWildcard() || address.port() == 0) {
                throw bad(one, "is no address that one can connect to: give a host and a port");
            }
            String canonical = address.toString();
            if (!addresses.contains(canonical)) addresses.add(canonical);
        }
        if (addresses.size() <= MAX_ADDRESSES) return addresses;
        throw bad(text, "has " + addresses.size() + " addresses: give up to " + MAX_ADDRESSES);
    }

    /** Whether a value of {@link #BOOLEAN} is true. */
    static boolean isOn(String text) {
        return text.equals(ON);
    }

    static IllegalArgumentException bad(String text, String what) {
        return new IllegalArgumentException(Log.quoted(text) + " " + what);
    }
}
