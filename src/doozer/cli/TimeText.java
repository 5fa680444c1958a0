package doozer.cli;

import java.math.BigDecimal;
import java.time.Duration;

/** Times as people write them: {@code 500ms}, {@code 1.5s}, {@code 1m30s}. Stateless. */
final class TimeText {
    private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final long MICROS = 1000;
    private static final long MILLIS = 1000 * MICROS;
    private static final long SECONDS = 1000 * MILLIS;

    private TimeText() {
    }

    /** Reads one or more numbers, each with its unit; null if that is no time above nothing. */
    static Duration parse(String text) {
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length()) {
            int unit = at;
            while (unit < text.length() && isOfNumber(text.charAt(unit))) unit++;
            int end = unit;
            while (end < text.length() && !isOfNumber(text.charAt(end))) end++;
            BigDecimal number = number(text.substring(at, unit));
            long unitNanos = unitNanos(text.substring(unit, end));
            if (number == null || unitNanos == 0) return null;
            nanos = nanos.add(number.multiply(BigDecimal.valueOf(unitNanos)));
            at = end;
        }
        long whole = nanos.min(MAX_NANOS).longValue();
        return whole == 0 ? null : Duration.ofNanos(whole);
    }

    private static boolean isOfNumber(char c) {
        return c >= '0' && c <= '9' || c == '.';
    }

    private static BigDecimal number(String digits) {
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "\u00b5s", "\u03bcs" -> MICROS;
            case "ms" -> MILLIS;
            case "s" -> SECONDS;
            case "m" -> 60 * SECONDS;
            case "h" -> 3600 * SECONDS;
            default -> 0;
        };
    }
}
