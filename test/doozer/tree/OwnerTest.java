package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A file knows whose it is, in every tree and event that it is in, wherever they go. */
class OwnerTest {
    private static final byte[] VALUE = Samples.bytes("x");

    private final Store store = new Store(1_000, Long.MAX_VALUE);

    private static long owner(Tree tree, String path) {
        return ((FileEntry) tree.find(path)).owner();
    }

    /** The owner of each file that has one. */
    private static Map<String, Long> owners(Tree tree) {
        Map<String, Long> owners = new TreeMap<>();
        Walk walk = tree.walk(Tree.EVERYTHING);
        while (walk.advance(Integer.MAX_VALUE) == Walk.Step.FOUND) {
            if (walk.file().owner() != 0) owners.put(walk.path(), walk.file().owner());
        }
        return owners;
    }

    private static byte version(Store store) {
        return store.image().writer().next(20)[7];
    }

    @Test
    void aFileIsNobodysUnlessItIsSetSo() {
        store.set("/a", 0, VALUE);
        store.set("/s", 0, VALUE, 2);

        assertThat(owner(store.current(), "/a")).isZero();
        assertThat(owner(store.current(), "/s")).isEqualTo(2);
        assertThat(store.current().find("/a").getClass()).isEqualTo(FileEntry.class);
        assertThat(store.current().ownedFiles()).isEqualTo(1);
        assertThat(store.event(1).owner()).isZero();
        assertThat(store.event(2).owner()).isEqualTo(2);
    }

    @Test
    void anotherSetLeavesTheOwnerAndADeletionDoesNot() {
        store.set("/s", 0, VALUE, 1);
        store.set("/s", 1, Samples.bytes("by somebody else"));
        assertThat(owner(store.current(), "/s")).isEqualTo(1);
        assertThat(store.event(2).owner()).isEqualTo(1);

        store.delete("/s", -1);
        assertThat(store.event(3).owner()).isZero();
        assertThat(store.current().ownedFiles()).isZero();
        store.set("/s", 0, VALUE);

        assertThat(owner(store.current(), "/s")).isZero();
        // what was is as it was
        assertThat(owner(store.at(2), "/s")).isEqualTo(1);
        assertThat(store.at(2).ownedFiles()).isEqualTo(1);
    }

    @Test
    void aFileGetsAnotherOwnerOrNone() {
        store.set("/s", 0, VALUE, 1);
        store.set("/s", -1, VALUE, 2);
        store.set("/s", -1, VALUE, 0);

        assertThat(List.of(store.event(1).owner(), store.event(2).owner(), store.event(3).owner()))
                .containsExactly(1L, 2L, 0L);
        assertThat(store.current().ownedFiles()).isZero();
        assertThat(store.at(2).ownedFiles()).isEqualTo(1);
    }

    @Test
    void aSetThatFailsChangesNoOwner() {
        store.set("/s", 0, VALUE, 1);
        assertThat(store.set("/s", 0, VALUE, 2)).isEqualTo(Store.Outcome.REV_MISMATCH);
        assertThat(store.set("/s/t", -1, VALUE, 1)).isEqualTo(Store.Outcome.NOT_DIRECTORY);
        assertThat(owners(store.current())).isEqualTo(Map.of("/s", 1L));
        assertThat(store.current().revision()).isEqualTo(1);
    }

    @Test
    void theHashTellsOfOwnersAndIsThatOfBeforeWithoutThem() {
        Store other = new Store(10, Long.MAX_VALUE);
        store.set("/s", 0, VALUE, 1);
        other.set("/s", 0, VALUE);
        assertThat(store.current().hash()).isNotEqualTo(other.current().hash());
        assertThat(Hash.ofFile("/s", 7, VALUE, 5)).isNotEqualTo(Hash.ofFile("/s", 7, VALUE, 6));

        store.set("/s", -1, VALUE, 0);
        other.set("/s", -1, VALUE);
        assertThat(store.current().hash()).isEqualTo(other.current().hash());
    }

    @Test
    void anImageIsOfTheFirstVersionWhenNobodyOwnsAnything() {
        store.set("/a", 0, VALUE);
        assertThat(version(store)).isEqualTo((byte) 1);
        store.set("/s", 0, VALUE, 1);
        store.delete("/s", -1);
        store.nop();
        assertThat(version(store)).isEqualTo((byte) 2);

        // until all that is forgotten: the base may still have had it
        for (int length = 3; length > 0; length--) {
            Store brief = new Store(length, Long.MAX_VALUE);
            brief.install(store);
            brief.trim();
            assertThat(version(brief)).as("%d", length).isEqualTo((byte) (length > 2 ? 2 : 1));
            store.install(brief);
        }
    }

    @Test
    void theFormatWithOwnersStaysWhatItIs() throws ImageException {
        // given a file of session 1, one of nobody's, and a set and a deletion later
        store.set("/a", 0, Samples.bytes("A"), 1);
        store.set("/b", 0, Samples.bytes("B"));
        Store trimmed = new Store(3, Long.MAX_VALUE);
        trimmed.install(store);
        trimmed.set("/c", 0, Samples.bytes("C"), 2);
        trimmed.delete("/a", -1);
        trimmed.trim();

        String hex = HexFormat.of().formatHex(Images.bytes(trimmed));
        assertThat(hex).startsWith(String.join("", "646f6f7a657200", "02", "02", "02",
                "01", "01", "61", "01", "01", "01", "41",
                "01", "01", "62", "02", "00", "01", "42"));
        assertThat(hex).contains(String.join("", "00", "02", "2f62",
                "02", "01", "02", "2f63", "02", "01", "43", "02", "02", "2f61"));
        Images.assertSame(Images.read(Images.bytes(trimmed)), trimmed);
    }

    @Test
    void ownersTravelInImagesThatAreCutAnywhere() throws ImageException {
        for (int i = 0; i < 60; i++) Images.writeOwned(store, new Random(i));
        Store source = new Store(30, Long.MAX_VALUE);
        source.install(store);
        source.trim();
        assertThat(source.image().base().ownedFiles()).isPositive();
        byte[] bytes = Images.bytes(source);

        for (int cut = 0; cut <= bytes.length; cut++) {
            Store read = Images.read(Arrays.copyOf(bytes, cut),
                    Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(owners(read.current())).isEqualTo(owners(source.current()));
        }
        Images.assertSame(Images.read(bytes), source);
    }

    @Test
    void ownersAreThoseOfTheModelInEveryTreeOfEveryHistory() throws ImageException {
        int owned = 0;
        for (int seed = 0; seed < Counts.of(60, 3_000); seed++) {
            Random random = new Random(seed);
            Store some = new Store(1 + random.nextInt(60), Long.MAX_VALUE);
            List<Map<String, Long>> model = new ArrayList<>(List.of(Map.of()));
            for (int i = 0; i < 120; i++) {
                long before = some.current().revision();
                write(some, model, random);
                assertThat(some.current().revision()).isEqualTo(model.size() - 1L);
                if (random.nextInt(10) == 0) some.trim();
                if (random.nextInt(15) == 0 && before >= some.oldest()) {
                    some.rollBack(before);
                    while (model.size() > before + 1) model.remove(model.size() - 1);
                }
            }
            check(some, model);
            check(Images.read(Images.bytes(some)), model);
            owned += some.current().ownedFiles();
        }
        assertThat(owned).isGreaterThan(300);
    }

    /** One write that may change an owner, to both. */
    private static void write(Store some, List<Map<String, Long>> model, Random random) {
        String path = Samples.path(random, 2);
        Map<String, Long> next = new TreeMap<>(model.get(model.size() - 1));
        Store.Outcome outcome = Store.Outcome.OK;
        long owner = 1 + random.nextInt((int) some.current().revision() + 1);
        switch (random.nextInt(8)) {
            case 0 -> some.nop();
            case 1, 2 -> {
                outcome = some.delete(path, -1);
                next.remove(path);
            }
            case 3, 4 -> {
                outcome = some.set(path, -1, VALUE, owner);
                next.put(path, owner);
            }
            case 5 -> {
                outcome = some.set(path, -1, VALUE, 0);
                next.remove(path);
            }
            default -> outcome = some.set(path, -1, VALUE);
        }
        if (outcome == Store.Outcome.OK) model.add(next);
    }

    private static void check(Store some, List<Map<String, Long>> model) {
        for (long r = some.oldest(); r <= some.current().revision(); r++) {
            Map<String, Long> expected = model.get((int) r);
            assertThat(owners(some.at(r))).isEqualTo(expected);
            assertThat(some.at(r).ownedFiles()).isEqualTo(expected.size());
            Event event = some.event(r);
            assertThat(event.owner()).isEqualTo(event.kind() == Event.Kind.SET
                    ? expected.getOrDefault(event.path(), 0L) : 0L);
        }
        Invariants.check(some.current());
    }
}
