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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.tree.Event;
import doozer.wire.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Good histories pass, and every kind of bad one is told apart. */
class RevisionLinearizabilityTest {
    private final Told told = new Told();

    @Test
    void emptyHistoryIsFine() {
        assertFine();
    }

    @Test
    void overlappingReadsMaySeeAWriteOrNot() {
        told.wrote("/a", "x", 10, 20);
        told.answered(get("/a"), 12, 15, missing());
        told.answered(get("/a"), 15, 19, file(1, "x"));
        told.answered(get("/a"), 19, 25, missing());

        assertFine();
    }

    @Test
    void readThatMissesAnAcknowledgedWriteIsOld() {
        told.wrote("/a", "x", 10, 20);
        told.answered(get("/a"), 21, 25, missing());

        assertWrong("an old answer, last true before 1 was shown by SET /a");
    }

    @Test
    void readThatIsOlderThanAnEarlierReadIsOld() {
        // given a write that is still on its way, and one that has seen it
        told.wrote("/a", "x", 10, 90);
        told.answered(get("/a"), 20, 30, file(1, "x"));

        // when another begins after that and does not see it
        told.answered(get("/a"), 31, 40, missing());

        assertWrong("an old answer, last true before 1 was shown by GET /a");
    }

    @Test
    void whatOneReadMustHaveSeenBindsTheNext() {
        // given a read of /b that can only stand after revision 2, though it shows revision 1
        told.wrote("/b", "x", 0, 1);
        told.wrote("/a", "y", 10, 90);
        told.wrote("/b", "z", 10, 90);
        told.answered(new Ask.Walk("/*"), 20, 30, new Answer.Files(List.of(found("/a", 2, "y"),
                found("/b", 1, "x"))));
        told.answered(get("/b"), 40, 50, file(1, "x"));
        told.answered(get("/a"), 60, 70, missing());

        assertWrong("an old answer, last true before 2 was shown by");
    }

    @Test
    void readOfWhatWasNotCalledYetIsFound() {
        told.answered(get("/a"), 0, 5, file(1, "x"));
        told.wrote("/a", "x", 10, 20);

        assertWrong("an event at 1 of a write that was called after 1 was shown by GET /a");
    }

    @Test
    void readBeforeAnyNodeHadAppliedItIsFound() {
        told.log.add(new Event(1, Event.Kind.SET, "/a", Told.bytes("x")), 50);
        told.answered(set("/a", "x"), 10, 60, done(1));
        told.answered(get("/a"), 10, 49, file(1, "x"));

        assertWrong("an answer that shows 1, which no node had applied by then: GET /a");
    }

    @Test
    void writesInRevisionOrderKeepToRealTime() {
        told.event(Event.Kind.SET, "/a", "x");
        told.event(Event.Kind.SET, "/a", "y");
        told.answered(set("/a", "y"), 10, 20, done(2));
        told.answered(set("/a", "x"), 21, 30, done(1));

        assertWrong("an event at 1 of a write that was called after 2 was shown by SET /a");
    }

    @Test
    void valueThatWasNeverThereIsFound() {
        told.wrote("/a", "x", 10, 20);
        told.answered(get("/a"), 10, 20, file(1, "y"));

        assertWrong("an answer that was never true: GET /a");
    }

    @Test
    void revisionOfAnotherFileIsFound() {
        told.wrote("/a", "x", 10, 20);
        told.answered(get("/b"), 10, 20, file(1, "x"));

        assertWrong("an answer that was never true: GET /b");
    }

    @Test
    void acknowledgedWriteThatIsNotInTheLogIsLost() {
        told.event(Event.Kind.NOP, "/", "");
        told.answered(new Ask.Nop(), 0, 1, done(1));
        told.answered(set("/a", "x"), 10, 20, done(2));
        told.answered(set("/a", "y"), 10, 20, done(1));

        assertThat(wrong()).hasSize(2);
        assertThat(wrong().get(0)).contains("a lost write, there is no such event: SET /a");
        assertThat(wrong().get(1)).contains("a lost write, the event is revision 1 NOP");
    }

    @Test
    void eventThatNobodyAskedForIsFound() {
        told.event(Event.Kind.SET, "/a", "x");

        assertWrong("an event that nobody asked for: revision 1 SET /a 'x'");
    }

    @Test
    void eventsOfNodesAndThoseThatWeKnowMayBeNobodys() {
        told.event(Event.Kind.SET, "/ctl/name", "x");
        told.wrote("/leased", "x", 0, 1);
        told.event(Event.Kind.DEL, "/leased", "");
        told.answered(get("/leased"), 2, 3, missing());

        assertWrong("an event that nobody asked for: revision 3 DEL /leased");
        assertThat(HistoryCheck.of(told.history, told.log,
                event -> event.revision() == 3).violations()).isEmpty();
    }

    @Test
    void refusedWriteThatTookEffectIsFound() {
        told.event(Event.Kind.SET, "/a", "x");
        told.answered(set("/a", "x"), 10, 20, failed(ErrorCode.READONLY));

        assertWrong("refused, and took effect, as revision 1 SET /a 'x'");
    }

    @Test
    void refusedWriteThatAHookSawIsFound() {
        told.event(Event.Kind.DEL, "/a", "");
        told.answered(del("/a"), 10, 20, failed(ErrorCode.READONLY)).revisionFromHook(1);

        assertThat(wrong()).anyMatch(w -> w.contains("took effect at 1, though refused: DEL /a"));
    }

    @Test
    void writeThatTookEffectTwiceIsFound() {
        told.wrote("/a", "x", 10, 20);
        told.event(Event.Kind.SET, "/a", "x");

        assertWrong("took effect more than once, as revision 2 SET /a 'x'");
    }

    @Test
    void twoAnswersForOneEventAreFound() {
        told.event(Event.Kind.NOP, "/", "");
        told.answered(new Ask.Nop(), 10, 20, done(1));
        told.answered(new Ask.Nop(), 10, 20, done(1));

        assertWrong("one event of two writes: NOP");
    }

    @Test
    void unknownWriteMayTakeEffectLateOrNever() {
        told.unknown(set("/a", "x"), 0);
        told.unknown(set("/a", "never"), 0);
        told.wrote("/a", "y", 10, 20);
        told.answered(get("/a"), 30, 40, file(1, "y"));
        told.event(Event.Kind.SET, "/a", "x");
        told.answered(get("/a"), 50, 60, file(2, "x"));

        assertFine();
    }

    @Test
    void unknownWriteNeverTakesEffectBeforeItsCall() {
        told.event(Event.Kind.SET, "/a", "x");
        told.wrote("/b", "y", 10, 20);
        told.unknown(set("/a", "x"), 21);

        assertWrong("an event at 1 of a write that was called after 2 was shown by SET /b");
    }

    @Test
    void writeThatANodeHadAppliedBeforeItsCallIsFound() {
        told.log.add(new Event(1, Event.Kind.SET, "/a", Told.bytes("x")), 20);
        told.log.add(new Event(2, Event.Kind.DEL, "/a", Text.NOTHING), 30);
        told.unknown(set("/a", "x"), 20);
        told.unknown(del("/a"), 30);
        told.unknown(del("/a"), 31);
        assertFine();

        told.log.add(new Event(3, Event.Kind.SET, "/b", Told.bytes("y")), 40);
        told.log.add(new Event(4, Event.Kind.DEL, "/b", Text.NOTHING), 50);
        told.unknown(set("/b", "y"), 41);
        told.unknown(del("/b"), 51);
        told.unknown(del("/b"), 51);
        assertThat(wrong()).hasSize(2);
        assertThat(wrong().get(0)).contains("at 3, which a node had applied before it was called");
        assertThat(wrong().get(1)).contains("the 2 writes can have made: revision 4 DEL /b");
    }

    @Test
    void unknownWriteTakesEffectOnce() {
        told.event(Event.Kind.SET, "/a", "x");
        told.event(Event.Kind.SET, "/a", "x");
        told.unknown(set("/a", "x"), 0);

        assertWrong("an event more than the 1 writes can have made: revision 2 SET /a 'x'");
    }

    @Test
    void deletionsAndNopsWithoutRevisionsAreCounted() {
        told.event(Event.Kind.NOP, "/", "");
        told.event(Event.Kind.DEL, "/a", "");
        told.event(Event.Kind.NOP, "/", "");
        told.answered(new Ask.Nop(), 10, 20, Answer.DONE);
        told.unknown(new Ask.Nop(), 10);
        told.answered(del("/a"), 10, 20, Answer.DONE);
        assertFine();

        // when one more is told to be done than there are events
        told.answered(del("/a"), 30, 40, Answer.DONE);
        assertThat(wrong()).isNotEmpty().allMatch(w -> w.contains("DEL /a"));
    }

    @Test
    void moreNopsThanWereAskedForAreFound() {
        for (int i = 0; i < 3; i++) told.event(Event.Kind.NOP, "/", "");
        told.answered(new Ask.Nop(), 10, 20, Answer.DONE);
        told.unknown(new Ask.Nop(), 10);

        assertWrong("an event more than the 2 writes can have made: revision 3 NOP /");
    }

    @Test
    void deletionWithoutARevisionKeepsToRealTime() {
        // given a deletion that must have come after revision 1, and whose event is before it
        told.event(Event.Kind.DEL, "/a", "");
        told.wrote("/a", "x", 10, 20);
        told.answered(del("/a"), 21, 30, Answer.DONE);

        assertThat(wrong()).isNotEmpty();
    }

    @Test
    void hookTellsWhichDeletionItWas() {
        told.wrote("/a", "x", 0, 1);
        told.event(Event.Kind.DEL, "/a", "");
        told.wrote("/a", "y", 10, 20);
        told.event(Event.Kind.DEL, "/a", "");
        Operation first = told.answered(del("/a"), 5, 40, Answer.DONE);
        Operation second = told.answered(del("/a"), 5, 40, Answer.DONE);
        first.revisionFromHook(2);
        second.revisionFromHook(4);
        told.answered(get("/a"), 50, 60, missing());
        assertFine();

        // when it says otherwise than the answer does
        told.deleted("/a", 60, 70).revisionFromHook(4);
        assertThat(wrong().get(0)).contains("took effect at 4: DEL /a");
    }

    @Test
    void eachDeletionNeedsAnEventOfItsOwn() {
        told.event(Event.Kind.DEL, "/a", "");
        told.answered(del("/a"), 10, 20, Answer.DONE);
        told.answered(del("/a"), 10, 20, Answer.DONE);

        assertWrong("a lost write, no event is left for it: DEL /a");
    }

    @Test
    void deletionOfUnknownOutcomeKeepsToRealTime() {
        told.event(Event.Kind.DEL, "/a", "");
        told.wrote("/b", "x", 10, 20);
        told.unknown(del("/a"), 21);
        told.unknown(del("/a"), 21);

        assertWrong("an event more than the 2 writes can have made: revision 1 DEL /a");
    }

    @Test
    void deletionIsMatchedOnlyWhereItsConditionHolds() {
        // given a deletion of what is there, which two that want it missing cannot have done
        told.wrote("/a", "x", 0, 1);
        told.event(Event.Kind.DEL, "/a", "");
        told.unknown(new Ask.Del("/a", 0), 10);
        told.unknown(new Ask.Del("/a", 0), 10);
        assertWrong("an event more than the 2 writes can have made: revision 2 DEL /a");

        // when one that can is answered, and so one of the others was the next
        told.unknown(del("/a"), 10);
        told.event(Event.Kind.DEL, "/a", "");
        told.answered(new Ask.Del("/a", 0), 10, 20, Answer.DONE);
        assertFine();

        // then whoever comes later must see that
        told.answered(new Ask.Rev(), 21, 30, new Answer.Revision(2));
        assertWrong("an old answer, last true before 3 was shown by DEL /a 0");
    }

    @Test
    void deletionIsNotDoneBeforeAnyNodeHasAppliedIt() {
        told.log.add(new Event(1, Event.Kind.DEL, "/a", Text.NOTHING), 5);
        told.log.add(new Event(2, Event.Kind.DEL, "/a", Text.NOTHING), 50);
        told.answered(del("/a"), 0, 20, Answer.DONE);
        told.answered(del("/a"), 0, 49, Answer.DONE);

        assertThat(wrong()).hasSize(2).anyMatch(w -> w.contains("no event is left for it"));
    }

    @Test
    void failedConditionWasOnceTrue() {
        told.wrote("/a", "x", 0, 1);
        told.wrote("/a", "y", 10, 20);
        told.answered(setIf("/a", 1, "z"), 10, 20, failed(Told.MISMATCH));
        told.answered(setIf("/a", 0, "z"), 0, 20, failed(Told.MISMATCH));
        told.answered(set("/a/b", "z"), 10, 20, failed(ErrorCode.NOTDIR));
        told.answered(setIf("/", -1, "z"), 10, 20, failed(ErrorCode.ISDIR));
        assertFine();

        // when nobody can have seen anything but revision 2 any more
        told.deleted("/a", 30, 40);
        told.answered(setIf("/a", 1, "z"), 41, 50, failed(Told.MISMATCH));
        assertWrong("an old answer, last true before 3 was shown by DEL /a");
    }

    @Test
    void conditionThatAlwaysHoldsDoesNotFail() {
        told.answered(set("/a", "x"), 10, 20, failed(Told.MISMATCH));

        assertWrong("an answer that was never true: SET /a -1 'x'");
    }

    @Test
    void whatAFailureShowedBindsLaterReads() {
        told.wrote("/a", "x", 10, 90);
        told.answered(setIf("/a", 0, "z"), 10, 20, failed(Told.MISMATCH));
        told.answered(get("/a"), 21, 30, missing());

        assertWrong("an old answer, last true before 1 was shown by SET /a 0 'z'");
    }

    @Test
    void writeThatWasDoneAgainstItsConditionIsFound() {
        told.wrote("/a", "x", 0, 1);
        told.event(Event.Kind.SET, "/a", "y");
        told.answered(setIf("/a", 0, "y"), 10, 20, done(2));

        assertWrong("done at 2, where REV_MISMATCH was due: SET /a 0 'y'");
    }

    @Test
    void eventThatNoTreeAllowsIsFound() {
        told.wrote("/a", "x", 0, 1);
        told.wrote("/a/b", "x", 2, 3);

        assertWrong("done at 2, where NOTDIR was due: SET /a/b");
    }

    @Test
    void readAtARevisionIsExact() {
        told.wrote("/a", "x", 10, 20);
        told.wrote("/a", "y", 30, 40);
        told.answered(getAt(1), 50, 60, file(1, "x"));
        told.answered(getAt(-7), 50, 60, file(1, "x"));
        told.answered(getAt(2), 0, 60, file(2, "y"));
        assertFine();

        told.answered(getAt(1), 50, 60, file(2, "y"));
        assertWrong("an answer that was not true at 1: GET /a (at 1)");
    }

    @Test
    void readAtARevisionShowsThatItExists() {
        told.wrote("/a", "x", 10, 90);
        told.answered(new Ask.Get("/b", Ask.At.revision(1)), 10, 20, missing());
        told.answered(get("/a"), 21, 30, missing());
        assertWrong("an old answer, last true before 1 was shown by GET /b (at 1)");

        told.answered(getAt(2), 50, 60, file(1, "x"));
        assertThat(wrong()).hasSize(2).anyMatch(w -> w.contains("not true at 2"));
    }

    @Test
    void readThatCameTooLateIsOfAnOldRevision() {
        told.wrote("/a", "x", 10, 20);
        told.answered(getAt(1), 50, 60, failed(ErrorCode.TOO_LATE));
        assertFine();

        told.answered(getAt(2), 50, 60, failed(ErrorCode.TOO_LATE));
        assertWrong("too late for a revision that was never reached: GET /a (at 2)");
    }

    @Test
    void localReadMayBeOldButNotInvented() {
        told.wrote("/a", "x", 10, 20);
        told.wrote("/a", "y", 30, 40);
        Ask local = new Ask.Get("/a", Ask.At.LOCAL);
        told.answered(local, 50, 60, missing());
        told.answered(local, 50, 60, file(1, "x"));
        assertFine();

        told.answered(local, 50, 60, file(1, "z"));
        assertWrong("a local answer that was never true: GET /a (local)");
    }

    @Test
    void localReadFromARevisionIsNotOlderThanThat() {
        told.wrote("/a", "x", 10, 20);
        told.wrote("/a", "y", 30, 40);
        told.answered(new Ask.Get("/a", Ask.At.localFrom(1)), 50, 60, file(1, "x"));
        assertFine();

        told.answered(new Ask.Get("/a", Ask.At.localFrom(2)), 50, 60, file(1, "x"));
        assertWrong("a local answer that was never true from 2 on: GET /a (local, from 2)");
    }

    @Test
    void localReadThatShowsARevisionProvesIt() {
        told.wrote("/a", "x", 10, 90);
        told.answered(new Ask.Get("/a", Ask.At.LOCAL), 10, 20, file(1, "x"));
        told.answered(get("/a"), 21, 30, missing());

        assertWrong("an old answer, last true before 1 was shown by GET /a (local)");
    }

    @Test
    void whatAWatchWasToldIsShown() {
        told.wrote("/a", "x", 10, 90);
        told.history.watch(1, "/**", 1, 5).event(told.log.event(1), 15);
        told.answered(get("/a"), 15, 30, missing());
        assertFine();

        told.answered(get("/a"), 16, 30, missing());
        assertWrong("an old answer, last true before 1 was shown by a watch: GET /a");
    }

    @Test
    void listsShowOneState() {
        told.wrote("/d/a", "x", 0, 1);
        told.wrote("/d/b", "y", 2, 90);
        told.event(Event.Kind.DEL, "/d/a", "");
        told.answered(del("/d/a"), 2, 90, done(3));
        told.answered(new Ask.Dir("/d"), 2, 9, new Answer.Names(List.of("a")));
        told.answered(new Ask.Dir("/d"), 2, 9, new Answer.Names(List.of("a", "b")));
        told.answered(new Ask.Dir("/"), 2, 9, new Answer.Names(List.of("d")));
        told.answered(new Ask.Dir("/d/b"), 2, 9, failed(ErrorCode.NOTDIR));
        told.answered(new Ask.Dir("/e"), 2, 9, failed(ErrorCode.NOENT));
        told.answered(new Ask.Stat("/d"), 2, 9, new Answer.Stat(-2, 2));
        told.answered(new Ask.Stat("/d/b"), 2, 9, new Answer.Stat(2, 1));
        told.answered(new Ask.Stat("/d/b"), 2, 9, new Answer.Stat(0, 0));
        told.answered(get("/d"), 2, 9, failed(ErrorCode.ISDIR));
        assertFine();

        told.answered(new Ask.Dir("/d"), 2, 9, new Answer.Names(List.of("b", "a")));
        told.answered(new Ask.Dir("/e"), 2, 9, new Answer.Names(List.of()));
        told.answered(new Ask.Stat("/d"), 2, 9, new Answer.Stat(-2, 3));
        told.answered(new Ask.Stat("/d/b"), 2, 9, new Answer.Stat(2, 2));
        told.answered(get("/d/b"), 2, 9, failed(ErrorCode.ISDIR));
        assertThat(wrong()).hasSize(5).allMatch(w -> w.contains("never true"));
    }

    @Test
    void walkShowsOneState() {
        told.wrote("/d/a", "x", 0, 1);
        told.wrote("/d/b", "y", 2, 90);
        told.event(Event.Kind.DEL, "/d/a", "");
        told.answered(del("/d/a"), 2, 90, done(3));
        Answer.Found a = found("/d/a", 1, "x");
        Answer.Found b = found("/d/b", 2, "y");
        told.answered(new Ask.Walk("/d/*"), 2, 9, new Answer.Files(List.of(a)));
        told.answered(new Ask.Walk("/d/*"), 2, 9, new Answer.Files(List.of(a, b)));
        told.answered(new Ask.Walk("/**"), 2, 9, new Answer.Files(List.of(b)));
        told.answered(new Ask.Walk("/d/c*"), 2, 9, new Answer.Files(List.of()));
        assertFine();

        told.answered(new Ask.Walk("/d/*"), 2, 9, new Answer.Files(List.of(b, a)));
        told.answered(new Ask.Walk("/d/*"), 2, 9, new Answer.Files(List.of(a, a)));
        told.answered(new Ask.Walk("/d/b"), 2, 9, new Answer.Files(List.of(a, b)));
        told.answered(new Ask.Walk("/*/a"), 2, 9, new Answer.Files(List.of(found("/d/a", 1, "y"))));
        assertThat(wrong()).hasSize(4).allMatch(w -> w.contains("never true"));

        told.answered(new Ask.Walk("/d/*"), 2, 9, new Answer.Files(List.of()));
        assertThat(wrong()).hasSize(5).anyMatch(w -> w.contains("an old answer"));
    }

    @Test
    void revOfTheStoreIsExact() {
        told.answered(new Ask.Rev(), 0, 1, new Answer.Revision(0));
        told.wrote("/a", "x", 2, 10);
        told.answered(new Ask.Rev(), 2, 10, new Answer.Revision(0));
        told.answered(new Ask.Rev(), 2, 10, new Answer.Revision(1));
        assertFine();

        told.answered(new Ask.Rev(), 2, 10, new Answer.Revision(2));
        told.answered(new Ask.Rev(), 11, 12, new Answer.Revision(0));
        assertThat(wrong()).hasSize(2);
    }

    @Test
    void refusedReadSaysNothing() {
        told.wrote("/a", "x", 0, 1);
        told.answered(get("/a"), 2, 9, failed(ErrorCode.READONLY));
        told.answered(new Ask.Walk("bad"), 2, 9, failed(ErrorCode.OTHER));
        told.unknown(get("/a"), 2);

        assertFine();
    }

    @Test
    void answerOfAnotherKindIsNoHistory() {
        told.answered(get("/a"), 2, 9, new Answer.Revision(0));

        assertThatThrownBy(this::wrong).hasMessageContaining("no such answer exists: GET /a");
    }

    @Test
    void onlySoManySentencesAreSaid() {
        for (int i = 0; i < 100; i++) told.event(Event.Kind.SET, "/a", "x" + i);

        assertThat(wrong()).hasSize(21).last().isEqualTo("and 80 more");
    }

    private static Ask getAt(long revision) {
        return new Ask.Get("/a", Ask.At.revision(revision));
    }

    private static Answer.Found found(String path, long revision, String value) {
        return new Answer.Found(path, revision, Told.bytes(value));
    }

    private List<String> wrong() {
        return RevisionLinearizability.check(told.history, told.log);
    }

    private void assertFine() {
        assertThat(wrong()).isEmpty();
    }

    private void assertWrong(String what) {
        assertThat(wrong()).hasSize(1).first().asString().contains(what);
    }
}
