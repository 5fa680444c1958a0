package doozer.history;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.tree.Directory;
import doozer.tree.Entry;
import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.wire.ErrorCode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The views of a log, which know nothing of the tree, say what the tree says. */
class StatesTest {
    private static final String[] PATHS = {"/a", "/b", "/a/b", "/a/b/c", "/a/b-c", "/a.b", "/d/e",
        "/", "/a/", "nothing", ""};
    private static final String[] GLOBS = {"/**", "/*", "/a/**", "/*/b", "/?", "/a?b", "/a**", "/",
        "/**/c", "/d/e"};

    private final Random random = new Random(7);
    private Store store;
    private EventLog log;
    private States states;

    @Test
    void everyViewIsThatOfTheTree() {
        for (int run = 0; run < Counts.of(30, 1_000); run++) {
            write(60);
            states = new States(log);
            for (int index = 0; index <= log.size(); index++) {
                Tree tree = index == 0 ? Tree.EMPTY : store.at(index);
                for (String path : PATHS) comparePath(path, index, tree);
                for (String glob : GLOBS) compareGlob(glob, index, tree);
            }
        }
    }

    @Test
    void globMatchesTheSameEvents() {
        write(200);
        states = new States(log);
        for (String text : GLOBS) {
            GlobStates view = states.glob(text);
            for (int index = 1; index <= log.size(); index++) {
                boolean matches = Glob.parse(text).matches(log.event(index).path());
                assertThat(view.matches(log.event(index).path())).isEqualTo(matches);
                int place = view.events().ceiling(index);
                boolean isListed = place < view.events().size()
                        && view.events().get(place) == index;
                assertThat(isListed).isEqualTo(matches);
            }
        }
    }

    @Test
    void conditionIsJudgedAsTheStoreDoes() {
        for (int run = 0; run < Counts.of(30, 1_000); run++) {
            write(40);
            states = new States(log);
            String path = PATHS[random.nextInt(8)];
            long condition = random.nextInt(45) - 4;
            PathStates view = states.path(path);
            ErrorCode code = view.judge(view.segmentAt(log.size()), condition);
            Store.Outcome outcome = store.set(path, condition, Text.NOTHING);
            assertThat(code).isEqualTo(switch (outcome) {
                case OK -> null;
                case REV_MISMATCH -> ErrorCode.REV_MISMATCH;
                case IS_DIRECTORY -> ErrorCode.ISDIR;
                case NOT_DIRECTORY -> ErrorCode.NOTDIR;
            });
        }
    }

    private void write(int writes) {
        store = new Store(Integer.MAX_VALUE, Long.MAX_VALUE);
        log = new EventLog();
        for (int i = 0; i < writes; i++) {
            String path = PATHS[random.nextInt(7)];
            int kind = random.nextInt(10);
            long before = store.current().revision();
            if (kind == 0) store.nop();
            else if (kind < 5) store.delete(path, -1);
            else store.set(path, -1, Told.bytes("v" + i));
            if (store.current().revision() > before) log.add(store.event(before + 1));
        }
    }

    private void comparePath(String path, int index, Tree tree) {
        PathStates view = states.path(path);
        int segment = view.segmentAt(index);
        Entry entry = tree.find(path);
        if (entry instanceof FileEntry file) {
            assertThat(view.kind(segment)).isEqualTo(PathStates.Kind.FILE);
            assertThat(log.event(view.file(segment)).revision()).isEqualTo(file.revision());
        } else if (entry instanceof Directory directory) {
            assertThat(view.kind(segment)).isEqualTo(PathStates.Kind.DIRECTORY);
            assertThat(states.names(path).at(index)).isEqualTo(names(directory));
            assertThat(states.names(path).next(index, names(directory))).isEqualTo(index);
        } else {
            assertThat(view.kind(segment))
                    .isIn(PathStates.Kind.MISSING, PathStates.Kind.UNDER_A_FILE);
        }
    }

    static List<String> names(Directory directory) {
        return java.util.stream.IntStream.range(0, directory.entries())
                .mapToObj(directory::name).toList();
    }

    private void compareGlob(String glob, int index, Tree tree) {
        Answer answer = new Answer.Files(AtomicRun.found(tree, glob));
        Operation walk = new History().call(1, 1, new Ask.Walk(glob), 0);
        walk.answered(answer, 1);
        assertThat(Claim.of(walk, states).isTrueAt(index)).isTrue();
        if (index == 0 || log.event(index).kind() == Event.Kind.NOP) return;
        // What was true one event before is not true now, unless that event changed nothing here.
        boolean isChanged = states.change(index) != 0
                || log.event(index).kind() == Event.Kind.SET;
        isChanged &= states.glob(glob).matches(log.event(index).path());
        assertThat(Claim.of(walk, states).isTrueAt(index - 1)).isEqualTo(!isChanged);
    }
}
