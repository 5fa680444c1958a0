package doozer.cli;

/** Numbers of bytes as people write them: {@code 4096}, {@code 64k}, {@code 1g}. Stateless. */
final class SizeText {
    private static final int MAX_DIGITS = 18;

    private SizeText() {
    }

    /** The number; 0 if that is no size, or none above nothing. */
    static long parse(String text) {
        int digits = 0;
        while (digits < text.length() && Character.digit(text.charAt(digits), 10) >= 0) digits++;
        int shift = switch (text.substring(digits)) {
            case "" -> 0;
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> -1;
        };
        if (shift < 0 || digits == 0 || digits > MAX_DIGITS) return 0;
        long number = Long.parseLong(text.substring(0, digits));
        return number > Long.MAX_VALUE >> shift ? 0 : number << shift;
    }
}
