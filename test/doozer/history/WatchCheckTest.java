package doozer.history;

import static doozer.history.WatchRecord.FROM_NOW;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.tree.Event;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watch is told of everything once and in order, and each departure is told apart. */
class WatchCheckTest {
    private final Told told = new Told();
    /** By revision, from 1: four events of /a/x with one of /b behind the second. */
    private Event[] events;

    @BeforeEach
    void fiveEvents() {
        told.wrote("/a/x", "1", 0, 1);
        told.wrote("/a/x", "2", 2, 3);
        told.wrote("/b", "3", 4, 5);
        told.deleted("/a/x", 6, 7);
        told.wrote("/a/x", "5", 8, 9);
        events = new Event[6];
        for (int i = 1; i <= 5; i++) events[i] = told.log.event(i);
    }

    @Test
    void everyMatchingEventInOrderIsFine() {
        watch("/a/*", 1, 1, 2, 4, 5).drained();
        watch("/b", 1, 3).drained();
        watch("/**", 4, 4, 5).drained();
        watch("/c", 1).drained();
        watch("/**", 9).drained();

        assertFine();
    }

    @Test
    void watchThatWasNotDrainedMayLackTheRest() {
        watch("/a/*", 1, 1, 2);

        assertFine();
    }

    @Test
    void eventThatWasLeftOutIsFound() {
        watch("/a/*", 1, 1, 4, 5);

        assertWrong("was told of revision 4 DEL /a/x, before revision 2 SET /a/x '2'");
    }

    @Test
    void firstEventThatWasLeftOutIsFound() {
        watch("/**", 2, 3);

        assertWrong("was told of revision 3 SET /b '3', before revision 2 SET /a/x '2'");
    }

    @Test
    void lastEventIsMissedOnceDrained() {
        watch("/a/*", 1, 1, 2, 4).drained();

        assertWrong("was never told of revision 5 SET /a/x '5'");
    }

    @Test
    void eventThatWasToldTwiceIsFound() {
        watch("/a/*", 1, 1, 2, 2, 4);

        assertWrong("was told twice, or out of order, of revision 2");
    }

    @Test
    void eventsOutOfOrderAreFound() {
        watch("/a/*", 1, 1, 4, 2, 5);

        assertThat(wrong()).hasSize(2);
    }

    @Test
    void eventFromBeforeItsRevisionIsFound() {
        watch("/a/*", 2, 1, 2);

        assertWrong("was told twice, or out of order, of revision 1");
    }

    @Test
    void eventThatDoesNotMatchIsFound() {
        watch("/a/*", 1, 1, 2, 3);

        assertWrong("was told of what does not match, revision 3 SET /b '3'");
    }

    @Test
    void eventThatIsNotInTheLogIsFound() {
        WatchRecord watch = watch("/**", 5);
        watch.event(new Event(5, Event.Kind.SET, "/a/x", Told.bytes("6")), 100);
        watch.event(new Event(6, Event.Kind.SET, "/a/x", Told.bytes("6")), 100);

        assertThat(wrong()).hasSize(2).allMatch(w -> w.contains("told of what is no event"));
    }

    @Test
    void eventThatNoNodeHadAppliedIsFound() {
        told.log.add(new Event(6, Event.Kind.NOP, "/", Text.NOTHING), 200);
        watch("/**", 6).event(told.log.event(6), 199);

        assertThat(wrong()).anyMatch(w -> w.contains("before any node had applied it"));
    }

    @Test
    void watchFromNowBeginsBehindWhatWasShown() {
        // given revision 3 was shown at 5, and revision 4 at 7
        watchAt(7, "/a/*").event(events[4], 100);
        assertFine();

        // when one that was opened after that is told of revision 4 all the same
        watchAt(8, "/a/*").event(events[4], 100);
        assertWrong("began at 4, when 4 had been shown before");
    }

    @Test
    void watchFromNowMissesNothingAfterItsFirstEvent() {
        WatchRecord watch = watchAt(0, "/a/*");
        watch.event(events[2], 100);
        watch.event(events[5], 100);

        assertWrong("was told of revision 5 SET /a/x '5', before revision 4");
    }

    @Test
    void markTellsWhereAWatchFromNowBegan() {
        WatchRecord watch = watchAt(0, "/a/*");
        watch.mark(3, 100);
        watch.event(events[4], 100);
        watch.event(events[5], 100);
        watch.drained();
        assertFine();

        // when another leaves out what came after its mark
        WatchRecord other = watchAt(0, "/a/*");
        other.mark(1, 100);
        other.event(events[4], 100);
        assertWrong("was told of revision 4 DEL /a/x, before revision 2");
    }

    @Test
    void markFromBeforeWhatWasShownIsFound() {
        watchAt(8, "/a/*").mark(3, 100);

        assertWrong("began after 3, when 4 of 5 had been shown before");
    }

    @Test
    void markFromTheFutureIsFound() {
        watchAt(8, "/a/*").mark(6, 100);

        assertWrong("began after 6");
    }

    @Test
    void markSaysThatEverythingWasTold() {
        WatchRecord watch = watch("/a/*", 1);
        watch.mark(0, 100);
        watch.event(events[1], 100);
        watch.event(events[2], 100);
        watch.mark(3, 100);
        assertFine();

        watch.mark(4, 100);
        assertWrong("had a mark at 4, before revision 4 DEL /a/x");
    }

    @Test
    void watchThatCameTooLateGoesOnWhereItWasTold() {
        WatchRecord watch = watch("/a/*", 1, 1);
        watch.tooLate(5, 100);
        watch.resumed(5, 100);
        watch.event(events[5], 100);
        watch.drained();
        watch("/a/*", 1, 1).tooLate(5, 100);

        assertFine();
    }

    @Test
    void watchThatCameTooLateWasBehind() {
        watch("/a/*", 1, 1, 2).tooLate(3, 100);
        watch("/a/*", 4).tooLate(4, 100);
        watch("/a/*", 1).tooLate(7, 100);

        assertThat(wrong()).hasSize(3).allMatch(w -> w.contains("too late, and could go on at"));
    }

    @Test
    void watchThatGoesOnLeavesNothingOut() {
        WatchRecord watch = watch("/a/*", 1, 1);
        watch.tooLate(4, 100);
        watch.resumed(5, 100);

        assertWrong("went on at 5, and left out revision 4 DEL /a/x");
    }

    @Test
    void watchGoesOnElsewhereWhereItWas() {
        WatchRecord watch = watch("/a/*", 1, 1, 2);
        watch.resumed(4, 100);
        watch.event(events[4], 100);
        watch.resumed(5, 100);
        watch.event(events[5], 100);
        watch.drained();
        assertFine();

        watch("/a/*", 1, 1, 2).resumed(5, 100);
        assertWrong("went on at 5, and left out revision 4");
    }

    @Test
    void watchDoesNotAskAgainForWhatItKnows() {
        watch("/a/*", 1, 1, 2).resumed(2, 100);

        assertWrong("went on at 2, before 3");
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        WatchRecord watch = watch("/a/*", 1, 1);
        watch.tooLate(4, 100);
        watch.event(events[4], 100);

        assertWrong("was told more after its end, EVENT 4");
    }

    @Test
    void waitIsToldOfTheFirstEventOnly() {
        told.history.await(1, "/a/*", 3, 50).event(events[4], 100);
        told.history.await(1, "/a/*", 6, 50).drained();
        assertFine();

        told.history.await(1, "/a/*", 2, 50).event(events[4], 100);
        assertWrong("was told of revision 4 DEL /a/x, before revision 2");
    }

    @Test
    void waitEndsWithItsEvent() {
        WatchRecord await = told.history.await(1, "/a/*", 3, 50);
        await.event(events[4], 100);
        await.event(events[5], 100);

        assertWrong("was told more after its end, EVENT 5");
    }

    @Test
    void waitIsAnsweredOnceDrained() {
        told.history.await(1, "/a/*", 3, 50).drained();

        assertWrong("was never told of revision 4");
    }

    private WatchRecord watch(String glob, long from, int... heard) {
        WatchRecord watch = told.history.watch(1, glob, from, 50);
        for (int revision : heard) watch.event(events[revision], 100);
        return watch;
    }

    private WatchRecord watchAt(long nanos, String glob) {
        return told.history.watch(1, glob, FROM_NOW, nanos);
    }

    private List<String> wrong() {
        return WatchCheck.check(told.history, told.log);
    }

    private void assertFine() {
        assertThat(wrong()).isEmpty();
    }

    private void assertWrong(String what) {
        assertThat(wrong()).hasSize(1).first().asString().contains(what);
    }
}
