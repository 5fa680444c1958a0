package doozer.history;

import doozer.tree.Entry;
import doozer.tree.FileEntry;
import doozer.tree.Store;
import java.util.Random;

/**
 * Random requests about few files, so that they meet. Every value is written by one of them only.
 */
final class Asks {
    static final String[] PATHS = {"/a", "/b", "/c", "/d/x", "/d/y", "/d/x/z", "/e/f/g", "/e/f"};
    static final String[] DIRECTORIES = {"/", "/d", "/e", "/e/f", "/d/x", "/a"};
    static final String[] GLOBS = {"/**", "/*", "/d/*", "/?", "/e/**", "/nothing/**", "/a"};

    private final Random random;
    private final Store store;
    private int values;

    Asks(Random random, Store store) {
        this.random = random;
        this.store = store;
    }

    Ask next() {
        int kind = random.nextInt(100);
        if (kind < 35) return new Ask.Set(path(), condition(), Told.bytes("v" + ++values));
        if (kind < 45) return new Ask.Del(path(), condition());
        if (kind < 48) return new Ask.Nop();
        if (kind < 75) return new Ask.Get(path(), at());
        if (kind < 80) return new Ask.Stat(random.nextBoolean() ? path() : directory(), at());
        if (kind < 85) return new Ask.Dir(directory(), at());
        if (kind < 92) return new Ask.Walk(GLOBS[random.nextInt(GLOBS.length)], at());
        return new Ask.Rev(random.nextInt(4) == 0 ? Ask.At.LOCAL : Ask.At.NOW);
    }

    private String path() {
        return PATHS[random.nextInt(PATHS.length)];
    }

    private String directory() {
        return DIRECTORIES[random.nextInt(DIRECTORIES.length)];
    }

    private long condition() {
        long revision = store.current().revision();
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> revision;
            case 2 -> revisionOf(store.current().find(path()));
            case 3 -> Long.MAX_VALUE;
            case 4 -> random.nextInt((int) revision + 2) - 4;
            default -> -1;
        };
    }

    private static long revisionOf(Entry entry) {
        return entry instanceof FileEntry file ? file.revision() : 0;
    }

    private Ask.At at() {
        long revision = store.current().revision();
        long near = Math.max(0, revision + 3 - random.nextInt(20));
        return switch (random.nextInt(10)) {
            case 0 -> Ask.At.LOCAL;
            case 1 -> Ask.At.localFrom(near);
            case 2, 3 -> Ask.At.revision(near);
            default -> Ask.At.NOW;
        };
    }
}
