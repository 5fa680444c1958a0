package doozer.build;

import java.util.ArrayList;
import java.util.List;

/** A file's name, from the repository's root and with slashes, and its text. */
record SourceFile(String name, String text) {

    /** One broken rule in one line, counted from 1. */
    record Finding(String file, long line, String what) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + what;
        }
    }

    /** The top-level folder: src, test, bench, or a file at the top. */
    String top() {
        return name.substring(0, Math.max(0, name.indexOf('/')));
    }

    /** The room that a file below src/doozer is in, or nothing. */
    String room() {
        String[] parts = name.split("/");
        return parts.length > 3 && name.startsWith("src/doozer/") ? parts[2] : "";
    }

    /** The lines, with an empty last one where the file ends as it should, with LF. */
    List<String> lines() {
        return List.of(text.split("\n", -1));
    }

    /** The lines without what stands in comments and in quotes; as many as {@link #lines}. */
    List<String> codeLines() {
        return List.of(JavaText.withoutCommentsAndQuotes(text).split("\n", -1));
    }

    Finding finding(long line, String what) {
        return new Finding(name, line, what);
    }

    /** What a rule finds in some files. */
    static List<Finding> check(List<SourceFile> files, Rule rule) {
        List<Finding> found = new ArrayList<>();
        for (SourceFile file : files) found.addAll(rule.check(file));
        return found;
    }

    /** A function from a file to what is wrong in it. */
    interface Rule {
        List<Finding> check(SourceFile file);
    }
}
