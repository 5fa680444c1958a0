package doozer.cli;

import doozer.golden.CliLine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what a command did with what was recorded, or listed. Stateless. */
final class Judge {
    /** What of a recorded message is no wording: the names of errors, and what goes with them. */
    private static final Pattern KEPT = Pattern.compile("(?:TAG_IN_USE|UNKNOWN_VERB|READONLY"
        + "|TOO_LATE|REV_MISMATCH|BAD_PATH|MISSING_ARG|RANGE|NOTDIR|ISDIR|NOENT|OTHER)(?:: .+)?"
        + "|No such file or directory: \\S+|wait timeout|invalid uri");

    private Judge() {
    }

    /**
     * What a command did.
     *
     * @param exit what it ended with, or null if it went on
     */
    record Observed(Integer exit, String out, String err) { }

    /** What is wrong, in words; {@code entry} may be null, for as recorded. */
    static List<String> faults(CliLine line, CliDifferences.Entry entry, Observed observed,
            Template.Names names) {
        List<String> faults = new ArrayList<>();
        Integer exit = line.exit();
        if (entry != null && entry.exit() != null) exit = entry.exit();
        if (entry != null && entry.runs()) exit = null;
        if (exit == null ? observed.exit != null : !exit.equals(observed.exit)) {
            faults.add("ended with " + observed.exit + " for " + exit);
        }
        boolean isGood = exit == null || exit == 0;
        Template out = entry == null ? null : entry.out();
        if (out == null && (!isGood || entry != null && entry.runs())) out = Template.listed("");
        if (out == null) out = Template.recorded(line);
        if (!out.matches(observed.out, names)) {
            faults.add("printed <" + observed.out + "> for <" + out + ">");
        }
        boolean hasToSay = !isGood || entry != null && entry.err() != null;
        if (!hasToSay && !observed.err.isEmpty()) faults.add("said " + observed.err);
        if (hasToSay) faults.addAll(messageFaults(line, entry, observed.err));
        return faults;
    }

    private static List<String> messageFaults(CliLine line, CliDifferences.Entry entry,
            String err) {
        List<String> wanted = new ArrayList<>();
        if (entry != null && entry.err() != null) {
            wanted.add(entry.err());
        } else {
            // The rest of it is the usage.
            Matcher kept = KEPT.matcher(line.stderr().split("\n", 2)[0]);
            while (kept.find()) wanted.add(kept.group());
        }
        List<String> faults = new ArrayList<>();
        if (err.isBlank() || !err.endsWith("\n")) faults.add("no message, but <" + err + ">");
        for (String part : wanted) {
            if (!err.contains(part)) faults.add("said <" + err + "> without " + part);
        }
        return faults;
    }
}
