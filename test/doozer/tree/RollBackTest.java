package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.build.Counts;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RollBackTest {
    private final Store store = new Store(1_000, Long.MAX_VALUE);

    private static void isRefused(ThrowingCallable rollBack) {
        assertThatThrownBy(rollBack).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a store goes back to a state that it holds");
    }

    @Test
    void whatIsTakenBackHasNeverBeen() {
        for (int seed = 0; seed < Counts.of(300, 10_000); seed++) {
            Random random = new Random(seed);
            int maxRevisions = 1 + random.nextInt(60);
            long maxBytes = 3_000 + random.nextInt(40_000);
            Store straight = new Store(maxRevisions, maxBytes);
            Store hesitant = new Store(maxRevisions, maxBytes);
            for (int turn = 0; turn < 15; turn++) {
                // given one store that does the same as another, but for steps that fail half way
                long before = hesitant.current().revision();
                int vain = random.nextInt(20);
                for (int i = 0; i < vain; i++) Images.writeOwned(hesitant, random);
                hesitant.rollBack(before);
                long writes = random.nextLong();
                for (Store store : List.of(straight, hesitant)) {
                    Random same = new Random(writes);
                    for (int i = 0; i <= turn; i++) Images.writeOwned(store, same);
                }
                straight.trim();
                hesitant.trim();
            }
            // then nothing of that is left
            Images.assertSame(hesitant, straight);
        }
    }

    @Test
    void everyRevisionHeldCanBeGoneBackToAndNoOther() {
        Store bounded = new Store(20, Long.MAX_VALUE);
        Images.write(bounded, new Random(1), 200);
        bounded.trim();
        long newest = bounded.current().revision();
        long oldest = bounded.oldest();

        isRefused(() -> bounded.rollBack(oldest - 1));
        isRefused(() -> bounded.rollBack(0));
        isRefused(() -> bounded.rollBack(-1));
        isRefused(() -> bounded.rollBack(newest + 1));
        for (long revision = newest; revision >= oldest; revision--) {
            Tree tree = bounded.at(revision);
            bounded.rollBack(revision);
            assertThat(bounded.current()).isSameAs(tree);
            assertThat(bounded.oldest()).isEqualTo(oldest);
            long beyond = revision + 1;
            assertThatThrownBy(() -> bounded.event(beyond))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(bounded.historyLength()).isEqualTo(1);
    }

    @Test
    void aStoreThatWasNeverTrimmedGoesBackToNothing() throws ImageException {
        store.rollBack(0);
        Images.write(store, new Random(1), 100);
        Store read = Images.read(Images.bytes(store));

        store.rollBack(0);
        read.rollBack(0);

        Images.assertSame(store, new Store(1, 0));
        Images.assertSame(read, store);
        assertThat(store.current()).isSameAs(Tree.EMPTY);
        assertThat(store.historyBytes()).isZero();
    }

    @Test
    void theNewestRevisionIsNotTakenBackWhenNothingIsLeftBeforeIt() {
        Store bounded = new Store(1, 0);
        bounded.nop();
        bounded.nop();
        bounded.trim();

        isRefused(() -> bounded.rollBack(1));
        assertThat(bounded.current().revision()).isEqualTo(2);
        bounded.rollBack(2);
    }
}
