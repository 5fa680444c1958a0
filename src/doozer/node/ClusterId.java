package doozer.node;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which cluster it is, whatever its name.
 *
 * @param genesis drawn at random when the cluster was born
 * @param epoch counts the forced recoveries
 * @param nonce drawn at random at birth and at each recovery
 */
public record ClusterId(Incarnation genesis, long epoch, long nonce) {
    /** No cluster is recovered as often. */
    static final long MAX_EPOCH = 1L << 32;

    private static final Pattern TEXT =
            Pattern.compile("([0-9a-f]{16})([0-9a-f]{16})-([0-9]{1,18})-([0-9a-f]{16})");

    /**
     * All of it as one word: whoever comes back to a cluster sees by it whether it is the same,
     * and has not lost what was acknowledged: rule R13.
     */
    String text() {
        return String.format("%016x%016x-%d-%016x", genesis.high(), genesis.low(), epoch, nonce);
    }

    /**
     * The one with that text.
     *
     * @throws IllegalArgumentException when it is none
     */
    static ClusterId parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not which cluster it is: " + text);
        }
        Incarnation genesis = new Incarnation(hex(parts.group(1)), hex(parts.group(2)));
        return new ClusterId(genesis, Long.parseLong(parts.group(3)), hex(parts.group(4)));
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text, 16);
    }
}
