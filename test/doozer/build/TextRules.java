package doozer.build;

import doozer.build.SourceFile.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of the house about lines and words. Any thread. */
final class TextRules {
    static final int COLUMNS = 100;
    static final int SOURCE_LINES = 400;
    static final int TEST_LINES = 600;

    // The words are put together here, so that this file keeps to its own rules.
    private static final Pattern LEFT_OVER =
        Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\b|@Disabled\\b");
    private static final Pattern MACHINE =
        Pattern.compile("(^|[^A-Za-z0-9_.])/(wo" + "rk|ro" + "ot|ho" + "me)/");

    // What would bring a thread, a socket, a file, a clock, chance, or an order that differs from
    // run to run into a room whose runs have to be replayed.
    private static final Pattern IMPURE = Pattern.compile(String.join("|",
        "\\bSystem\\.(nanoTime|currentTimeMillis|identityHashCode)\\b",
        "\\bSystem\\.(out|err|in|getenv|getProperty)\\b",
        "\\bjava\\.(net|nio\\.channels|nio\\.file|time|util\\.concurrent)\\b",
        "\\bjava\\.io\\.(File|RandomAccess)\\w*",
        "\\bThread\\b", "\\bThreadLocal\\w*", "\\bSecureRandom\\b", "\\bnew\\s+Random\\b",
        "\\bMath\\.random\\b", "\\bnew\\s+SplittableRandom\\(\\s*\\)", "\\bUUID\\.randomUUID\\b",
        "\\bRandomGenerator\\.(of|getDefault)\\b", "\\bnew\\s+Date\\b",
        "\\b(Set|Map)\\.(of|copyOf|ofEntries)\\b", "\\btoUnmodifiable(Set|Map)\\b",
        "\\bCollectors\\.toSet\\b", "\\bparallelStream\\b", "\\bparallel\\(\\s*\\)",
        "\\bCompletableFuture\\b", "\\bsynchronized\\b", "\\bvolatile\\b",
        // It could bring any of them unseen.
        "^import .*\\.\\*;"));
    private static final Pattern HASHED =
        Pattern.compile("\\b(HashMap|HashSet|IdentityHashMap)\\b");
    private static final String NEVER_ITERATED = "// never iterated";

    private TextRules() {
    }

    /** Lengths, tabs, blanks at the end of a line, and an LF at the end of the file. */
    static List<Finding> layout(SourceFile file) {
        List<Finding> found = new ArrayList<>();
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.codePointCount(0, line.length()) > COLUMNS) {
                found.add(file.finding(i + 1, "more than " + COLUMNS + " columns"));
            }
            if (line.indexOf('\t') >= 0) found.add(file.finding(i + 1, "a tab"));
            if (line.matches(".*\\s")) found.add(file.finding(i + 1, "a blank at the end"));
        }
        int last = lines.size() - 1;
        int limit = file.top().equals("src") ? SOURCE_LINES : TEST_LINES;
        if (last > limit) found.add(file.finding(last, "more than " + limit + " lines"));
        if (!lines.get(last).isEmpty()) found.add(file.finding(last + 1, "no LF at the end"));
        return found;
    }

    /** What is not finished, switched off, or waits for time to pass. */
    static List<Finding> leftOvers(SourceFile file) {
        List<Finding> found = matches(file, file.lines(), LEFT_OVER);
        found.addAll(matches(file, file.codeLines(), SLEEP));
        return found;
    }

    /** Paths that exist only on the machine where somebody wrote this. */
    static List<Finding> machinePaths(SourceFile file) {
        return matches(file, file.lines(), MACHINE);
    }

    /**
     * What a pure room must not name, as listed above; and hashed sets and maps, which somebody
     * might iterate, but for those whose line says that nobody ever does.
     */
    static List<Finding> impureNames(SourceFile file) {
        List<Finding> found = matches(file, file.codeLines(), IMPURE);
        for (Finding hashed : matches(file, file.codeLines(), HASHED)) {
            String line = file.lines().get((int) hashed.line() - 1);
            if (!line.startsWith("import ") && !line.contains(NEVER_ITERATED)) found.add(hashed);
        }
        return found;
    }

    private static List<Finding> matches(SourceFile file, List<String> lines, Pattern pattern) {
        List<Finding> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = pattern.matcher(lines.get(i));
            while (matcher.find()) found.add(file.finding(i + 1, matcher.group().strip()));
        }
        return found;
    }
}
