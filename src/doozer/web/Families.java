package doozer.web;

import java.math.BigDecimal;

/**
 * Writes families of metrics as text: what they are, then their samples. Owned by whoever made it.
 */
final class Families {
    private static final String PREFIX = "doozer_";

    private final StringBuilder out = new StringBuilder(16 << 10);
    private String family;
    private String part = "";
    private StringBuilder labels = new StringBuilder();

    /** Begins a family whose value goes up and down. */
    Families gauge(String name, String help) {
        return begin(name, help, "gauge");
    }

    /** Begins a family whose value only rises: its name ends in {@code _total}. */
    Families counter(String name, String help) {
        return begin(name, help, "counter");
    }

    /** Begins a family of buckets, a sum and a count. */
    Families histogram(String name, String help) {
        return begin(name, help, "histogram");
    }

    private Families begin(String name, String help, String type) {
        family = PREFIX + name;
        out.append("# HELP ").append(family).append(' ');
        escape(help, out, false);
        out.append("\n# TYPE ").append(family).append(' ').append(type).append('\n');
        return this;
    }

    /** The next sample is that part of a histogram. */
    Families part(String suffix) {
        part = suffix;
        return this;
    }

    /** The next sample has that label. */
    Families with(String label, String value) {
        labels.append(labels.isEmpty() ? '{' : ',').append(label).append("=\"");
        escape(value, labels, true);
        labels.append('"');
        return this;
    }

    /** Writes the sample. */
    void is(long value) {
        end(Long.toString(value));
    }

    /** Writes the sample. */
    void is(double value) {
        // No exponent: some who read this with less care than Prometheus take none.
        BigDecimal decimal = BigDecimal.valueOf(value);
        end(decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString());
    }

    private void end(String value) {
        out.append(family).append(part);
        if (!labels.isEmpty()) out.append(labels).append('}');
        out.append(' ').append(value).append('\n');
        part = "";
        labels = new StringBuilder();
    }

    private static void escape(String text, StringBuilder to, boolean isLabel) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                to.append("\\n");
            } else {
                if (c == '\\' || c == '"' && isLabel) to.append('\\');
                to.append(c);
            }
        }
    }

    /** Everything that was written. */
    String text() {
        return out.toString();
    }
}
