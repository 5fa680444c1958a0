package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What calls come to, with times made up. */
class FiguresTest {
    private static final long MILLI = 1_000_000;

    @Test
    void gapIsTheLongestTimeBetweenTwoThatWereDone() {
        List<Sample> samples = List.of(done(0, 2), done(5, 7), done(10, 120), done(120, 125));

        Figures figures = Figures.of(List.of(samples), 0, 200 * MILLI);

        assertThat(figures.gapNanos()).isEqualTo(113 * MILLI);
        assertThat(figures.perSecond()).isEqualTo(20);
    }

    @Test
    void callThatWasNotDoneDoesNotEndAGap() {
        List<Sample> samples = List.of(done(0, 1), call(5, 50, Sample.Result.REFUSED),
                call(55, 90, Sample.Result.UNKNOWN), call(95, 99, Sample.Result.HUNG),
                done(100, 101));

        Figures figures = Figures.of(List.of(samples), 0, 102 * MILLI);

        assertThat(figures.gapNanos()).isEqualTo(100 * MILLI);
        assertThat(figures.refused()).isEqualTo(1);
        assertThat(figures.unknown()).isEqualTo(1);
        assertThat(figures.hung()).isEqualTo(1);
    }

    @Test
    void spanWithoutAnyIsAGapAsLongAsItself() {
        Figures figures = Figures.of(List.of(List.of(done(0, 1))), 10 * MILLI, 510 * MILLI);

        assertThat(figures.gapNanos()).isEqualTo(500 * MILLI);
        assertThat(figures.perSecond()).isZero();
        assertThat(figures.p99Nanos()).isZero();
    }

    @Test
    void stallAtTheEndOfTheSpanCounts() {
        Figures figures = Figures.of(List.of(List.of(done(0, 1))), 0, 40 * MILLI);

        assertThat(figures.gapNanos()).isEqualTo(39 * MILLI);
    }

    @Test
    void gapIsThatOfTheWorstWriterAndTheRateTheirAverage() {
        List<Sample> busy = List.of(done(0, 10), done(10, 20), done(20, 30));
        List<Sample> slow = List.of(done(0, 30));

        Figures figures = Figures.of(List.of(busy, slow), 0, 40 * MILLI);

        assertThat(figures.gapNanos()).isEqualTo(30 * MILLI);
        assertThat(figures.perSecond()).isEqualTo(50);
    }

    @Test
    void percentilesAreOfTheCallsThatWereDone() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 1; i <= 100; i++) samples.add(done(1_000 * i, 1_000 * i + i));
        samples.add(call(200_000, 209_000, Sample.Result.REFUSED));

        Figures figures = Figures.of(List.of(samples), 0, 300_000 * MILLI);

        assertThat(figures.p50Nanos()).isEqualTo(50 * MILLI);
        assertThat(figures.p99Nanos()).isEqualTo(99 * MILLI);
    }

    private static Sample done(long begin, long end) {
        return call(begin, end, Sample.Result.DONE);
    }

    private static Sample call(long begin, long end, Sample.Result result) {
        return new Sample(begin * MILLI, end * MILLI, result);
    }
}
