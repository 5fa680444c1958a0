package doozer.client;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.SessionClock.Moment;
import org.junit.jupiter.api.Test;

/** Until when a session can be relied on, by two clocks that go as they like. */
class SessionClockTest {
    private static final Moment START = new Moment(Long.MAX_VALUE - 3, 500);

    private final SessionClock clock = new SessionClock(1000, START);

    private static Moment after(long nanos, long wallNanos) {
        return new Moment(START.nanos() + nanos, START.wallNanos() + wallNanos);
    }

    @Test
    void fourFifthsOfItsTimeCountFromWhenItWasAskedFor() {
        assertThat(clock.nanosLeft(START)).isEqualTo(800);
        assertThat(clock.nanosLeft(after(799, 799))).isEqualTo(1);
        assertThat(clock.nanosLeft(after(800, 800))).isZero();
    }

    @Test
    void theClockCountsThatHasGoneFurther() {
        // a machine that slept, and one whose date was set back
        assertThat(clock.nanosLeft(after(10, 900))).isEqualTo(-100);
        assertThat(clock.nanosLeft(after(300, -5000))).isEqualTo(500);
    }

    @Test
    void anAnswerCountsFromWhenItsSignWasSent() {
        clock.confirm(after(300, 300));

        assertThat(clock.nanosLeft(after(1000, 1000))).isEqualTo(100);
        // one that was sent before that and is answered late changes nothing
        clock.confirm(after(100, 100));
        assertThat(clock.nanosLeft(after(1000, 1000))).isEqualTo(100);
    }

    @Test
    void aSignIsDueAfterAThird() {
        assertThat(clock.nanosToSign(after(300, 0))).isEqualTo(33);
        assertThat(clock.nanosToSign(after(0, 400))).isEqualTo(-67);
        clock.confirm(after(400, 400));
        assertThat(clock.nanosToSign(after(400, 400))).isEqualTo(333);
    }
}
