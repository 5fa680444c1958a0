package doozer.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as a page shows it: {@code >} stands before what is typed, and the lines below
 * are what comes.
 */
record Transcript(List<Step> steps) {

    /** What is typed, with its line ends, and what comes. */
    record Step(String typed, String shown) { }

    /** The first block of a page that is marked {@code text}. */
    static Transcript of(String page) {
        int from = page.indexOf("```text\n") + "```text\n".length();
        List<Step> steps = new ArrayList<>();
        StringBuilder typed = new StringBuilder();
        StringBuilder shown = new StringBuilder();
        for (String line : page.substring(from, page.indexOf("```", from)).split("\n")) {
            if (!line.startsWith("> ")) {
                shown.append(line).append('\n');
                continue;
            }
            if (shown.length() > 0) {
                steps.add(new Step(typed.toString(), shown.toString()));
                typed.setLength(0);
                shown.setLength(0);
            }
            typed.append(line.substring(2)).append('\n');
        }
        steps.add(new Step(typed.toString(), shown.toString()));
        return new Transcript(steps);
    }
}
