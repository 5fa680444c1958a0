package doozer.history;

import static doozer.history.Told.del;
import static doozer.history.Told.done;
import static doozer.history.Told.failed;
import static doozer.history.Told.file;
import static doozer.history.Told.get;
import static doozer.history.Told.missing;
import static doozer.history.Told.set;
import static doozer.history.Told.setIf;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.ErrorCode;
import org.junit.jupiter.api.Test;

/** The second opinion, which has no log to look at. */
class WingGongTest {
    private final Told told = new Told();

    @Test
    void overlappingOperationsMayStandInAnyOrder() {
        told.answered(set("/a", "x"), 0, 20, done(3));
        told.answered(set("/a", "y"), 0, 20, done(2));
        told.answered(get("/a"), 0, 5, missing());
        told.answered(get("/a"), 6, 9, file(2, "y"));
        told.answered(get("/a"), 10, 15, file(3, "x"));
        told.answered(get("/b"), 10, 15, missing());

        assertFine(2);
    }

    @Test
    void oldValueIsFound() {
        told.answered(set("/a", "x"), 0, 1, done(1));
        told.answered(set("/a", "y"), 2, 3, done(2));
        told.answered(get("/a"), 4, 9, file(1, "x"));

        assertWrong("no order of the operations on /a explains GET /a");
    }

    @Test
    void readsThatGoBackAreFound() {
        told.answered(set("/a", "x"), 0, 50, done(1));
        told.answered(get("/a"), 2, 3, file(1, "x"));
        told.answered(get("/a"), 4, 9, missing());

        assertWrong("explains GET /a");
    }

    @Test
    void valueFromTheFutureIsFound() {
        told.answered(get("/a"), 2, 3, file(1, "x"));
        told.answered(set("/a", "x"), 4, 9, done(1));

        assertWrong("explains GET /a");
    }

    @Test
    void valueThatNobodyWroteIsFound() {
        told.answered(set("/a", "x"), 0, 1, failed(ErrorCode.READONLY));
        told.answered(get("/a"), 4, 9, file(1, "x"));

        assertWrong("a value that nobody wrote: GET /a");
    }

    @Test
    void valueOfTwoRevisionsIsFound() {
        told.answered(set("/a", "x"), 0, 9, done(1));
        told.answered(get("/a"), 4, 9, file(2, "x"));

        assertWrong("a file of revision 1: GET /a");
    }

    @Test
    void revisionsAgainstRealTimeAreFound() {
        told.answered(set("/a", "x"), 0, 1, done(2));
        told.answered(set("/a", "y"), 2, 3, done(1));

        assertWrong("explains SET /a");
    }

    @Test
    void conditionsAreKept() {
        told.answered(set("/a", "x"), 0, 1, done(1));
        told.answered(setIf("/a", 0, "y"), 2, 3, failed(Told.MISMATCH));
        told.answered(setIf("/a", 1, "z"), 4, 5, done(2));
        told.answered(del("/a"), 6, 7, Answer.DONE);
        told.answered(setIf("/a", 0, "w"), 8, 9, done(4));
        assertFine(1);

        told.answered(setIf("/a", 4, "v"), 10, 11, failed(Told.MISMATCH));
        assertWrong("explains SET /a 4 'v'");
    }

    @Test
    void conditionThatDoesNotHoldIsFound() {
        told.answered(set("/a", "x"), 0, 1, done(5));
        told.answered(setIf("/a", 4, "y"), 2, 3, done(6));

        assertWrong("explains SET /a 4 'y'");
    }

    @Test
    void unknownWriteMayTakeEffectLateOrNever() {
        told.unknown(set("/a", "x"), 0);
        told.unknown(set("/a", "y"), 0);
        told.unknown(set("/a", "never"), 0);
        told.answered(get("/a"), 1, 2, missing());
        told.answered(get("/a"), 3, 4, file(7, "y"));
        told.answered(get("/a"), 5, 6, file(9, "x"));
        assertFine(1);

        told.answered(get("/a"), 7, 8, file(7, "y"));
        assertWrong("explains GET /a");
    }

    @Test
    void unknownWriteMayBeWhyAConditionFailed() {
        told.unknown(set("/a", "x"), 0);
        told.answered(setIf("/a", 0, "y"), 1, 2, failed(Told.MISMATCH));
        assertFine(1);

        told.answered(get("/a"), 3, 4, missing());
        assertWrong("explains GET /a");
    }

    @Test
    void statAndDirectoriesSayWhetherThereIsAFile() {
        told.answered(set("/a", "x"), 0, 1, done(1));
        told.answered(new Ask.Stat("/a"), 2, 3, new Answer.Stat(1, 1));
        told.answered(del("/a"), 4, 5, done(2));
        told.answered(new Ask.Stat("/a"), 6, 7, new Answer.Stat(-2, 1));
        told.answered(get("/a"), 6, 7, failed(ErrorCode.ISDIR));
        assertFine(1);

        told.answered(new Ask.Stat("/a"), 8, 9, new Answer.Stat(1, 1));
        assertWrong("explains STAT /a");
    }

    @Test
    void localReadsAndReservedFilesAreNotItsBusiness() {
        told.answered(set("/a", "x"), 0, 1, done(1));
        told.answered(new Ask.Get("/a", Ask.At.LOCAL), 2, 3, missing());
        told.answered(get("/ctl/name"), 2, 3, file(1, "nobody"));

        assertFine(1);
    }

    @Test
    void fileThatWouldTakeTooLongIsCounted() {
        // given fifteen deletions, each of which may have happened anywhere, and as many writes
        for (int i = 0; i < 15; i++) {
            told.unknown(del("/a"), 0);
            told.unknown(set("/a", "x" + i), 0);
        }
        for (int i = 0; i < 15; i++) {
            told.answered(setIf("/a", 0, "y" + i), 1, 100, failed(Told.MISMATCH));
        }
        told.answered(get("/a"), 1, 101, file(100, "x3"));

        WingGong opinion = WingGong.of(told.history);
        assertThat(opinion.notChecked() + opinion.checked()).isEqualTo(1);
        assertThat(opinion.violations()).isEmpty();
    }

    @Test
    void fileOfMoreOpenOperationsThanBitsIsCounted() {
        for (int i = 0; i < 65; i++) told.unknown(del("/a"), i);

        WingGong opinion = WingGong.of(told.history);
        assertThat(opinion.notChecked()).isEqualTo(1);
        assertThat(opinion.checked()).isZero();
    }

    @Test
    void equalValuesAreCountedAsNotChecked() {
        told.answered(set("/a", "x"), 0, 1, done(1));
        told.answered(set("/a", "x"), 2, 3, done(2));

        assertThat(WingGong.of(told.history).notChecked()).isEqualTo(1);
    }

    private void assertFine(int files) {
        WingGong opinion = WingGong.of(told.history);
        assertThat(opinion.violations()).isEmpty();
        assertThat(opinion.checked()).isEqualTo(files);
        assertThat(opinion.notChecked()).isZero();
    }

    private void assertWrong(String what) {
        assertThat(WingGong.of(told.history).violations()).hasSize(1)
                .first().asString().contains(what);
    }
}
