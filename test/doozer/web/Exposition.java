package doozer.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text format of Prometheus, version 0.0.4, read as strictly as its description allows, and
 * more: every family has its help and its type, in this order, before its samples, which stand
 * together. One thread's.
 */
public final class Exposition {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern TYPE = Pattern.compile(
            "# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.+)\\})? (-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern LABEL = Pattern.compile(
            "([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final List<String> PARTS = List.of("_bucket", "_sum", "_count");

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private Family family;
    private String helped;
    private int number;

    /** A family of samples. */
    public record Family(String name, String type, String help, List<Sample> samples) { }

    /** A sample; its name has what a histogram puts behind that of its family. */
    public record Sample(String name, Map<String, String> labels, double value) { }

    private Exposition() {
    }

    /** The families by name; an exception with the line for what is wrong. */
    public static Map<String, Family> parse(String text) {
        Exposition reader = new Exposition();
        if (!text.endsWith("\n")) throw new IllegalArgumentException("no LF at the end");
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            reader.number++;
            reader.line(line);
        }
        if (reader.helped != null) throw reader.bad("a help without a type");
        reader.endFamily();
        return reader.families;
    }

    private IllegalArgumentException bad(String what) {
        return new IllegalArgumentException("line " + number + ": " + what);
    }

    private void line(String line) {
        if (line.startsWith("# HELP ")) {
            help(line);
        } else if (line.startsWith("# TYPE ")) {
            type(line);
        } else if (line.startsWith("#") || line.isEmpty()) {
            throw bad("neither help nor type nor sample: " + line);
        } else {
            sample(line);
        }
    }

    private void help(String line) {
        endFamily();
        Matcher matcher = HELP.matcher(line);
        if (helped != null || !matcher.matches()) throw bad("bad help: " + line);
        if (!matcher.group(2).replaceAll("\\\\[\\\\n]", "").matches("[^\\\\]*")) {
            throw bad("bad escape: " + line);
        }
        helped = matcher.group(1);
        if (families.containsKey(helped)) throw bad("a family twice: " + helped);
        family = new Family(helped, "", matcher.group(2), new ArrayList<>());
    }

    private void type(String line) {
        Matcher matcher = TYPE.matcher(line);
        if (!matcher.matches()) throw bad("bad type: " + line);
        String name = matcher.group(1);
        if (!name.equals(helped)) throw bad("a type without its help: " + line);
        boolean isTotal = name.endsWith("_total");
        if (isTotal != matcher.group(2).equals("counter")) {
            throw bad("a counter, and nothing else, ends in _total: " + line);
        }
        helped = null;
        family = new Family(name, matcher.group(2), family.help, new ArrayList<>());
        families.put(name, family);
    }

    private void sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) throw bad("bad sample: " + line);
        if (helped != null || family == null) throw bad("a sample without a type: " + line);
        String name = matcher.group(1);
        boolean isOurs = family.type.equals("histogram")
                ? PARTS.stream().anyMatch(part -> name.equals(family.name + part))
                : name.equals(family.name);
        if (!isOurs) throw bad("not of the family " + family.name + ": " + line);
        Map<String, String> labels = labels(matcher.group(2));
        if (!seen.add(name + labels)) throw bad("a sample twice: " + line);
        double value = Double.parseDouble(matcher.group(3));
        if (!family.type.equals("gauge") && value < 0) throw bad("below 0: " + line);
        family.samples.add(new Sample(name, labels, value));
    }

    private Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text == null) return labels;
        Matcher matcher = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) throw bad("bad labels: " + text);
            if (labels.put(matcher.group(1), matcher.group(2)) != null) {
                throw bad("a label twice: " + text);
            }
            at = matcher.end();
            if (at == text.length() && !matcher.group(3).isEmpty()) throw bad("a comma: " + text);
        }
        return labels;
    }

    private void endFamily() {
        if (family == null) return;
        if (family.samples.isEmpty()) throw bad("a family without samples: " + family.name);
        if (family.type.equals("histogram")) checkHistogram();
        family = null;
    }

    /** Its buckets rise, in their bounds and counts; the last one has everything. */
    private void checkHistogram() {
        double bound = Double.NEGATIVE_INFINITY;
        double count = 0;
        double total = -1;
        boolean hasSum = false;
        for (Sample sample : family.samples) {
            if (sample.name.endsWith("_sum")) {
                hasSum = true;
            } else if (sample.name.endsWith("_count")) {
                total = sample.value;
            } else {
                if (!sample.labels.containsKey("le")) throw bad("a bucket without le");
                String le = sample.labels.get("le");
                double next = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
                if (next <= bound || sample.value < count) throw bad("buckets do not rise: " + le);
                bound = next;
                count = sample.value;
            }
        }
        if (bound != Double.POSITIVE_INFINITY) throw bad("no bucket for +Inf");
        if (!hasSum || total != count) throw bad("sum or count is missing, or not that of +Inf");
    }
}
