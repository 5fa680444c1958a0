package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Long random histories, held against a plain map. */
class PropertyTest {
    private static final String[] GLOBS = {"/**", "/*", "/a/**", "/a/*", "/*/a", "/**/b", "/a**",
        "/?b", "/b/a-b/*", "/a/ab", "/**a", "/a-*/**"};

    private final List<Model> models = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Map<Long, Long> hashes = new HashMap<>();
    private Model model = new Model();
    private Store store;

    @Test
    void everyHistoryReadsLikeThatOfAPlainMap() {
        int histories = Counts.of(12, 400);
        for (int seed = 0; seed < histories; seed++) {
            runHistory(new Random(seed), 250, 1 + seed % 4);
        }
    }

    @Test
    void aHistoryThatIsTrimmedReadsLikeThatOfAPlainMapAsFarAsItGoes() {
        int histories = Counts.of(12, 400);
        for (int seed = 0; seed < histories; seed++) {
            Random random = new Random(1_000 + seed);
            begin(new Store(1 + random.nextInt(60), 2_000 + random.nextInt(60_000)));
            for (int step = 0; step < 300; step++) {
                write(random, 3);
                if (random.nextInt(5) == 0) store.trim();
                if (step % 30 == 0) compareHistory();
            }
            assertThat(store.oldest()).isGreaterThan(1);
            compareHistory();
        }
    }

    @Test
    void equalHistoriesHaveEqualHashesAndDifferentOnesDifferentHashes() {
        Map<Long, String> seen = new HashMap<>();
        for (int seed = 0; seed < Counts.of(40, 1_000); seed++) {
            begin(new Store(Integer.MAX_VALUE, Long.MAX_VALUE));
            Random random = new Random(seed);
            for (int step = 0; step < 60; step++) write(random, 2);
            Store again = new Store(Integer.MAX_VALUE, Long.MAX_VALUE);
            for (long revision = 1; revision <= store.current().revision(); revision++) {
                replay(again, store.event(revision));
                assertThat(again.current().hash()).isEqualTo(store.at(revision).hash());
                // Every state of every history is another one: its hash says so.
                String state = model(revision).matching(Samples.regex("/**")) + "@" + revision
                        + values(model(revision));
                String other = seen.put(again.current().hash(), state);
                if (other != null) assertThat(state).isEqualTo(other);
            }
        }
        assertThat(seen).hasSizeGreaterThan(500);
    }

    private void runHistory(Random random, int steps, int levels) {
        begin(new Store(Integer.MAX_VALUE, Long.MAX_VALUE));
        for (int step = 0; step < steps; step++) {
            write(random, levels);
            compare(store.current(), model);
            if (store.current().revision() > 0) {
                int revision = 1 + random.nextInt((int) store.current().revision());
                compare(store.at(revision), model(revision));
            }
            if (step % 50 == 0) Invariants.check(store.current());
        }
        compareHistory();
    }

    private void begin(Store fresh) {
        store = fresh;
        model = new Model();
        models.clear();
        events.clear();
        hashes.clear();
    }

    /** One random write to both, which has to end alike, and to change nothing when it fails. */
    private void write(Random random, int levels) {
        String path = random.nextInt(40) == 0 ? "/" : Samples.path(random, levels);
        byte[] value = new byte[random.nextInt(3)];
        random.nextBytes(value);
        long condition = condition(random, path);
        Tree before = store.current();
        Store.Outcome outcome;
        int kind = random.nextInt(20);
        if (kind == 0) {
            store.nop();
            model.nop();
            outcome = Store.Outcome.OK;
            events.add(new Event(model.revision(), Event.Kind.NOP, "/", Event.NO_VALUE));
        } else if (kind < 8) {
            outcome = store.delete(path, condition);
            assertThat(outcome).isEqualTo(model.delete(path, condition));
            if (outcome == Store.Outcome.OK) {
                events.add(new Event(model.revision(), Event.Kind.DEL, path, Event.NO_VALUE));
            }
        } else {
            outcome = store.set(path, condition, value);
            assertThat(outcome).as("%s at %d", path, condition)
                    .isEqualTo(model.set(path, condition, value));
            if (outcome == Store.Outcome.OK) {
                events.add(new Event(model.revision(), Event.Kind.SET, path, value));
            }
        }
        if (outcome == Store.Outcome.OK) {
            models.add(model.copy());
            hashes.put(model.revision(), store.current().hash());
        } else {
            assertThat(store.current()).isSameAs(before);
        }
        assertThat(store.current().revision()).isEqualTo(model.revision());
    }

    private long condition(Random random, String path) {
        Model.File file = model.file(path);
        long[] conditions = {-1, -1, -1, -1, -1, 0, 0, -2, -3, Long.MIN_VALUE, Long.MAX_VALUE, 1,
            model.revision(), file == null ? 5 : file.revision(),
            file == null ? 7 : file.revision() - 1, file == null ? 9 : file.revision() + 1};
        return conditions[random.nextInt(conditions.length)];
    }

    private void compareHistory() {
        assertThat(store.historyLength())
                .isEqualTo((int) (store.current().revision() - store.oldest() + 1));
        for (long revision = store.oldest(); revision <= model.revision(); revision++) {
            Tree tree = store.at(revision);
            compare(tree, model(revision));
            assertThat(tree.hash()).isEqualTo(hashes.get(revision));
            Event event = store.event(revision);
            Event expected = events.get((int) revision - 1);
            assertThat(event).usingRecursiveComparison().isEqualTo(expected);
        }
        Invariants.check(store.current());
    }

    private Model model(long revision) {
        return models.get((int) revision - 1);
    }

    private static void compare(Tree tree, Model model) {
        assertThat(tree.revision()).isEqualTo(model.revision());
        assertThat(tree.hash()).isEqualTo(tree.recomputeHash());
        compareDirectories(tree, model);
        for (String text : GLOBS) {
            List<String> found = Samples.found(tree.walk(Glob.parse(text)), 1_000);
            assertThat(found).as(text).isEqualTo(model.matching(Samples.regex(text)));
        }
    }

    private static void compareDirectories(Tree tree, Model model) {
        List<String> rest = new ArrayList<>(List.of("/"));
        while (!rest.isEmpty()) {
            String path = rest.remove(rest.size() - 1);
            Directory directory = (Directory) tree.find(path);
            List<String> names = model.names(path);
            assertThat(directory.entries()).isEqualTo(names.size());
            assertThat(directory.files()).isEqualTo(model.filesBelow(path));
            String slash = path.equals("/") ? "/" : path + "/";
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                assertThat(directory.name(i)).isEqualTo(name);
                assertThat(tree.find(slash + name)).isSameAs(directory.get(name));
                assertThat(tree.find(slash + name + ".")).isNull();
                Model.File file = model.file(slash + name);
                if (file == null) {
                    rest.add(slash + name);
                } else {
                    FileEntry entry = (FileEntry) directory.get(name);
                    assertThat(entry.revision()).isEqualTo(file.revision());
                    assertThat(entry.value()).isEqualTo(file.value());
                    assertThat(tree.find(slash + name + "/a")).isNull();
                }
            }
        }
    }

    private static void replay(Store store, Event event) {
        switch (event.kind()) {
            case SET -> store.set(event.path(), -1, event.value().clone());
            case DEL -> store.delete(event.path(), -1);
            case NOP -> store.nop();
        }
    }

    private static String values(Model model) {
        StringBuilder values = new StringBuilder();
        for (String found : model.matching(Samples.regex("/**"))) {
            byte[] value = model.file(found.substring(0, found.indexOf(' '))).value();
            values.append(java.util.Arrays.toString(value));
        }
        return values.toString();
    }
}
