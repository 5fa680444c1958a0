package doozer.server;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The server's log: one line an event, as
 * {@code 2026-01-02T03:04:05.678Z INFO event key=value ...}, in UTC. Any thread may log: each line
 * is one write. Whoever chose a value cannot make it look like a second line or another key.
 */
public final class Log {
    /** Characters of a value that are shown: a name, not a file, is what a line is for. */
    private static final int MAX_VALUE = 500;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long DAYS_OF_400_YEARS = 146_097;

    private final PrintStream out;
    private final Clock clock;

    /** Where the time of a line comes from; called by whichever thread logs. */
    public interface Clock {
        /** The time in milliseconds since the beginning of 1970, UTC. */
        long epochMillis();
    }

    /** Writes to {@code out}, which is flushed after each line and never closed. */
    public Log(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /**
     * Something an operator may want to know.
     *
     * @param keyValues keys, each followed by its value, of which {@code toString} is shown
     */
    public void info(String event, Object... keyValues) {
        write("INFO", event, keyValues);
    }

    /** Something an operator should look at, while the server goes on. As {@link #info}. */
    public void warn(String event, Object... keyValues) {
        write("WARN", event, keyValues);
    }

    /** Something that makes the server fail, now or in part. As {@link #info}. */
    public void error(String event, Object... keyValues) {
        write("ERROR", event, keyValues);
    }

    private void write(String level, String event, Object[] keyValues) {
        StringBuilder line = new StringBuilder(128);
        appendTime(line, clock.epochMillis());
        line.append(' ').append(level).append(' ').append(safe(event));
        for (int i = 0; i < keyValues.length; i += 2) {
            // A key without a value is a slip of ours, and no reason to lose the line.
            Object value = i + 1 < keyValues.length ? keyValues[i + 1] : "?";
            line.append(' ').append(safe(String.valueOf(keyValues[i])));
            line.append('=').append(safe(String.valueOf(value)));
        }
        byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }

    /** {@code text} as it is if it is one plain word, else as {@link #quoted} has it. */
    static String safe(String text) {
        if (text.isEmpty() || text.length() > MAX_VALUE) return quoted(text);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c <= ' ' || c == '"' || c == '\\' || c == '=' || !isVisible(c)) return quoted(text);
            i += Character.charCount(c);
        }
        return text;
    }

    /** {@code text} between quotes, cut if long, everything escaped that is no visible sign. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        String cut = text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) : text;
        for (int i = 0; i < cut.length(); ) {
            int c = cut.codePointAt(i);
            i += Character.charCount(c);
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == ' ' || isVisible(c)) {
                out.appendCodePoint(c);
            } else {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        }
        out.append('"');
        if (cut.length() < text.length()) out.append("...of").append(text.length());
        return out.toString();
    }

    /**
     * Whether a terminal shows it as a sign of its own: no control character, no blank but the
     * plain one, nothing that turns the direction of what follows, nothing without a width.
     */
    private static boolean isVisible(int c) {
        if (c < 128) return c > ' ' && c < 127;
        switch (Character.getType(c)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
            case Character.SPACE_SEPARATOR:
            case Character.SURROGATE:
            case Character.PRIVATE_USE:
            case Character.UNASSIGNED:
                return false;
            default:
                return true;
        }
    }

    /**
     * The time as ISO 8601 has it. The date is Howard Hinnant's {@code civil_from_days}
     * ("chrono-Compatible Low-Level Date Algorithms"): years that begin in March, so that the leap
     * day is a year's last. By hand, as java.time would cost more than the rest of the log.
     */
    static void appendTime(StringBuilder out, long epochMillis) {
        long marchDays = Math.floorDiv(epochMillis, DAY_MILLIS) + 719_468;
        int millis = (int) Math.floorMod(epochMillis, DAY_MILLIS);
        long era = Math.floorDiv(marchDays, DAYS_OF_400_YEARS);
        int dayOfEra = (int) Math.floorMod(marchDays, DAYS_OF_400_YEARS);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        appendPadded(out, era * 400 + yearOfEra + (month <= 2 ? 1 : 0), 1000);
        appendPadded(out.append('-'), month, 10);
        appendPadded(out.append('-'), day, 10);
        appendPadded(out.append('T'), millis / 3_600_000, 10);
        appendPadded(out.append(':'), millis / 60_000 % 60, 10);
        appendPadded(out.append(':'), millis / 1000 % 60, 10);
        appendPadded(out.append('.'), millis % 1000, 100);
        out.append('Z');
    }

    /** With zeros in front, up to the digits of {@code smallest}. */
    private static void appendPadded(StringBuilder out, long value, int smallest) {
        for (int limit = smallest; limit > 1 && value < limit; limit /= 10) out.append('0');
        out.append(value);
    }
}
