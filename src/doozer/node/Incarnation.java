package doozer.node;

/**
 * One run of a server process: 128 random bits drawn at its start, never used again and kept
 * nowhere. A process that restarts is another incarnation.
 */
public record Incarnation(long high, long low) implements Comparable<Incarnation> {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_LENGTH = 16;

    /** Its first 80 bits as 16 characters of base32 (RFC 4648): the id that people see. */
    public String id() {
        char[] text = new char[ID_LENGTH];
        for (int i = 0; i < ID_LENGTH; i++) text[i] = BASE32.charAt(fiveBits(i * 5));
        return new String(text);
    }

    private int fiveBits(int from) {
        int left = 64 - from - 5;
        if (left >= 0) return (int) (high >>> left) & 31;
        long bits = from < 64 ? high << -left | low >>> 64 + left : low >>> 64 + left;
        return (int) bits & 31;
    }

    /** Compares them as 128 unsigned bits. */
    @Override
    public int compareTo(Incarnation other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
}
