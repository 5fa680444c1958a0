package doozer.history;

import static doozer.history.Told.done;
import static doozer.history.Told.failed;
import static doozer.history.Told.file;
import static doozer.history.Told.get;
import static doozer.history.Told.missing;
import static doozer.history.Told.set;
import static doozer.history.Told.setIf;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.tree.Event;
import doozer.wire.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is pipelined on one connection is done in the order sent. All of it overlaps in time here.
 */
class SessionOrderTest {
    private static final int ANNS = 1;
    private static final int BOBS = 2;

    private final Told told = new Told();

    @Test
    void writesInTheOrderSentAreFine() {
        twoEvents();
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 9);
        told.on(ANNS, set("/b", "y"), 0).answered(done(2), 9);

        assertFine();
    }

    @Test
    void writesOutOfOrderAreFound() {
        twoEvents();
        told.on(ANNS, set("/b", "y"), 0).answered(done(2), 9);
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 9);

        assertWrong("an event at 1 of a write that was sent after one of 2 on the same connection");
        assertThat(RevisionLinearizability.check(told.history, told.log)).isEmpty();
    }

    @Test
    void writesOfTwoConnectionsHaveNoOrder() {
        twoEvents();
        told.on(ANNS, set("/b", "y"), 0).answered(done(2), 9);
        told.on(BOBS, set("/a", "x"), 0).answered(done(1), 9);

        assertFine();
    }

    @Test
    void writeOfUnknownOutcomeKeepsItsPlace() {
        twoEvents();
        told.on(ANNS, set("/b", "y"), 0);
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 9);

        assertWrong("SET /a");
    }

    @Test
    void failedWriteStandsInTheOrderSent() {
        // given a write that failed because of what the next one sent had done
        told.event(Event.Kind.SET, "/a", "x");
        told.on(ANNS, setIf("/a", 0, "z"), 0).answered(failed(Told.MISMATCH), 9);
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 9);

        assertWrong("an event at 1 of a write that was sent after one of 1");
    }

    @Test
    void failedWriteSeesWhatWasSentBefore() {
        told.event(Event.Kind.SET, "/a", "x");
        told.event(Event.Kind.DEL, "/a", "");
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 9);
        told.on(ANNS, new Ask.Del("/a", -1), 0).answered(done(2), 9);
        told.on(ANNS, setIf("/a", 0, "z"), 0).answered(failed(Told.MISMATCH), 9);

        assertWrong("an answer from before 2, which was sent before on the same connection");
    }

    @Test
    void readSeesEveryWriteSentBefore() {
        told.event(Event.Kind.SET, "/a", "x");
        told.on(BOBS, get("/a"), 0).answered(missing(), 9);
        told.on(ANNS, get("/a"), 0).answered(missing(), 9);
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 9);
        assertFine();

        told.on(ANNS, get("/a"), 0).answered(missing(), 9);
        assertWrong("an answer from before 1, which was sent before on the same connection");
    }

    @Test
    void readMaySeeWhatWasSentLater() {
        told.event(Event.Kind.SET, "/a", "x");
        told.on(ANNS, get("/a"), 0).answered(file(1, "x"), 9);
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 9);

        assertFine();
    }

    @Test
    void localReadAndOneAtARevisionWaitForNothing() {
        told.event(Event.Kind.SET, "/a", "x");
        told.event(Event.Kind.SET, "/a", "y");
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 9);
        told.on(ANNS, set("/a", "y"), 0).answered(done(2), 9);
        told.on(ANNS, new Ask.Get("/a", Ask.At.LOCAL), 0).answered(missing(), 9);
        told.on(ANNS, new Ask.Get("/a", Ask.At.revision(1)), 0).answered(file(1, "x"), 9);

        assertFine();
    }

    @Test
    void refusedWriteHasNoPlace() {
        twoEvents();
        told.on(ANNS, set("/b", "y"), 0).answered(done(2), 9);
        told.on(ANNS, set("/c", "z"), 0).answered(failed(ErrorCode.READONLY), 9);
        told.on(BOBS, set("/a", "x"), 0).answered(done(1), 9);
        told.on(ANNS, get("/c"), 0).answered(missing(), 9);

        assertFine();
    }

    @Test
    void bothKindsOfOrderAreSolvedTogether() {
        // given a read that shows /b, if only because of a write sent before it
        told.event(Event.Kind.SET, "/a", "x");
        told.event(Event.Kind.SET, "/b", "y");
        told.on(ANNS, set("/a", "x"), 0).answered(done(1), 30);
        told.on(BOBS, set("/b", "y"), 0).answered(done(2), 30);
        told.on(BOBS, get("/c"), 0).answered(missing(), 9);

        // when one that was called later does not see it
        told.on(ANNS, new Ask.Rev(), 10).answered(new Answer.Revision(1), 20);

        // then each alone would do, and both together do not
        assertThat(RevisionLinearizability.check(told.history, told.log)).isEmpty();
        assertThat(HistoryCheck.of(told.history, told.log).violations()).hasSize(1)
                .first().asString().contains("an old answer, last true before 2 was shown by GET");
    }

    private void twoEvents() {
        told.event(Event.Kind.SET, "/a", "x");
        told.event(Event.Kind.SET, "/b", "y");
    }

    private void assertFine() {
        assertThat(wrong()).isEmpty();
        assertThat(HistoryCheck.of(told.history, told.log).violations()).isEmpty();
    }

    private void assertWrong(String what) {
        assertThat(wrong()).hasSize(1).first().asString().contains(what);
    }

    private List<String> wrong() {
        return SessionOrder.check(told.history, told.log);
    }
}
