package doozer.history;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.tree.Event;
import org.junit.jupiter.api.Test;

/** What nodes apply is one sequence, and each departure from that is said. */
class EventLogTest {
    private final EventLog log = new EventLog();

    @Test
    void equalEventsOfManyNodesAreOne() {
        for (int node = 0; node < 3; node++) {
            log.add(set(1, "x"), node);
            log.add(set(2, "y"), 10 + node);
        }

        assertThat(log.problems()).isEmpty();
        assertThat(log.size()).isEqualTo(2);
        assertThat(log.revision()).isEqualTo(2);
        assertThat(log.appliedBy(-1)).isZero();
        assertThat(log.appliedBy(9)).isEqualTo(1);
        assertThat(log.appliedBy(10)).isEqualTo(2);
    }

    @Test
    void differentEventsOfOneRevisionAreFound() {
        log.add(set(1, "x"));
        log.add(set(1, "y"));
        log.add(new Event(1, Event.Kind.DEL, "/a", Text.NOTHING));

        assertThat(log.problems()).containsExactly(
                "two events of one revision: revision 1 SET /a 'x' and revision 1 SET /a 'y'",
                "two events of one revision: revision 1 SET /a 'x' and revision 1 DEL /a");
    }

    @Test
    void gapIsFound() {
        log.add(set(1, "x"));
        log.add(set(3, "y"));
        log.add(set(2, "z"));

        assertThat(log.problems()).containsExactly(
                "revision 3 was applied where 2 should have been",
                "an event in a gap: revision 2 SET /a 'z'");
    }

    @Test
    void gapOfARecoveryIsNone() {
        log.add(set(1, "x"));
        log.jump(1_000_000_001);
        log.add(set(1_000_000_002, "y"));

        assertThat(log.problems()).isEmpty();
        assertThat(log.indexOf(1)).isEqualTo(1);
        assertThat(log.indexOf(2)).isEqualTo(EventLog.NONE);
        assertThat(log.indexOf(1_000_000_001)).isEqualTo(1);
        assertThat(log.indexOf(1_000_000_002)).isEqualTo(2);
        assertThat(log.indexOf(1_000_000_003)).isEqualTo(EventLog.NONE);
        assertThat(log.ceiling(2)).isEqualTo(1);
        assertThat(log.ceiling(1_000_000_002)).isEqualTo(2);
        assertThat(log.ceiling(1_000_000_003)).isEqualTo(3);
        assertThat(log.floor(1_000_000_000)).isEqualTo(1);

        // when it goes backwards, or something is applied in the gap
        log.jump(7);
        log.add(set(5, "z"));
        assertThat(log.problems()).hasSize(2);
    }

    @Test
    void historyGoesOnAfterAGap() {
        History history = new History();
        log.add(set(1, "x"));
        log.jump(100);
        log.add(set(101, "y"));
        call(history, new Ask.Rev(), new Answer.Revision(1));
        call(history, new Ask.Rev(), new Answer.Revision(100));
        call(history, new Ask.Get("/a", Ask.At.revision(100)), Told.file(1, "x"));
        call(history, new Ask.Set("/a", -1, Told.bytes("y")), Told.done(101));
        call(history, new Ask.Set("/a", -1, Told.bytes("x")), Told.done(1));
        call(history, Told.setIf("/a", 50, "z"), Told.failed(Told.MISMATCH));
        history.watch(1, "/a", 2, 0).event(log.event(2), 9);
        assertThat(HistoryCheck.of(history, log).violations()).isEmpty();

        call(history, new Ask.Rev(), new Answer.Revision(50));
        assertThat(HistoryCheck.of(history, log).violations()).hasSize(1);
    }

    private static void call(History history, Ask ask, Answer answer) {
        int connection = history.operations().size();
        history.call(1, connection, ask, 0).answered(answer, 9);
    }

    private static Event set(long revision, String value) {
        return new Event(revision, Event.Kind.SET, "/a", Told.bytes(value));
    }
}
