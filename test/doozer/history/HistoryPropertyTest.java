package doozer.history;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.history.Forger.Forged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long random histories: right ones pass, and each way of making one wrong is caught. */
class HistoryPropertyTest {
    @Test
    void everyRightHistoryPasses() {
        int runs = Counts.of(150, 20_000);
        long answered = 0;
        long unknown = 0;
        int checked = 0;
        int notChecked = 0;
        for (int seed = 0; seed < runs; seed++) {
            HistoryCheck check = check(run(seed));
            assertThat(check.violations()).as("seed %d", seed).isEmpty();
            answered += check.answered();
            unknown += check.unknown();
            checked += check.filesChecked();
            notChecked += check.filesNotChecked();
        }
        assertThat(answered).isGreaterThan(100L * runs);
        assertThat(unknown).isGreaterThan(runs);
        assertThat(checked).isGreaterThan(1_000 * notChecked).isGreaterThan(5 * runs);
    }

    @Test
    void runIsTheSameForTheSameSeed() {
        assertThat(run(5).history.operations().toString())
                .isEqualTo(run(5).history.operations().toString())
                .isNotEqualTo(run(6).history.operations().toString());
    }

    @ParameterizedTest
    @EnumSource
    void forgeryIsCaught(Forgery forgery) {
        int caught = 0;
        int caughtByFile = 0;
        int runs = Counts.of(60, 4_000);
        for (int seed = 0; seed < runs; seed++) {
            Forged forged = forgery.forge(new Forger(run(seed), seed));
            if (forged == null) continue;
            HistoryCheck check = HistoryCheck.of(forged.history(), forged.log());
            assertThat(check.violations()).as("seed %d", seed).isNotEmpty();
            caught++;
            if (!forgery.isSeenByFile()) continue;
            WingGong opinion = WingGong.of(forged.history());
            assertThat(opinion.violations().size() + opinion.notChecked()).as("seed %d", seed)
                    .isPositive();
            if (!opinion.violations().isEmpty()) caughtByFile++;
        }
        assertThat(caught).isGreaterThan(runs / 10);
        if (forgery.isSeenByFile()) assertThat(caughtByFile).isGreaterThan(runs / 12);
    }

    @ParameterizedTest
    @EnumSource
    void forgeryOfAWatchIsCaught(WatchForgery forgery) {
        int caught = 0;
        int runs = Counts.of(60, 4_000);
        for (int seed = 0; seed < runs; seed++) {
            Forged forged = forgery.forge(new Forger(run(seed), seed));
            if (forged == null) continue;
            assertThat(WatchCheck.check(forged.history(), forged.log())).as("seed %d", seed)
                    .isNotEmpty();
            caught++;
        }
        assertThat(caught).isGreaterThan(runs / 10);
    }

    @ParameterizedTest
    @EnumSource(names = {"SWAPPED_IN_SESSION", "OLD_READ_IN_SESSION"})
    void orderWithinAConnectionIsCaughtByItself(Forgery forgery) {
        int caught = 0;
        int runs = Counts.of(60, 4_000);
        for (int seed = 0; seed < runs; seed++) {
            Forged forged = forgery.forge(new Forger(run(seed), seed));
            if (forged == null) continue;
            if (!SessionOrder.check(forged.history(), forged.log()).isEmpty()) caught++;
        }
        assertThat(caught).isGreaterThan(runs / 20);
    }

    private static AtomicRun run(int seed) {
        return AtomicRun.of(seed, 2 + seed % 7, 60 + seed % 240);
    }

    private static HistoryCheck check(AtomicRun run) {
        return HistoryCheck.of(run.history, run.log);
    }
}
