package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.build.Counts;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Events that were made in one step tell of each other, wherever they go. */
class StepTest {
    private final Store store = new Store(1_000, Long.MAX_VALUE);

    private static void isNoticed(String invariant, ThrowingCallable broken) {
        assertThatThrownBy(broken).isInstanceOf(IllegalStateException.class)
                .hasMessage("broken invariant: " + invariant);
    }

    private static void nops(Store store, int count) {
        for (int i = 0; i < count; i++) store.nop();
    }

    private static String steps(Store store) {
        StringBuilder text = new StringBuilder();
        for (long r = store.oldest(); r <= store.current().revision(); r++) {
            Event event = store.event(r);
            text.append(' ').append(event.first()).append('-').append(event.last());
            assertThat(event.isAlone()).isEqualTo(event.first() == event.last());
        }
        return text.toString().trim();
    }

    @Test
    void eachEventIsAStepUntilSomeAreMadeOne() {
        nops(store, 4);
        assertThat(steps(store)).isEqualTo("1-1 2-2 3-3 4-4");

        store.asOneStep(4);
        assertThat(steps(store)).isEqualTo("1-1 2-2 3-3 4-4");
        store.asOneStep(2);
        assertThat(steps(store)).isEqualTo("1-1 2-4 2-4 2-4");
        nops(store, 2);
        store.asOneStep(5);
        assertThat(steps(store)).isEqualTo("1-1 2-4 2-4 2-4 5-6 5-6");
    }

    @Test
    void nothingElseOfAnEventChanges() {
        store.nop();
        store.set("/a", -1, Samples.bytes("A"));
        store.delete("/a", -1);
        long bytes = store.historyBytes();
        Event set = store.event(2);
        Event deleted = store.event(3);

        store.asOneStep(1);

        assertThat(store.event(1).kind()).isEqualTo(Event.Kind.NOP);
        assertThat(store.event(2).kind()).isEqualTo(Event.Kind.SET);
        assertThat(store.event(2).path()).isSameAs(set.path());
        assertThat(store.event(2).value()).isSameAs(set.value());
        assertThat(store.event(3).kind()).isEqualTo(deleted.kind());
        assertThat(store.event(3).revision()).isEqualTo(3);
        assertThat(store.historyBytes()).isEqualTo(bytes);
    }

    @Test
    void aStepOfWhatIsNotThereOrInAnotherIsNoticed() {
        nops(store, 5);
        isNoticed("a step is of what was made", () -> store.asOneStep(0));
        isNoticed("a step is of what was made", () -> store.asOneStep(6));
        store.asOneStep(4);
        isNoticed("an event is in one step", () -> store.asOneStep(3));
        store.nop();
        isNoticed("an event is in one step", () -> store.asOneStep(5));
        Event event = store.event(6);
        isNoticed("an event is in its own step", () -> event.inStep(1, 5));
        isNoticed("an event is in its own step", () -> event.inStep(7, 8));
        isNoticed("an event is of some kind, in some step",
                () -> new Event(1, 3, "/", null));
        isNoticed("an event is of some kind, in some step",
                () -> new Event(1, -1 << 30, "/a", null));
    }

    @Test
    void theLongestStepIsHeldAndTravels() throws ImageException {
        Store large = new Store(100_000, Long.MAX_VALUE);
        large.nop();
        nops(large, Event.MAX_STEP);
        large.asOneStep(2);
        for (long r : new long[] {2, 3, Event.MAX_STEP, Event.MAX_STEP + 1}) {
            assertThat(large.event(r).first()).isEqualTo(2);
            assertThat(large.event(r).last()).isEqualTo(Event.MAX_STEP + 1);
        }
        Images.assertSame(Images.read(Images.bytes(large)), large);

        nops(large, Event.MAX_STEP + 1);
        isNoticed("a step is not longer than there is room for",
                () -> large.asOneStep(Event.MAX_STEP + 2));
    }

    @Test
    void whatIsLeftOfAStepIsOne() {
        // given two steps
        nops(store, 6);
        store.asOneStep(3);
        nops(store, 2);
        store.asOneStep(7);

        // when the second, and half of the first are taken back
        store.rollBack(6);
        assertThat(steps(store)).isEqualTo("1-1 2-2 3-6 3-6 3-6 3-6");
        store.rollBack(5);
        assertThat(steps(store)).isEqualTo("1-1 2-2 3-5 3-5 3-5");
        store.rollBack(3);
        assertThat(steps(store)).isEqualTo("1-1 2-2 3-3");

        // then what comes next is not of it
        store.nop();
        assertThat(steps(store)).isEqualTo("1-1 2-2 3-3 4-4");
        store.rollBack(0);
        assertThat(steps(store)).isEmpty();
    }

    @Test
    void whatIsForgottenOfAStepIsKnownToTheRest() throws ImageException {
        // given a history that begins in the middle of a step
        Store brief = new Store(3, Long.MAX_VALUE);
        nops(brief, 6);
        brief.asOneStep(2);
        brief.trim();
        assertThat(steps(brief)).isEqualTo("2-6 2-6 2-6");

        // then that travels, and a step of more than there is room for is one, too
        Store read = Images.read(Images.bytes(brief));
        assertThat(steps(read)).isEqualTo("2-6 2-6 2-6");
        ImageReader reader = new ImageReader(2, Long.MAX_VALUE);
        reader.accept(Images.bytes(brief));
        assertThat(steps(reader.store())).isEqualTo("2-6 2-6");
        brief.rollBack(4);
        assertThat(steps(brief)).isEqualTo("2-4");
        nops(brief, 8);
        brief.trim();
        brief.asOneStep(6);
        assertThat(steps(brief)).isEqualTo("6-12 6-12 6-12");
    }

    @Test
    void theStateBeforeIsThereAsLongAsTheHistoryIs() {
        nops(store, 4);
        assertThat(store.before(1)).isSameAs(Tree.EMPTY);
        assertThat(store.before(4)).isSameAs(store.at(3));

        Store brief = new Store(2, Long.MAX_VALUE);
        brief.install(store);
        brief.trim();

        assertThat(brief.before(3)).isNull();
        assertThat(brief.before(4)).isSameAs(brief.at(3));
        assertThatThrownBy(() -> brief.before(2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> brief.before(5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theFormatWithStepsStaysWhatItIs() throws ImageException {
        // given what the format without steps is shown with, but for two steps
        store.set("/a/b", 0, Samples.bytes("B"));
        store.set("/a/c", 0, Samples.bytes("CC"));
        store.nop();
        store.asOneStep(1);
        store.delete("/a/b", -1);
        store.set("/d", -1, new byte[0]);
        store.asOneStep(4);
        Store trimmed = new Store(4, Long.MAX_VALUE);
        trimmed.install(store);
        trimmed.trim();

        // then the version, the kinds, and what was before the base tell of them
        assertThat(HexFormat.of().formatHex(Images.bytes(trimmed))).isEqualTo(String.join("",
                "646f6f7a657200", "02", "02", "02",
                "01", "03", "612f62", "01", "00", "01", "42",
                "03", "01", "63", "02", "00", "02", "4343",
                "b1276e2b99eb991d",
                "05", "ac02", "01", "04", "2f612f63",
                "03", "03", "06", "04", "2f612f62", "01", "02", "2f64", "00", "00",
                "76812be527e738d9", "c3718e0a"));
    }

    @Test
    void stepsAreWhatWasMadeOneWhateverHappens() throws ImageException {
        int steps = 0;
        for (int seed = 0; seed < Counts.of(120, 10_000); seed++) {
            Random random = new Random(seed);
            int maxRevisions = 1 + random.nextInt(40);
            Store some = new Store(maxRevisions, Long.MAX_VALUE);
            // the first revision of each step, and the last
            TreeMap<Long, Long> model = new TreeMap<>();
            for (int turn = 0; turn < 40; turn++) {
                long before = some.current().revision();
                Images.write(some, random, random.nextInt(6));
                long revision = some.current().revision();
                if (random.nextBoolean() && revision > before) {
                    some.asOneStep(before + 1);
                    model.put(before + 1, revision);
                    if (revision > before + 1) steps++;
                } else {
                    for (long r = before + 1; r <= revision; r++) model.put(r, r);
                }
                if (random.nextInt(4) == 0) some.trim();
                if (random.nextInt(6) == 0) takeBack(some, model, random);
                if (random.nextInt(6) == 0) some = travelled(some, maxRevisions);
                check(some, model);
            }
        }
        assertThat(steps).isGreaterThan(1_000);
    }

    private static void takeBack(Store some, TreeMap<Long, Long> model, Random random) {
        long newest = some.current().revision();
        if (newest <= some.oldest()) return;
        long to = Math.max(some.oldest(), newest - random.nextInt(8));
        some.rollBack(to);
        model.tailMap(to, false).clear();
        model.put(model.lastKey(), Math.min(to, model.lastEntry().getValue()));
    }

    private static Store travelled(Store some, int maxRevisions) throws ImageException {
        ImageReader reader = new ImageReader(maxRevisions, Long.MAX_VALUE);
        reader.accept(Images.bytes(some));
        some.trim();
        Store read = reader.store();
        // A store that was never trimmed knows what was before it, the one that read it does not.
        if (read.oldest() == some.oldest()) Images.assertSame(read, some);
        Store fresh = new Store(maxRevisions, Long.MAX_VALUE);
        fresh.install(read);
        return fresh;
    }

    private static void check(Store some, TreeMap<Long, Long> model) throws ImageException {
        boolean isPlain = true;
        for (long r = some.oldest(); r <= some.current().revision(); r++) {
            assertThat(some.event(r).first()).isEqualTo(model.floorKey(r));
            assertThat(some.event(r).last()).isEqualTo(model.floorEntry(r).getValue());
            isPlain &= some.event(r).isAlone();
        }
        byte version = some.image().writer().next(20)[7];
        assertThat(version).isEqualTo((byte) (isPlain ? 1 : 2));
    }
}
