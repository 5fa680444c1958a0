package doozer.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Paths, globs, trees and walks for tests. */
final class Samples {
    private static final String[] NAMES =
            {"a", "b", "ab", "a-b", "a.b", "aa", "ba", "A", "_", ".."};

    private Samples() {
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A store without bounds, with these files, each holding its own path. */
    static Store store(Iterable<String> paths) {
        Store store = new Store(Integer.MAX_VALUE, Long.MAX_VALUE);
        for (String path : paths) store.set(path, -1, bytes(path));
        return store;
    }

    /** A tree with these files, whose history is gone. */
    static Tree tree(Iterable<String> paths) {
        return store(paths).current();
    }

    /** A path of one to so many names, of so few names that paths meet. */
    static String path(Random random, int levels) {
        StringBuilder path = new StringBuilder();
        int names = 1 + random.nextInt(levels);
        for (int i = 0; i < names; i++) {
            path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
        }
        return path.toString();
    }

    /** A tree of files at paths as from {@link #path}, as far as they do not stand in the way. */
    static Tree tree(Random random, int files, int levels) {
        return tree(random, files, levels, "a");
    }

    /** The same with another text for each {@code a}: to have long names, for example. */
    static Tree tree(Random random, int files, int levels, String a) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < files; i++) paths.add(path(random, levels).replace("a", a));
        return tree(paths);
    }

    /** The text of a valid glob that now and then matches paths as from {@link #path}. */
    static String glob(Random random, int levels) {
        String[] parts = {"a", "b", "?", "*", "**", "***", "a-b", "ab", ".", "-", "*?*", "_", "A"};
        StringBuilder glob = new StringBuilder();
        int names = 1 + random.nextInt(levels);
        for (int i = 0; i < names; i++) {
            glob.append('/');
            int length = 1 + random.nextInt(3);
            if (random.nextInt(3) == 0) {
                glob.append(NAMES[random.nextInt(NAMES.length)]);
            } else {
                for (int j = 0; j < length; j++) glob.append(parts[random.nextInt(parts.length)]);
            }
        }
        return glob.toString();
    }

    /** All that a walk finds, going on after each pause, with its revision behind a blank. */
    static List<String> found(Walk walk, int budget) {
        List<String> found = new ArrayList<>();
        Walk.Step step = walk.advance(budget);
        while (step != Walk.Step.END) {
            if (step == Walk.Step.FOUND) found.add(walk.path() + " " + walk.file().revision());
            step = walk.advance(budget);
        }
        return found;
    }

    /** The paths of all that a walk finds. */
    static List<String> paths(Tree tree, String glob) {
        List<String> paths = new ArrayList<>();
        Walk walk = tree.walk(Glob.parse(glob));
        Walk.Step step = walk.advance(Integer.MAX_VALUE);
        while (step != Walk.Step.END) {
            if (step == Walk.Step.FOUND) paths.add(walk.path());
            step = walk.advance(Integer.MAX_VALUE);
        }
        return paths;
    }

    /** The same glob as a regular expression, as the recordings have it. */
    static java.util.regex.Pattern regex(String glob) {
        String regex = glob.replaceAll("[.]", "\\\\.").replace("**", "\u0000")
                .replace("*", "[^/]*").replace("?", "[^/]").replace("\u0000", ".*");
        return java.util.regex.Pattern.compile(regex, java.util.regex.Pattern.DOTALL);
    }
}
