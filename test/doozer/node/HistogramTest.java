package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram histogram = new Histogram();

    @Test
    void boundsAreWhatTheirTextsSay() {
        for (int i = 0; i < Histogram.steps() - 1; i++) {
            BigDecimal nanos = new BigDecimal(Histogram.bound(i)).movePointRight(9);
            assertThat(Histogram.boundNanos(i)).isEqualTo(nanos.longValueExact());
        }
        assertThat(Histogram.bound(Histogram.steps() - 1)).isEqualTo("+Inf");
    }

    @Test
    void boundBelongsToItsStep() {
        histogram.record(20_000);
        histogram.record(20_001);
        assertThat(histogram.count(0)).isZero();
        assertThat(histogram.count(1)).isEqualTo(1);
        assertThat(histogram.count(2)).isEqualTo(1);
    }

    @Test
    void whatTakesLongestIsInTheLastStep() {
        histogram.record(10_000_000_000L);
        histogram.record(10_000_000_001L);
        histogram.record(Long.MAX_VALUE / 2);
        assertThat(histogram.count(Histogram.steps() - 2)).isEqualTo(1);
        assertThat(histogram.count(Histogram.steps() - 1)).isEqualTo(2);
    }

    @Test
    void sumAndCountAreOfEverything() {
        histogram.record(0);
        histogram.record(1_500);
        // A clock that has gone back: it is counted, and makes nothing smaller.
        histogram.record(-7);
        assertThat(histogram.count()).isEqualTo(3);
        assertThat(histogram.sumNanos()).isEqualTo(1_500);
        assertThat(histogram.words()).isEqualTo("sum_ns=1500 0.00001=3");
    }
}
