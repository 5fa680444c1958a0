package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Invariants that no caller can break from outside fail when they are broken from inside. */
class CheckTest {
    private static final byte[] VALUE = {1};

    private static void isNoticed(String invariant, ThrowingCallable broken) {
        assertThatThrownBy(broken).isInstanceOf(IllegalStateException.class)
                .hasMessage("broken invariant: " + invariant);
    }

    @Test
    void whatHoldsIsPassedOver() {
        Check.that(true, "nothing");
    }

    @Test
    void anEventThatContradictsItselfIsNoticed() {
        isNoticed("events begin at revision 1",
                () -> new Event(0, Event.Kind.DEL, "/a", Event.NO_VALUE));
        isNoticed("only a set carries a value",
                () -> new Event(1, Event.Kind.SET, "/a", (FileEntry) null));
        isNoticed("a file is of its event", () -> new Event(2, Event.Kind.SET, "/a",
                new FileEntry("/a", 1, VALUE)));
        isNoticed("only a set carries a value", () -> new Event(1, Event.Kind.DEL, "/a", VALUE));
        isNoticed("only a set carries a value", () -> new Event(1, Event.Kind.NOP, "/", VALUE));
        isNoticed("a nop is an event of the root",
                () -> new Event(1, Event.Kind.NOP, "/a", Event.NO_VALUE));
        isNoticed("a file has the revision of an event", () -> new FileEntry("/a", 0, VALUE));
        isNoticed("a session is there before its files",
                () -> FileEntry.of("/a", 6, VALUE, 7));
        isNoticed("a session is there before its files",
                () -> FileEntry.of("/a", 6, VALUE, -1));
    }

    @Test
    void aTreeThatIsNotTheNextOneIsNoticed() {
        Tree tree = Samples.tree(List.of("/a", "/b", "/c"));

        FileEntry file = new FileEntry("/a", 1, VALUE);
        isNoticed("an event changes one file", () -> tree.next(Directory.EMPTY, null, null));
        isNoticed("no files, nothing to sum up",
                () -> Tree.EMPTY.next(Directory.EMPTY, null, file));
        isNoticed("what is owned is a file",
                () -> tree.next(tree.root(), FileEntry.of("/a", 1, VALUE, 1), file));
    }

    @Test
    void aHistoryThatIsNotGaplessIsNoticed() {
        Tree one = Samples.tree(List.of("/a"));
        Event event = new Event(1, Event.Kind.SET, "/a", VALUE);
        History history = new History(Start.NOTHING);

        isNoticed("a revision is one event",
                () -> history.append(Tree.EMPTY, event, 1));
        history.append(one, event, 1);
        isNoticed("revisions follow each other", () -> history.append(one, event, 1));
        isNoticed("a tree is where it belongs", () -> history.tree(2));
        isNoticed("an event is where it belongs", () -> history.event(17));
        isNoticed("the newest revision is always kept", history::dropOldest);
        history.dropNewest();
        isNoticed("a state is left when a revision is taken back", history::dropNewest);
    }

    @Test
    void anImageThatContradictsItselfIsNoticed() {
        Tree one = Samples.tree(List.of("/a"));
        Event event = new Event(1, Event.Kind.SET, "/a", VALUE);

        isNoticed("a history begins at one revision", () -> new Start(Tree.EMPTY, event, 1));
        isNoticed("what is held costs something", () -> new Start(one, null, 1));
        isNoticed("what is held costs something", () -> new Start(one, event, -1));
        isNoticed("the events lead to the last state",
                () -> new Image(Start.NOTHING, new Event[0], one, false));
        isNoticed("each file has a revision of its own", () -> Tree.of(0, one.root(), 0, 0));
    }

    @Test
    void anEditThatIsNotAtAFileIsNoticed() {
        Directory root = Samples.tree(List.of("/a/b")).root();
        Edit edit = new Edit();

        edit.descend(root, "/a/c");
        isNoticed("only a file is removed", edit::remove);
        edit.descend(root, "/a");
        isNoticed("a file replaces a file or nothing",
                () -> edit.put(new FileEntry("/a", 2, VALUE)));
        edit.descend(root, "/a/c");
        Directory changed = edit.put(new FileEntry("/a/c", 2, VALUE));
        assertThat(changed.files()).isEqualTo(2);
        isNoticed("an edit has gone down before it goes up",
                () -> edit.put(new FileEntry("/a/c", 2, VALUE)));
    }

    @Test
    void aCursorBeyondItsEntriesIsNoticed() {
        Node names = Samples.tree(List.of("/a", "/b")).root().names();
        Cursor cursor = new Cursor();

        cursor.seek(names, Sought.ENTRIES, 1);
        assertThat(cursor.next().name).isEqualTo("b");
        isNoticed("a cursor is not moved past the end", cursor::next);
        isNoticed("a file that is there", () -> cursor.rankOfFile(names, 2));
    }

    @Test
    void aSetOfStatesThatIsNotBehindASlashIsNoticed() {
        // given the states behind "aa", which are inside a name
        Automaton automaton = Glob.parse("/*aab").automaton();
        long[] states = automaton.start();
        automaton.step(states, 'a');
        automaton.step(states, 'a');

        isNoticed("two states behind a slash are behind a **", () -> automaton.lowest(states));
    }
}
