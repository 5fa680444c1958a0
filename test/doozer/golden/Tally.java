package doozer.golden;

import java.util.ArrayList;
import java.util.List;

/** What has become of the lines. One thread's. */
final class Tally {
    private int matched;
    private int deliberate;
    private final List<String> failures = new ArrayList<>();

    void countMatched() {
        matched++;
    }

    void countDeliberate() {
        deliberate++;
    }

    void countFailed(Line line, String why) {
        failures.add(line.name() + ": " + why);
    }

    /** The lines that are neither as recorded nor as listed, and why. */
    List<String> failures() {
        return failures;
    }

    int matched() {
        return matched;
    }

    /** All lines that were seen. */
    int lines() {
        return matched + deliberate + failures.size();
    }

    @Override
    public String toString() {
        return lines() + " lines: " + matched + " as recorded, " + deliberate
            + " different on purpose, " + failures.size() + " failed";
    }
}
